import { BLOCKLIST_KINDS, type Verdict } from '@gatehouse/contract'

/** What an entry blocks: a name with all below it, one name, one address of a page, an IP address. */
export type EntryKind = (typeof BLOCKLIST_KINDS)[number]

/** One line of the blocklist, whatever the format it leaves in. */
export interface BlocklistEntry {
  readonly kind: EntryKind
  /**
   * Canonical. `domain`, `host`: lower-case ASCII without a dot at its end. `url`: scheme, host and
   * path, without user, fragment or anything that a browser would write otherwise. `ip`: as
   * `node:net` and RFC 5952 write it.
   */
  readonly key: string
  /** Nothing else is ever listed. */
  readonly verdict: Extract<Verdict, 'malicious' | 'suspicious'>
  /** 0 to 1: the probability that the verdict is right, by weights that were set by hand. */
  readonly confidence: number
  /** Id of the campaign that it belongs to; `null`: none is known. */
  readonly campaign: string | null
  /** Codes of the findings that speak most against it, strongest first: `UPPER_SNAKE`. */
  readonly reasons: readonly string[]
  /** Where the evidence comes from, such as `page`, `reports` or `person`: `lower_snake`. */
  readonly sources: readonly string[]
  /** Names of who released it: none for what was listed by itself, two for what is warned of. */
  readonly releasedBy: readonly string[]
  /** When the verdict was reached. Milliseconds since the epoch, as all times here. */
  readonly decidedAtMs: number
  readonly addedAtMs: number
  /** From then on it is in no feed. */
  readonly expiresAtMs: number
  /** When it is looked at again. */
  readonly retestAtMs: number
}

/** Tells entries apart, and orders them: kinds as in `BLOCKLIST_KINDS`, keys by code unit. */
export function compareEntries(
  a: Pick<BlocklistEntry, 'kind' | 'key'>,
  b: Pick<BlocklistEntry, 'kind' | 'key'>,
): number {
  if (a.kind !== b.kind) return BLOCKLIST_KINDS.indexOf(a.kind) - BLOCKLIST_KINDS.indexOf(b.kind)
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}

/** The entry's name among all: `domain scam-pay.example`. */
export function entryId({ kind, key }: Pick<BlocklistEntry, 'kind' | 'key'>): string {
  return `${kind} ${key}`
}

/** Scheme, host and the rest of a `url` key that `checkEntry` let through. */
export function urlParts(key: string): {
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly rest: string
} {
  const [, scheme = '', host = '', port = '', rest = ''] =
    /^(https?):\/\/([^/:?]+)(:\d+)?(\/.*)$/.exec(key) ?? []
  return { scheme, host, port, rest }
}
