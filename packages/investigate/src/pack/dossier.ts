import type { TlpLevel } from '@gatehouse/sites'

/** A campaign as it is handed to authorities: plain data, whoever gathered it. Times in milliseconds. */
export interface Dossier {
  /** Our number of the case. */
  readonly caseId: string
  readonly preparedAtMs: number
  /** Who hands it over, and whom to ask. */
  readonly preparedBy: { readonly organisation: string; readonly contact: string }
  /** How far it may be told on. */
  readonly tlp: TlpLevel
  readonly campaign: {
    readonly id: string
    readonly title: string
    /** What happened, in a few sentences. */
    readonly summary: string
    readonly firstSeenAtMs: number
    readonly lastSeenAtMs: number
    /** 0 to 1. */
    readonly confidence: number
    /** How alike the pages are that were compared, 0 to 1; `null`: none were. */
    readonly similarity: number | null
    /** Share of the sites that were compared at all, 0 to 1. */
    readonly coverage: number | null
  }
  /** What was seen and done, oldest first. */
  readonly timeline: readonly { readonly atMs: number; readonly what: string }[]
  readonly sites: readonly DossierSite[]
  readonly payments: readonly PaymentTrace[]
  readonly operator: {
    /** `null`: nobody is known. */
    readonly name: string | null
    /** What is shared by the sites and by earlier cases. */
    readonly basis: readonly string[]
  }
  readonly exposure: {
    readonly channels: readonly ExposureChannel[]
    /** How many may have been reached or have paid, and how that was estimated. */
    readonly estimate: string
  }
  /** Names that the operator may use next. */
  readonly forecast: readonly string[]
  readonly evidence: readonly DossierEvidence[]
}

export interface DossierSite {
  readonly domain: string
  readonly verdict: 'malicious' | 'suspicious' | 'unknown'
  readonly registeredAtMs: number | null
  readonly registrar: string | null
  readonly addresses: readonly string[]
  readonly firstSeenAtMs: number
  /** `null`: it is not blocked. */
  readonly blockedAtMs: number | null
  /** Sentences with figures; never text of the site. */
  readonly findings: readonly string[]
}

/** Something that money goes to. */
export interface PaymentTrace {
  /** Such as `merchant id`, `wallet`, `card data posted to`, `mixing service`. */
  readonly kind: string
  readonly value: string
  readonly seenOn: readonly string[]
  readonly note: string
}

export interface ExposureChannel {
  /** Such as `chat channel`, `forum`, `advertisement`. */
  readonly kind: string
  readonly name: string
  /** People who could see it; `null`: not known. */
  readonly reach: number | null
  readonly note: string
}

/** Something that is kept, and that proves what is said. */
export interface DossierEvidence {
  readonly name: string
  /** Where it was taken from. */
  readonly source: string
  readonly takenAtMs: number
  readonly takenBy: string
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

/** What the document shows of each; the bundle and the data hold the rest. */
export const DOSSIER_LIMITS = {
  sites: 300,
  timeline: 300,
  evidence: 500,
  /** Characters of one text. */
  text: 4000,
} as const
