import type { Action, Decision, DeliveredEvent } from '@gatehouse/contract'
import type { StoredRecord } from '@gatehouse/store'

/** What is sent, the same for every attempt: it is made of a record that never changes. */
export interface Message {
  readonly id: string
  readonly body: string
  /** There is another of the same record to be sent after this one. */
  readonly hasNext: boolean
}

/**
 * What a webhook is told of a record; `null`: nothing. Bodies hold nothing about a person that the
 * stored decision or label does not hold in the clear.
 *
 * @param at which of the decision's actions
 */
export function messageOf(record: StoredRecord, event: DeliveredEvent, at: number): Message | null {
  switch (event) {
    case 'decision.created':
    case 'decision.rescored':
      return decided(record, event)
    case 'action.asked':
      return asked(record, at)
    case 'label.created':
      return labelled(record)
    // A chat has words of its own.
    case 'alert':
    case 'digest':
    // It is about no record.
    case 'monitor.alert':
    case 'training.ended':
      return null
  }
}

/** The decision stands in it byte for byte as it was answered. */
function decided(record: StoredRecord, event: DeliveredEvent): Message | null {
  const { decisionJson, transactionId } = record
  if (decisionJson === null) return null
  const decision = Buffer.from(decisionJson).toString()
  const data = `{"transaction_id":${JSON.stringify(transactionId)},"decision":${decision}}`
  return { id: idOf(record, event), body: enveloped(record, event, data), hasNext: false }
}

function asked(record: StoredRecord, at: number): Message | null {
  const decision = decisionOf(record)
  const action = decision?.actions[at]
  if (decision === null || action === undefined) return null
  const { actions } = decision
  const data = {
    ...aboutOrder(record, decision),
    action: action satisfies Action,
    position: at + 1,
    positions: actions.length,
  }
  return {
    id: `${idOf(record, 'action.asked')}_${at + 1}`,
    body: enveloped(record, 'action.asked', JSON.stringify(data)),
    hasNext: at + 1 < actions.length,
  }
}

/** By what a shop finds the order, and sees whether a later decision has come already. */
function aboutOrder(record: StoredRecord, decision: Decision) {
  return {
    decision_id: decision.id,
    event_id: decision.event_id,
    transaction_id: record.transactionId,
    rescored_from: decision.rescored_from,
    checkpoint: decision.checkpoint,
    outcome: decision.outcome,
    risk_score: decision.risk_score,
  }
}

function labelled(record: StoredRecord): Message {
  const label = JSON.parse(Buffer.from(record.eventJson).toString()) as Record<string, unknown>
  const data = JSON.stringify({ id: record.id, ...label })
  const body = enveloped(record, 'label.created', data)
  return { id: idOf(record, 'label.created'), body, hasNext: false }
}

export function decisionOf({ decisionJson }: StoredRecord): Decision | null {
  return decisionJson === null
    ? null
    : (JSON.parse(Buffer.from(decisionJson).toString()) as Decision)
}

/** The same for every attempt, webhook and node. Without a full stop: it is signed with some. */
function idOf({ id }: StoredRecord, event: DeliveredEvent): string {
  return `evt_${id.replaceAll('-', '')}_${event.replace('.', '_')}`
}

function enveloped({ receivedAtMs, shopId }: StoredRecord, type: string, data: string): string {
  const timestamp = new Date(receivedAtMs).toISOString()
  const head = JSON.stringify({ type, timestamp, shop_id: shopId })
  return `${head.slice(0, -1)},"data":${data}}`
}
