import { Type, type Static } from 'typebox'
import type { Checkpoint } from './event/event-types.ts'
import { amount, closed, currencyCode, id, oneOf, personalText, time } from './schema.ts'

/**
 * What an event turned out to be. Fraud labels are the positives of training; `service_complaint`
 * is a dispute that is no fraud; `suspected_fraud` is an opinion and no fact.
 */
export const LABELS = {
  stolen_card: { isFraud: true, doc: 'paid with a card that was not theirs' },
  account_takeover: { isFraud: true, doc: 'somebody else used the account' },
  friendly_fraud: { isFraud: true, doc: 'the customer bought, received and disputed' },
  refund_abuse: { isFraud: true, doc: 'money back by deceit: empty box, swapped goods' },
  promo_abuse: { isFraud: true, doc: 'coupons or bonuses taken under many names' },
  reseller_abuse: { isFraud: true, doc: 'limits evaded to sell on' },
  synthetic_identity: { isFraud: true, doc: 'a person who does not exist' },
  card_testing: { isFraud: true, doc: 'a try whether a stolen card works' },
  seller_fraud: { isFraud: true, doc: 'the seller deceived' },
  phishing: { isFraud: true, doc: 'brought by a fake shop or message' },
  other_fraud: { isFraud: true, doc: 'fraud of another kind' },
  chargeback: { isFraud: null, doc: 'disputed, the reason not yet known' },
  suspected_fraud: { isFraud: null, doc: 'somebody believes it is fraud' },
  service_complaint: { isFraud: false, doc: 'late, wrong or broken goods; no fraud' },
  not_fraud: { isFraud: false, doc: 'a good order' },
} as const satisfies Record<string, { isFraud: boolean | null; doc: string }>
export type LabelName = keyof typeof LABELS
export const LABEL_NAMES = Object.keys(LABELS) as [LabelName, ...LabelName[]]

/**
 * Whether an event was fraud, by its labels, newest first: the newest one that says yes or no.
 * `null`: nobody knows yet.
 */
export function isFraudBy(labels: readonly string[]): boolean | null {
  for (const label of labels) {
    const isFraud = Object.hasOwn(LABELS, label) ? LABELS[label as LabelName].isFraud : null
    if (isFraud !== null) return isFraud
  }
  return null
}

/** Frauds that no rule on an order or its payment is to blame for: they come later, or from others. */
const NOT_OF_THE_ORDER: ReadonlySet<string> = new Set(['refund_abuse', 'seller_fraud'])

/** `isFraudBy`, for what is decided at a checkpoint: other frauds say nothing about it. */
export function isFraudAt(checkpoint: Checkpoint, labels: readonly string[]): boolean | null {
  const isOrder = checkpoint === 'order' || checkpoint === 'payment'
  return isFraudBy(isOrder ? labels.filter((label) => !NOT_OF_THE_ORDER.has(label)) : labels)
}

export const LABEL_SOURCES = [
  'analyst',
  'merchant',
  'customer',
  'processor',
  'issuer',
  'dispute',
  'alert',
  'rule',
  'import',
] as const

const labelFields = {
  label: oneOf(LABEL_NAMES, 'What it turned out to be.'),
  source: Type.Optional(oneOf(LABEL_SOURCES, 'Who says so; `merchant` when absent.')),
  time: Type.Optional(time('When it became known; the time of arrival when absent.')),
  shop_id: Type.Optional(id("The shop. Must be the key's shop or a sub-shop of it.")),
  amount: Type.Optional(amount('What was lost.')),
  currency: Type.Optional(currencyCode()),
  notes: Type.Optional(
    personalText('What else is to be said. Not kept where the privacy is `minimal`.', 2000),
  ),
}

/** A label names its event by `event_id`, or all events of a `transaction_id`. */
export const labelSchema = Type.Object(
  {
    event_id: Type.Optional(id('The event that is labelled.')),
    transaction_id: Type.Optional(id('The order or payment whose events are labelled.')),
    ...labelFields,
  },
  {
    additionalProperties: false,
    anyOf: [{ required: ['event_id'] }, { required: ['transaction_id'] }],
    description: 'What an event turned out to be; names it by `event_id` or `transaction_id`.',
  },
)
export type Label = Static<typeof labelSchema>

export const labelAnswerSchema = closed({
  id: id('Id of the label.'),
  label: oneOf(LABEL_NAMES, 'What was recorded.'),
  events_matched: Type.Integer({
    description: 'How many known events it is about; 0 when they have not arrived yet.',
    minimum: 0,
    maximum: 1_000_000,
  }),
})
export type LabelAnswer = Static<typeof labelAnswerSchema>
