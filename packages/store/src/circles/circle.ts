import type { CircleKey } from '../privacy/circle-keys.ts'
import type { MemberRow } from '../queries/circles.ts'

/** Items of one member, those that it has withdrawn lately included. */
export const CIRCLE_ITEMS_MAX = 100_000
/** Members of one circle, own shops and others. */
export const CIRCLE_SHOPS_MAX = 100

/** A page of what a member says, after it was checked (`CirclePage` of the contract). */
export interface CheckedPage {
  readonly circle: string
  readonly member: string
  /** Seconds since the epoch. */
  readonly issued_at: number
  readonly from: number
  readonly to: number
  readonly items: readonly {
    readonly seq: number
    readonly kind: string
    /** 16 bytes, base64url. */
    readonly token: string
    readonly is_withdrawn: boolean
    readonly reason: string
    readonly severity: number
    /** Seconds since the epoch. */
    readonly first_seen: number
    readonly last_seen: number
    readonly expires_at: number
  }[]
}

/** A member of a sharing circle: a shop of this installation, or of another. */
export interface CircleMember {
  readonly circle: string
  /** Its pseudonym. */
  readonly member: string
  /** What the operator calls it. */
  readonly title: string
  /** Members of one owner are one voice. */
  readonly owner: string
  /** `null`: a shop of another installation. */
  readonly shopId: string | null
  /** Deny lists of the shop whose items are told. */
  readonly lists: readonly string[]
  /** Whether orders that were labelled as fraud are told of. */
  readonly sharesLabels: boolean
  /** Whether what became of its orders is counted for the others, and theirs for it. */
  readonly sharesHistory: boolean
  readonly isMuted: boolean
  readonly publicKey: Uint8Array
  /** Where another installation is asked; `null`: by files. */
  readonly url: string | null
  /** Number of the last change: given out by an own shop, taken in from another. */
  readonly seq: number
  readonly issuedAtMs: number | null
  readonly pulledAtMs: number | null
  readonly problem: string | null
}

/** A shop's part in a circle, ready to make tokens. */
export interface Membership extends CircleMember {
  readonly key: CircleKey
}

export interface NewCircleMember {
  readonly title: string
  readonly owner: string
  readonly shopId: string | null
  readonly lists: readonly string[]
  readonly sharesLabels: boolean
  readonly sharesHistory: boolean
  readonly url: string | null
  readonly apiKey: string | null
}

/** One token that an own shop tells of, and how bad it is. */
export interface SharedToken {
  readonly circle: string
  readonly kind: string
  readonly token: Uint8Array
  readonly reason: string
  readonly severity: number
  readonly sinceMs: number
  readonly expiresAtMs: number
}

/** Where what is told comes from: an item of a list, or an order. */
export interface CircleSource extends SharedToken {
  /** Empty: an order. */
  readonly listName: string
  readonly ref: string
  /** As the lists of the shop keep the value: what is on an allow list is not told. */
  readonly local: string
}

/** What a member says of a token. */
export interface SaidItem {
  readonly seq: number
  readonly member: string
  readonly kind: string
  readonly token: Uint8Array
  readonly reason: string
  readonly severity: number
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly expiresAtMs: number
  readonly isWithdrawn: boolean
}

export interface CircleLogEntry {
  readonly atMs: number
  readonly member: string
  readonly action: string
  readonly author: string
  readonly said: number
  readonly withdrawn: number
  readonly detail: string
}

export function memberOfRow(row: MemberRow): CircleMember {
  return {
    circle: row.circle,
    member: row.member,
    title: row.title,
    owner: row.owner,
    shopId: row.shop_id,
    lists: row.lists,
    sharesLabels: row.shares_labels,
    sharesHistory: row.shares_history,
    isMuted: row.is_muted,
    publicKey: row.public_key,
    url: row.url,
    seq: row.seq,
    issuedAtMs: row.issued_at,
    pulledAtMs: row.pulled_at,
    problem: row.problem,
  }
}
