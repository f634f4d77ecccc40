import type { ThresholdAnswer } from '@gatehouse/contract'
import {
  adviseThresholds,
  compileRuleset,
  createRedecider,
  type PastDecision,
  type PricedOrder,
} from '@gatehouse/gate'
import type { History, PastRecord } from '@gatehouse/store'
import { shownCosts } from '../costs.ts'
import { signalReader } from '../stored-signals.ts'
import { listsOf, liveRulesets, segmentFilter, snoozedOnes } from './backtest.ts'
import { decisionCounter, type CountedDecision } from './past-decision.ts'
import { HistoryRefusal, type OnProgress, type ThresholdsTask } from './task.ts'
import { shownAdvice } from './thresholds-shown.ts'

/** The same orders give the same interval. */
const SEED = 1

/**
 * Scores past orders again by a ruleset and looks where its thresholds would have earned most.
 * Somebody waits: after `budgetMs` what was read until then is looked at.
 * @throws HistoryRefusal when the ruleset does not compile any more
 */
export async function runThresholds(
  task: ThresholdsTask,
  history: History,
  onProgress: OnProgress,
): Promise<ThresholdAnswer> {
  const deadline = performance.now() + task.budgetMs
  const { document, version, declarations, shopId, fromMs, toMs, sample } = task
  const compiled = compileRuleset(document, version, declarations)
  // It was fit when it was published; a list may have gone since.
  if (!compiled.ok) throw new HistoryRefusal(`it does not compile: ${compiled.issues[0]?.message}`)
  const { ruleset } = compiled
  const lists = await listsOf(ruleset.listNames, task, history)
  const redecider = createRedecider({ declarations, ruleset, lists })
  const segments = segmentFilter(task)
  const reader = signalReader(declarations, new Set([...redecider.reads, ...segments.reads]))
  const count = decisionCounter(task)
  const live = liveRulesets(task, history)
  const orders: ReadOrder[] = []
  let isCut = false
  let slices = 0
  let reachedMs = toMs

  async function take(records: readonly PastRecord[]): Promise<void> {
    const labels = await history.labels.ofEach(shopId, records)
    const counted: CountedDecision[] = []
    const past: PastDecision[] = []
    for (const [index, record] of records.entries()) {
      const each = count(record, labels[index]!)
      const signals = reader(each.decision)
      if (!segments.holds(each.decision.checkpoint, signals)) continue
      counted.push(each)
      past.push({
        signals,
        eventId: each.decision.event_id,
        atMs: record.receivedAtMs,
        probability: each.decision.model?.probability ?? null,
        snoozed: snoozedOnes(each, await live.of(record.rulesetVersion)),
      })
    }
    for (const [index, standing] of redecider.stand(past).entries()) {
      orders.push({ ...standing, ...whatIsKnown(counted[index]!), amount: counted[index]!.amount })
    }
  }

  const filter = { shopId, checkpoints: task.checkpoints, fromMs, toMs }
  for await (const slice of history.sample(filter, sample.slices, sample.rows)) {
    slices++
    reachedMs = slice.toMs
    isCut ||= slice.isCut
    await take(slice.records)
    onProgress({ share: slices / sample.slices, decisions: orders.length })
    if (performance.now() >= deadline) break
  }
  const advice = adviseThresholds(weighed(orders), {
    thresholds: document.thresholds,
    costs: task.costs,
    limits: task.limits,
    seed: SEED,
  })
  return {
    ruleset: ruleset.version,
    from: new Date(fromMs).toISOString(),
    to: new Date(reachedMs).toISOString(),
    complete: slices === sample.slices,
    sampled: isCut,
    currency: task.currency,
    costs: shownCosts(task.costs),
    ...shownAdvice(advice, {
      letThrough: orders.filter((order) => order.isLetThrough).length,
      maturityDays: task.maturityDays,
    }),
  }
}

interface ReadOrder extends Omit<PricedOrder, 'weight'> {
  /** What was decided, or would have been had chance not let it through; `null`: it went on. */
  readonly stoppedAs: 'review' | 'decline' | null
  readonly isLetThrough: boolean
}

/**
 * What a label says; without one, what went on is good, for nobody complained of it in time. What
 * was stopped nobody knows.
 */
function whatIsKnown({
  decision,
  truth,
}: CountedDecision): Pick<ReadOrder, 'truth' | 'stoppedAs' | 'isLetThrough'> {
  const { outcome, let_through: luckily } = decision
  const wentOn = outcome === 'approve' || outcome === 'challenge'
  return {
    truth: truth === null && wentOn ? 'good' : truth,
    stoppedAs: luckily ?? (wentOn ? null : outcome),
    isLetThrough: luckily !== undefined,
  }
}

/**
 * What was let through at random stands for those that their score stopped and nobody labelled:
 * it was like them, and had the chance to turn out good.
 */
function weighed(orders: readonly ReadOrder[]): PricedOrder[] {
  const weights = { review: 1, decline: 1 }
  for (const stopped of ['review', 'decline'] as const) {
    const alike = orders.filter((order) => order.stoppedAs === stopped && isByScore(order))
    const lucky = alike.filter(({ isLetThrough }) => isLetThrough).length
    const untold = alike.filter(({ truth }) => truth === null).length
    if (lucky > 0) weights[stopped] = 1 + untold / lucky
  }
  return orders.map(({ stoppedAs, isLetThrough, ...order }) => ({
    ...order,
    weight: isLetThrough && stoppedAs !== null ? weights[stoppedAs] : 1,
  }))
}

/** Nothing but the score would stop it: a better score would let it through. */
function isByScore({ outcomes }: Pick<PricedOrder, 'outcomes'>): boolean {
  return outcomes.approve === 'approve'
}
