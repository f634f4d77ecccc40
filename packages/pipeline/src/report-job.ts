import { LABELS, type DisputeEvent, type LabelName } from '@gatehouse/contract'
import type { NewJob } from '@gatehouse/store'

/** An order was reported as fraud, or as none: what is linked to it is scored again. */
export const REPORTED_QUEUE = 'reported'

export interface ReportedPayload {
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly is_fraud: boolean
  /** The customer was deceived too: it says nothing about them. */
  readonly spares_customer?: boolean
}

/** Fraud of somebody else on the customer. */
const SPARING: readonly LabelName[] = ['seller_fraud', 'phishing']

type About = Pick<ReportedPayload, 'event_id' | 'transaction_id'>

/** `[]` for a label that is an opinion, or a dispute whose reason is not known yet. */
export function jobsOfLabel(shopId: string, about: About, label: LabelName): NewJob[] {
  const { isFraud } = LABELS[label]
  if (isFraud === null) return []
  return [reportedJob(shopId, about, isFraud, SPARING.includes(label))]
}

/** A chargeback for fraud reports the order; one that the shop won takes that back. */
export function jobsOfDispute(shopId: string, { event, dispute }: DisputeEvent): NewJob[] {
  const { transaction_id: transactionId } = event
  if (transactionId === undefined) return []
  const about = { event_id: null, transaction_id: transactionId }
  if (event.type === 'dispute_opened' && dispute.reason === 'fraud') {
    return [reportedJob(shopId, about, true)]
  }
  return event.type === 'dispute_closed' && dispute.status === 'won'
    ? [reportedJob(shopId, about, false)]
    : []
}

function reportedJob(shopId: string, about: About, isFraud: boolean, isSparing = false): NewJob {
  const payload: ReportedPayload = {
    ...about,
    is_fraud: isFraud,
    ...(isSparing ? { spares_customer: true } : {}),
  }
  return { shopId, queue: REPORTED_QUEUE, payload }
}
