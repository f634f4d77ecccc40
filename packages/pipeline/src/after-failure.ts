import type { ActionKind, Decision } from '@gatehouse/contract'
import { fallbackOf } from '@gatehouse/gate'
import type { Store } from '@gatehouse/store'
import { deadlineJobs, dueTimes } from './action-deadline-job.ts'
import { inOrderTurn } from './order-turns.ts'
import type { RescoreParts } from './rescore.ts'

export interface AfterFailureParts extends Pick<RescoreParts, 'nowMs' | 'newId'> {
  readonly store: RescoreParts['store'] & Pick<Store, 'actionReports'>
}

/** Hardly any order is decided ten times. */
const CHAIN_MAX = 50
const NOT_SAID = 'nobody said in time that it was done'

/**
 * An action of a decision failed: what its ruleset names instead is asked for, once, as a decision
 * that is linked to the first. Nothing happens where the order was decided otherwise since.
 *
 * @returns the new decision; `null`: there is nothing to ask for
 */
export async function afterFailure(
  parts: AfterFailureParts,
  shopId: string,
  decisionId: string,
  kind: ActionKind,
): Promise<Decision | null> {
  const { reading, journal } = parts.store
  const named = await reading.record(shopId, decisionId)
  if (named === undefined) return null
  const firstId = named.rescoredFrom ?? named.id
  return inOrderTurn(parts.store, shopId, firstId, async () => {
    const first = named.rescoredFrom === null ? named : await reading.record(shopId, firstId)
    if (first === undefined) return null
    const again = await reading.rescores(shopId, first, CHAIN_MAX)
    const chain = [...again, first].flatMap(({ decisionJson }) =>
      decisionJson === null ? [] : [JSON.parse(Buffer.from(decisionJson).toString()) as Decision],
    )
    const nowMs = parts.nowMs()
    const failed = { decision_id: decisionId, kind }
    const decision = fallbackOf({ id: parts.newId(nowMs), firstId, chain, failed })
    if (decision === null) return null
    await journal.append(
      {
        ...first,
        id: decision.id,
        receivedAtMs: nowMs,
        outcome: decision.outcome,
        riskScore: decision.risk_score,
        isDegraded: decision.degraded,
        rulesetVersion: decision.versions.ruleset,
        rescoredFrom: firstId,
        window: null,
        decisionJson: Buffer.from(JSON.stringify(decision)),
        shadow: null,
        // They stay with the first decision, and are erased there.
        sealed: null,
      },
      { jobs: deadlineJobs(shopId, decision, nowMs) },
    )
    return decision
  })
}

/**
 * Of a decision's actions that had to be done by now those that nobody spoke about count as failed.
 * @returns when to look again; `undefined`: nothing is left to wait for
 */
export async function checkDeadlines(
  parts: AfterFailureParts,
  shopId: string,
  decisionId: string,
): Promise<number | undefined> {
  const { reading, actionReports } = parts.store
  const record = await reading.record(shopId, decisionId)
  if (record === undefined || record.decisionJson === null) return undefined
  const decision = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
  const nowMs = parts.nowMs()
  let nextMs = Infinity
  for (const [kind, dueMs] of dueTimes(decision, record.receivedAtMs)) {
    if (dueMs > nowMs) {
      nextMs = Math.min(nextMs, dueMs)
      continue
    }
    const missed = { shopId, decisionId, kind, note: NOT_SAID, reportedBy: 'gatehouse' }
    const report = await actionReports.miss(missed)
    if (report.state === 'failed') await afterFailure(parts, shopId, decisionId, kind)
  }
  return nextMs === Infinity ? undefined : nextMs
}
