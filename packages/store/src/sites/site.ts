import type { SiteEdgeKind, SubjectKind, Verdict } from '@gatehouse/contract'

/** `waiting`: a job will look at it. `done`: all was looked at that could be. */
export type Investigation = 'none' | 'waiting' | 'running' | 'done'

/** A site as it is kept. Times are milliseconds since the epoch. */
export interface StoredSite {
  /** A domain, a host, a phone number, an account of a network. */
  readonly key: string
  readonly kind: SubjectKind
  readonly firstSeenAtMs: number
  readonly askedAtMs: number
  readonly judgedAtMs: number | null
  readonly expiresAtMs: number | null
  readonly retestAtMs: number | null
  readonly campaignId: string | null
  /** Rises with every observation. */
  readonly revision: number
  readonly isBlocked: boolean
  readonly verdict: Verdict
  readonly investigation: Investigation
  /** As it was put. */
  readonly judgement: unknown
  /** Why it belongs to its campaign, as it was put. */
  readonly membership: unknown
  /** By topic, as they were put. */
  readonly observations: Readonly<Record<string, unknown>>
}

export interface NewLinkCheck {
  readonly id: string
  /** `null`: somebody without a key. */
  readonly shopId: string | null
  readonly key: string
  readonly kind: SubjectKind
  /** Without user, fragment and mail addresses. */
  readonly link: string
  readonly atMs: number
}
export interface StoredLinkCheck {
  readonly id: string
  readonly shopId: string | null
  readonly submittedAtMs: number
  readonly link: string
  readonly site: StoredSite
}

/** What a site shows that others may show too. */
export interface StoredEdge {
  readonly site: string
  readonly kind: SiteEdgeKind
  readonly value: string
}

export interface SiteEvent {
  readonly atMs: number
  readonly code: string
  readonly text: string
}

export interface StoredCampaign {
  readonly id: string
  readonly name: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly found: number
  readonly blocked: number
  readonly similarity: number
  readonly coverage: number
  readonly forecast: readonly string[]
  readonly story: Readonly<Record<string, unknown>>
}

export interface NewSiteReport {
  readonly id: string
  readonly key: string
  readonly atMs: number
  readonly reason: string
  /** Tokens. */
  readonly reporter: Uint8Array
  readonly network: Uint8Array | null
}
export interface StoredSiteReport {
  readonly atMs: number
  readonly counts: boolean
  readonly reporter: Uint8Array
  readonly network: Uint8Array | null
}

/** A domain that a list of new registrations names. */
export interface NewDomain {
  readonly domain: string
  readonly registeredAtMs: number
  readonly registrar: string | null
  readonly privacyService: string | null
  readonly nameServers: readonly string[]
  /** Which list. */
  readonly source: string
  /** What it may have in common with others of a burst. */
  readonly patterns: readonly string[]
}
