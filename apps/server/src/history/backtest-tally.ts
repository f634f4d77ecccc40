import {
  OUTCOMES,
  type BacktestResult,
  type BacktestSide,
  type Outcome,
  type RuleResult,
  type RuleTrace,
  type Ruleset,
} from '@gatehouse/contract'
import { creditSharer, idsOfDocument, worthOf, type Costs, type Redecision } from '@gatehouse/gate'
import { cents } from './cents.ts'
import { addTo, isShopsChoice, noneOf, ratio, type CountedDecision } from './past-decision.ts'

const EXAMPLES_MAX = 20
/** So that the most frequent change does not push the others out. */
const EXAMPLES_OF_PAIR_MAX = 5

type Counted = Pick<BacktestResult, 'before' | 'after' | 'let_through' | 'changed' | 'rules'>
type Changed = BacktestResult['changed']
type Pair = Changed['pairs'][number]

interface RuleCounts {
  hitsBefore: number | null
  hits: number | null
  unknown: number
  errors: number
  fraud: number
  good: number
  earned: number
}

/** Counts what was decided then and what would be decided now. */
export interface BacktestTally {
  readonly decisions: number
  add(past: CountedDecision, now: Redecision): void
  result(): Counted
}

export function createBacktestTally(document: Ruleset, costs: Costs): BacktestTally {
  const ids = idsOfDocument(document)
  const share = creditSharer(document)
  const before = createSide(costs)
  const after = createSide(costs)
  const rules = new Map<string, RuleCounts>()
  const pairs = new Map<string, Pair>()
  const examples: Changed['examples'] = []
  const ofPair = new Map<Pair, number>()
  let decisions = 0
  let letThrough = 0

  function countsOf(id: string): RuleCounts {
    let counts = rules.get(id)
    if (counts === undefined) {
      counts = { hitsBefore: null, hits: null, unknown: 0, errors: 0, fraud: 0, good: 0, earned: 0 }
      rules.set(id, counts)
    }
    return counts
  }

  function countRules({ decision, truth, amount }: CountedDecision, now: Redecision): void {
    for (const { id, result } of decision.rules) {
      const counts = countsOf(id)
      counts.hitsBefore = (counts.hitsBefore ?? 0) + Number(result === 'hit')
    }
    for (const [index, result] of now.results.entries()) {
      const counts = countsOf(ids[index]!)
      counts.hits = (counts.hits ?? 0) + Number(result === 'hit')
      if (result === 'unknown') counts.unknown++
      if (result === 'error') counts.errors++
      if (result === 'hit' && truth !== null) counts[truth]++
    }
    const worth = worthOf(costs, now.outcome, truth, amount)
    if (worth === 0 || isShopsChoice(decision)) return
    const trace = traceOf(ids, now)
    for (const { id, part } of share({ would_be_outcome: now.outcome, rules: trace })) {
      countsOf(id).earned += worth * part
    }
  }

  function countChange(past: CountedDecision, now: Redecision): void {
    const was = past.decision.would_be_outcome
    if (was === now.outcome) return
    let pair = pairs.get(`${was} ${now.outcome}`)
    if (pair === undefined) {
      pair = { before: was, after: now.outcome, decisions: 0, amount: 0, fraud: 0, good: 0 }
      pairs.set(`${was} ${now.outcome}`, pair)
    }
    pair.decisions++
    pair.amount += past.amount
    if (past.truth !== null) pair[past.truth]++
    const shown = ofPair.get(pair) ?? 0
    if (shown === EXAMPLES_OF_PAIR_MAX || examples.length === EXAMPLES_MAX) return
    ofPair.set(pair, shown + 1)
    examples.push(exampleOf(past, now, ids))
  }

  return {
    get decisions() {
      return decisions
    },
    add(past, decided) {
      decisions++
      const now = again(past, decided)
      if (now.outcome !== decided.outcome && past.decision.let_through !== undefined) letThrough++
      before.add(past.decision.would_be_outcome, past)
      after.add(now.outcome, past)
      countRules(past, now)
      countChange(past, now)
    },
    result: () => ({
      before: before.result(),
      after: after.result(),
      let_through: letThrough,
      changed: changedOf([...pairs.values()], examples),
      rules: [...rules].map(([id, counts]) => ruleOf(id, counts)).sort(byEarned),
    }),
  }
}

/**
 * What would come of a redecision: chance lets the same order through again, where its score says the
 * same and nothing else does, and in an outage the shop's word stands again.
 */
function again({ decision }: CountedDecision, now: Redecision): Redecision {
  if (isShopsChoice(decision)) return { ...now, outcome: decision.would_be_outcome }
  const isAgain = decision.let_through === now.outcome && now.isByScore
  return isAgain ? { ...now, outcome: 'approve' } : now
}

function createSide(costs: Costs) {
  const tallies = OUTCOMES.map(noneOf)
  let saved = 0
  let lost = 0
  return {
    add(outcome: Outcome, past: CountedDecision): void {
      addTo(tallies[OUTCOMES.indexOf(outcome)]!, past)
      const worth = worthOf(costs, outcome, past.truth, past.amount)
      if (worth > 0) saved += worth
      else lost -= worth
    },
    result(): BacktestSide {
      const [approved, ...stopped] = tallies
      const fraud = stopped.reduce((sum, tally) => sum + tally.fraud, 0)
      const good = stopped.reduce((sum, tally) => sum + tally.good, 0)
      return {
        outcomes: tallies.map((tally) => ({
          ...tally,
          amount: cents(tally.amount),
          fraud_amount: cents(tally.fraud_amount),
          good_amount: cents(tally.good_amount),
        })),
        precision: ratio(fraud, fraud + good),
        recall: ratio(fraud, fraud + approved!.fraud),
        saved: cents(saved),
        lost: cents(lost),
      }
    },
  }
}

function traceOf(ids: readonly string[], { results, points }: Redecision): RuleTrace[] {
  return results.map((result, index) => ({
    id: ids[index]!,
    result,
    points: points[index] ?? 0,
  }))
}

function exampleOf(
  { record, decision, amount, truth }: CountedDecision,
  now: Redecision,
  ids: readonly string[],
): Changed['examples'][number] {
  return {
    id: record.id,
    before: decision.would_be_outcome,
    after: now.outcome,
    risk_score_before: decision.risk_score,
    risk_score: now.riskScore,
    amount,
    is_fraud: truth === null ? null : truth === 'fraud',
    rules: otherwise(decision.rules, now, ids),
  }
}

/** Rules whose having hit is not the same, those that only one ruleset has too. */
function otherwise(
  before: readonly RuleTrace[],
  now: Redecision,
  ids: readonly string[],
): string[] {
  const isHit = (result: RuleResult | undefined) => result === 'hit'
  const was = new Map(before.map(({ id, result }) => [id, result]))
  const is = new Map(ids.map((id, index) => [id, now.results[index]]))
  return [...new Set([...is.keys(), ...was.keys()])].filter(
    (id) => isHit(was.get(id)) !== isHit(is.get(id)),
  )
}

function changedOf(pairs: readonly Pair[], examples: Changed['examples']): Changed {
  return {
    decisions: pairs.reduce((sum, pair) => sum + pair.decisions, 0),
    amount: cents(pairs.reduce((sum, pair) => sum + pair.amount, 0)),
    pairs: pairs
      .map((pair) => ({ ...pair, amount: cents(pair.amount) }))
      .sort((a, b) => b.decisions - a.decisions),
    examples,
  }
}

function ruleOf(id: string, counts: RuleCounts): BacktestResult['rules'][number] {
  const { hitsBefore, hits, unknown, errors, fraud, good, earned } = counts
  return {
    id,
    hits_before: hitsBefore,
    hits,
    unknown,
    errors,
    fraud,
    good,
    precision: ratio(fraud, fraud + good),
    earned: cents(earned),
  }
}

function byEarned(a: BacktestResult['rules'][number], b: BacktestResult['rules'][number]): number {
  return b.earned - a.earned || (b.hits ?? -1) - (a.hits ?? -1) || (a.id < b.id ? -1 : 1)
}
