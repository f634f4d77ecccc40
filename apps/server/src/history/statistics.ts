import type { RulesetStatistics } from '@gatehouse/contract'
import { creditSharer, type ShareCredit } from '@gatehouse/gate'
import type { History } from '@gatehouse/store'
import { shownCosts } from '../costs.ts'
import { fromStored } from '../ruleset-document.ts'
import { decisionCounter } from './past-decision.ts'
import { createStatisticsTally } from './statistics-tally.ts'
import type { OnProgress, StatisticsTask } from './task.ts'

/**
 * What the rules of a ruleset did, from stored decisions: their traces say it, nothing is decided
 * again. Somebody waits: after `budgetMs` what was read until then is answered.
 */
export async function runStatistics(
  task: StatisticsTask,
  history: History,
  onProgress: OnProgress,
): Promise<RulesetStatistics> {
  const { name, shopId, checkpoints, fromMs, toMs, sample, costs } = task
  const deadline = performance.now() + task.budgetMs
  const count = decisionCounter(task)
  const sharerOf = creditSharers(task, history)
  const tally = createStatisticsTally(costs, task.maturityDays, task.letThrough)
  const filter = { shopId, checkpoints, fromMs, toMs }
  let isCut = false
  let slices = 0
  let reachedMs = toMs
  for await (const slice of history.sample(filter, sample.slices, sample.rows)) {
    slices++
    reachedMs = slice.toMs
    isCut ||= slice.isCut
    const own = slice.records.filter(({ rulesetVersion }) => rulesetVersion?.startsWith(`${name}@`))
    const labels = await history.labels.ofEach(shopId, own)
    for (const [index, record] of own.entries()) {
      tally.add(count(record, labels[index]!), await sharerOf(record.rulesetVersion!))
    }
    onProgress({ share: slices / sample.slices, decisions: tally.decisions })
    if (performance.now() >= deadline) break
  }
  return {
    name,
    from: new Date(fromMs).toISOString(),
    to: new Date(reachedMs).toISOString(),
    complete: slices === sample.slices,
    sampled: isCut,
    currency: task.currency,
    costs: shownCosts(costs),
    ...tally.result(),
  }
}

/** Each version shares the credit among rules of its own. */
function creditSharers(
  { shopId }: StatisticsTask,
  { rulesets }: History,
): (rulesetVersion: string) => Promise<ShareCredit> {
  const known = new Map<string, ShareCredit>()
  return async (rulesetVersion) => {
    let share = known.get(rulesetVersion)
    if (share === undefined) {
      const [name = '', version = ''] = rulesetVersion.split('@')
      const stored = await rulesets.find(shopId, name, Number(version) || 0)
      share = stored === undefined ? () => [] : creditSharer(fromStored(stored.document).ruleset)
      known.set(rulesetVersion, share)
    }
    return share
  }
}
