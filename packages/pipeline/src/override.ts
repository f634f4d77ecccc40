import { overrideOf } from '@gatehouse/gate'
import type { Decision } from '@gatehouse/contract'
import type { IdempotencyReservation } from '@gatehouse/store'
import { accountOfWindow } from './customers/account-key.ts'
import { newsOfOverride } from './customers/customer-note.ts'
import { GatewayError, type Answer } from './gateway.ts'
import { deadlineJobs } from './action-deadline-job.ts'
import { inOrderTurn } from './order-turns.ts'
import { findOpenOrder, timeAfter, type Closed, type RescoreParts } from './rescore.ts'
import { slotNamed } from './slots.ts'

export interface OverrideOrder {
  readonly shopId: string
  /** Any decision about the order. */
  readonly decisionId: string
  readonly outcome: 'approve' | 'decline'
  /** The name of a key. */
  readonly by: string
  readonly why: string
  readonly reservation: IdempotencyReservation | null
}

export type OverrideResult =
  | { readonly state: 'overridden'; readonly answer: Answer; readonly decision: Decision }
  | { readonly state: 'closed'; readonly why: Closed }
  | { readonly state: 'not_found' }

const CREATED = 201

/**
 * A person decides about an open, unshipped order. The decision is stored like a re-score, linked to
 * the first; what is learned later does not undo it, only a person does.
 */
export async function override(
  parts: RescoreParts,
  request: OverrideOrder,
): Promise<OverrideResult> {
  const { shopId, decisionId, outcome, by, why } = request
  const runtime = parts.runtime(shopId)
  if (runtime === undefined) {
    throw new GatewayError('unknown_shop', `there is no shop \`${shopId}\``)
  }
  const named = await parts.store.reading.record(shopId, decisionId)
  if (named === undefined) return { state: 'not_found' }
  return inOrderTurn(parts.store, shopId, named.rescoredFrom ?? named.id, async () => {
    const order = await findOpenOrder(parts, shopId, decisionId)
    if (order.state !== 'open') return order
    const { first, chain } = order
    const nowMs = timeAfter(order.latest, parts.nowMs())
    const decision = overrideOf({
      id: parts.newId(nowMs),
      outcome,
      by,
      why,
      ruleset: slotNamed(parts.runtime(shopId) ?? runtime, 'order', order.latest.segment).snapshot
        .ruleset,
      firstId: first.id,
      chain,
    })
    const body = Buffer.from(JSON.stringify(decision))
    const { reservation } = request
    const account = accountOfWindow(first.window)
    const customer = newsOfOverride(account, { outcome, by, why, firstId: first.id })
    const stored = await parts.store.journal.append(
      {
        ...first,
        id: decision.id,
        receivedAtMs: nowMs,
        outcome,
        riskScore: decision.risk_score,
        isDegraded: decision.degraded,
        rulesetVersion: decision.versions.ruleset,
        rescoredFrom: first.id,
        window: null,
        decisionJson: body,
        shadow: null,
        // They stay with the first decision, and are erased there.
        sealed: null,
      },
      {
        ...(reservation === null ? {} : { idempotency: { reservation, status: CREATED } }),
        ...(customer === null ? {} : { customer }),
        jobs: deadlineJobs(shopId, decision, nowMs),
      },
    )
    if (customer !== null) await parts.reloadCustomers?.([customer.account])
    const answer: Answer =
      stored.state === 'stored' || stored.state === 'spooled'
        ? { state: 'stored', status: CREATED, body, ruling: null }
        : stored.state === 'replay'
          ? { state: 'replay', status: stored.status, body: stored.answer }
          : { state: 'conflict' }
    return { state: 'overridden', answer, decision }
  })
}
