import type { RuleStatistics, RulesetStatistics } from '@gatehouse/contract'
import { worthOf, type Costs, type ShareCredit } from '@gatehouse/gate'
import { createArmTally, type ArmTally } from './arm-tally.ts'
import { createLabelTally } from './label-tally.ts'
import { createLetThroughTally } from './let-through-tally.ts'
import type { LetThroughShares } from './task.ts'
import { createOverlapTally } from './overlap-tally.ts'
import { cents } from './cents.ts'
import { isShopsChoice, ratio, type CountedDecision } from './past-decision.ts'

type Counted = Pick<
  RulesetStatistics,
  'decisions' | 'labels' | 'by_label' | 'let_through' | 'versions' | 'rules' | 'overlaps'
>

interface RuleCounts {
  hits: number
  no_hit: number
  unknown: number
  errors: number
  snoozed: number
  /** Labels of its hits. */
  readonly hit: { fraud: number; good: number }
  /** Fraud that it was evaluated for. */
  fraud: number
  /** Its part of what stopping each kind was worth. */
  readonly worth: { fraud: number; good: number }
  readonly inForce: ArmTally
  readonly rest: ArmTally
}

/** Counts what the rules of a ruleset did. */
export interface StatisticsTally {
  readonly decisions: number
  /** @param share how its version shares the credit of an outcome */
  add(past: CountedDecision, share: ShareCredit): void
  result(): Counted
}

const VERSIONS_MAX = 100

export function createStatisticsTally(
  costs: Costs,
  maturityDays: number,
  shares: LetThroughShares,
): StatisticsTally {
  const rules = new Map<string, RuleCounts>()
  const versions = new Map<string, ArmTally>()
  const overlaps = createOverlapTally()
  const kinds = createLabelTally()
  const lucky = createLetThroughTally(shares, costs.margin)
  const labels = { fraud: 0, good: 0, immature: 0 }
  let decisions = 0

  function countsOf(id: string): RuleCounts {
    let counts = rules.get(id)
    if (counts === undefined) rules.set(id, (counts = noCounts(costs)))
    return counts
  }

  function versionOf(name: string): ArmTally {
    let tally = versions.get(name)
    if (tally === undefined) versions.set(name, (tally = createArmTally(costs)))
    return tally
  }

  return {
    get decisions() {
      return decisions
    },
    add(past, share) {
      const { decision, truth, amount } = past
      const outcome = decision.would_be_outcome
      decisions++
      lucky.add(past)
      kinds.add(past, outcome)
      if (truth !== null) labels[truth]++
      if (past.isImmature) labels.immature++
      versionOf(past.record.rulesetVersion ?? '').add(past, outcome)
      const hit: string[] = []
      for (const { id, result } of decision.rules) {
        const counts = countsOf(id)
        if (result === 'not_applied') {
          counts.rest.add(past, outcome)
          continue
        }
        counts.inForce.add(past, outcome)
        if (result === 'snoozed') {
          counts.snoozed++
          continue
        }
        if (truth === 'fraud') counts.fraud++
        if (result === 'unknown') counts.unknown++
        if (result === 'error') counts.errors++
        if (result === 'no_hit') counts.no_hit++
        if (result !== 'hit') continue
        hit.push(id)
        counts.hits++
        if (truth !== null) counts.hit[truth]++
      }
      overlaps.add(hit)
      const worth = worthOf(costs, outcome, truth, amount)
      if (truth === null || worth === 0 || isShopsChoice(decision)) return
      for (const { id, part } of share(decision)) countsOf(id).worth[truth] += worth * part
    },
    result: () => ({
      decisions,
      labels: { maturity_days: maturityDays, ...labels },
      by_label: kinds.result(),
      let_through: lucky.result(),
      versions: [...versions]
        .map(([ruleset, tally]) => ({ ruleset, ...tally.result() }))
        .sort((a, b) => b.decisions - a.decisions || (a.ruleset < b.ruleset ? -1 : 1))
        .slice(0, VERSIONS_MAX),
      rules: [...rules].map(([id, counts]) => ruleOf(id, counts)).sort(byHits),
      overlaps: overlaps.result(),
    }),
  }
}

function noCounts(costs: Costs): RuleCounts {
  return {
    hits: 0,
    no_hit: 0,
    unknown: 0,
    errors: 0,
    snoozed: 0,
    hit: { fraud: 0, good: 0 },
    fraud: 0,
    worth: { fraud: 0, good: 0 },
    inForce: createArmTally(costs),
    rest: createArmTally(costs),
  }
}

function ruleOf(id: string, counts: RuleCounts): RuleStatistics {
  const { hits, no_hit, unknown, errors, snoozed, hit, fraud, worth, inForce, rest } = counts
  const evaluated = hits + no_hit + unknown + errors
  return {
    id,
    evaluated,
    hits,
    share: ratio(hits, evaluated),
    unknown,
    errors,
    snoozed,
    not_applied: rest.decisions,
    ...hit,
    precision: ratio(hit.fraud, hit.fraud + hit.good),
    recall: ratio(hit.fraud, fraud),
    saved: cents(worth.fraud),
    lost: cents(0 - worth.good),
    arms: rest.decisions === 0 ? null : { in_force: inForce.result(), rest: rest.result() },
  }
}

function byHits(a: RuleStatistics, b: RuleStatistics): number {
  return b.hits - a.hits || b.evaluated - a.evaluated || (a.id < b.id ? -1 : 1)
}
