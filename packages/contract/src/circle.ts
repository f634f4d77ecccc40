import { Type, type Static } from 'typebox'
import { LABELS, type LabelName } from './label.ts'
import { closed, count, id, oneOf, text } from './schema.ts'

/**
 * A sharing circle: shops that tell each other of known fraudsters, by tokens under a key that the
 * circle shares. Here is what crosses a border (the feed), and what signals are computed from.
 */

/** What may be told of, in this order wherever they are named. */
export const CIRCLE_KINDS = ['email', 'phone', 'card', 'device', 'address', 'ip'] as const
export type CircleKind = (typeof CIRCLE_KINDS)[number]

/** Why: what a label said, or `listed` for an item of a deny list. */
export const CIRCLE_REASONS = [
  'listed',
  'stolen_card',
  'account_takeover',
  'friendly_fraud',
  'refund_abuse',
  'promo_abuse',
  'reseller_abuse',
  'synthetic_identity',
  'card_testing',
  'other_fraud',
] as const satisfies readonly (LabelName | 'listed')[]
export type CircleReason = (typeof CIRCLE_REASONS)[number]

/** 3: somebody's money was stolen. 2: the shop was deceived. 1: terms were stretched, or no word of it. */
export const CIRCLE_SEVERITY: Readonly<Record<CircleReason, 1 | 2 | 3>> = {
  listed: 2,
  stolen_card: 3,
  account_takeover: 3,
  friendly_fraud: 2,
  refund_abuse: 2,
  promo_abuse: 1,
  reseller_abuse: 1,
  synthetic_identity: 3,
  card_testing: 3,
  other_fraud: 2,
}

/** `null` for labels that say nothing against the customer. */
export function circleReasonOf(label: LabelName): CircleReason | null {
  const reason = CIRCLE_REASONS.find((known) => known === label)
  return reason !== undefined && reason !== 'listed' && LABELS[label].isFraud === true
    ? reason
    : null
}

export const CIRCLE_MEMBERS_MAX = 100
export const CIRCLE_PAGE_ITEMS = 1000
/** A page in JSON: some 250 bytes an item. */
export const CIRCLE_PAGE_BYTES_MAX = 524_288
/** Mailboxes, numbers and addresses change hands: nothing is told for longer. */
export const CIRCLE_DAYS_MAX = 365
/** IP addresses change hands within weeks. */
export const CIRCLE_IP_DAYS_MAX = 30

export const CIRCLE_FORMAT = 'gatehouse-circle/1'

const TOKEN_PATTERN = '^[A-Za-z0-9_-]{22}$'
const seconds = (description: string) =>
  Type.Integer({
    description: `${description}; seconds since the epoch.`,
    minimum: 0,
    maximum: 1e11,
  })

export const circleName = Type.String({
  description: 'Name of the circle.',
  pattern: '^[a-z][a-z0-9-]{0,62}$',
  maxLength: 63,
})

export const circleItemSchema = closed({
  seq: count('Number of the last change of this item, counted by its member.'),
  kind: oneOf(CIRCLE_KINDS, 'What it is.'),
  token: Type.String({
    description: 'HMAC-SHA-256 of the value under the key of the circle: 16 bytes, base64url.',
    pattern: TOKEN_PATTERN,
    maxLength: 22,
  }),
  is_withdrawn: Type.Boolean({ description: 'The member says so no more.' }),
  reason: oneOf(CIRCLE_REASONS, 'Why.'),
  severity: Type.Integer({ description: '1 to 3, high is bad.', minimum: 1, maximum: 3 }),
  first_seen: seconds('When the member said so first'),
  last_seen: seconds('When it said so last'),
  expires_at: seconds('Until when it holds'),
})
export type CircleItem = Static<typeof circleItemSchema>

/** What is signed: the text of this, as it was sent. */
export const circlePageSchema = closed({
  format: Type.Literal(CIRCLE_FORMAT),
  circle: circleName,
  member: id('Pseudonym of the member: what its public key hashes to.'),
  key_check: text(
    'Tells whether both have the same key of the circle, without telling the key.',
    16,
  ),
  issued_at: seconds('When the page was made'),
  from: count('The items are those that changed after this number.'),
  to: count('Ask for the next page with this number as the cursor.'),
  is_last: Type.Boolean({ description: 'There is nothing after it yet.' }),
  items: Type.Array(circleItemSchema, { maxItems: CIRCLE_PAGE_ITEMS }),
})
export type CirclePage = Static<typeof circlePageSchema>

export const signedCirclePageSchema = closed({
  page: Type.String({
    description: 'A page as JSON text: `gatehouse-circle/1`.',
    maxLength: CIRCLE_PAGE_BYTES_MAX,
  }),
  signature: Type.String({
    description: 'Ed25519 over the UTF-8 bytes of the text, base64url.',
    pattern: '^[A-Za-z0-9_-]{86}$',
    maxLength: 86,
  }),
})
export type SignedCirclePage = Static<typeof signedCirclePageSchema>

/** What the other members of a shop's circles say about who is in an event. */
export interface SharedListFacts {
  readonly known: true
  /** Different owners among the members that say so: one voice each. */
  readonly shops: number
  readonly kinds: readonly CircleKind[]
  /** Of the worst; `null`: nobody says anything. */
  readonly worst: { readonly reason: CircleReason; readonly severity: number } | null
  /** Milliseconds since the epoch; `null`: nobody says anything. */
  readonly firstSeenMs: number | null
  readonly lastSeenMs: number | null
}

/**
 * - `not_in_circle`: the shop takes part in none.
 * - `not_sent`: the event carries nothing that could be told of.
 * - `not_configured`: nobody keeps circles, as in a replay.
 */
export type SharedListAnswer =
  | SharedListFacts
  | { readonly known: false; readonly reason: 'not_in_circle' | 'not_sent' | 'not_configured' }

export const NO_SHARED_LIST: SharedListAnswer = Object.freeze({
  known: false,
  reason: 'not_configured',
})
