import type { Static } from 'typebox'
import { amount, block, closed, currencyCode, optionalId, oneOf, text, time } from '../schema.ts'
import { typedHeaderOf } from './header.ts'
import { optionalBlocks } from './order.ts'

export const DISPUTE_STAGES = [
  'alert',
  'early_fraud_warning',
  'inquiry',
  'chargeback',
  'pre_arbitration',
  'arbitration',
] as const

export const disputeSchema = block(
  {
    dispute_id: optionalId('Id of the dispute at the processor.'),
    stage: oneOf(DISPUTE_STAGES, 'How far it has come.'),
    status: oneOf(
      ['needs_response', 'under_review', 'won', 'lost', 'accepted', 'prevented', 'expired'],
      'Where it stands.',
    ),
    network: text('Card scheme or other network.', 32),
    reason_code: text("The network's reason code: `10.4`, `4837`. Unknown codes are kept.", 32),
    reason: oneOf(
      ['fraud', 'authorization', 'processing_error', 'consumer', 'unknown'],
      'Category of the reason.',
    ),
    amount: amount('What is disputed.'),
    currency: currencyCode('Currency of `amount`; `order.currency` when absent.'),
    fee_amount: amount('What the processor charges for it, in `currency`.'),
    opened_at: time('When it was opened.'),
    due_by: time('When an answer must have been given.'),
    payment_id: optionalId('Id of the disputed payment at the processor.'),
    alert_source: oneOf(
      ['ethoca', 'verifi_cdrn', 'verifi_rdr', 'processor', 'other'],
      'Who sent the alert.',
    ),
  },
  'The dispute.',
)
export type Dispute = Static<typeof disputeSchema>

/** A chargeback, an inquiry, or the warning of one. */
export const disputeEventSchema = closed(
  { event: typedHeaderOf('dispute'), dispute: disputeSchema, ...optionalBlocks },
  { description: 'A chargeback, an inquiry, or the warning of one.' },
)
export type DisputeEvent = Static<typeof disputeEventSchema>
