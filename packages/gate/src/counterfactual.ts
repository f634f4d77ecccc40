import {
  isUnknown,
  type ChangeRelation,
  type Outcome,
  type RuleResult,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'
import { turningPoints, type TurningPoint } from '@gatehouse/expression'
import { rulingOf, type DecideInput } from './decide.ts'
import type { Ruling } from './ruling.ts'
import { counts } from './evaluate.ts'
import { expectedValueSignals } from './expected-value.ts'
import { isMilder } from './outcome.ts'
import { NO_MODEL } from './no-model.ts'
import { listsAt } from './snapshot.ts'
import { withoutPersonal } from './withhold.ts'

/** One signal that would have to be another. */
export interface SignalChange {
  readonly signal: string
  readonly from: SignalValue
  readonly relation: ChangeRelation
  /** The bound, the text or the list that `relation` speaks of. */
  readonly to: SignalValue
}

/** The smallest change that was found. */
export interface Counterfactual {
  /** What the outcome would have been. */
  readonly outcome: Outcome
  readonly risk_score: number
  readonly changes: readonly SignalChange[]
  /** Nothing less would have done: every smaller set of changes was tried. */
  readonly is_smallest: boolean
}

export type Direction = 'milder' | 'stricter'

/** Decisions that one search may try: some 15 ms under a ruleset of fifty rules. */
const TRIES_MAX = 1000
/** Changes beyond this explain nothing to anybody. */
const CHANGES_MAX = 8

/**
 * What would have changed the outcome: the fewest signals, and of equally few those nearest to
 * what they are, that make it milder or stricter. One signal, and two that help each alone or stand
 * in one rule, are tried exhaustively; more are gathered greedily and then thinned out. Counterfactual explanations after Wachter,
 * Mittelstadt and Russell (2017), over the bounds of the rules instead of a gradient.
 *
 * Signals change one by one, as if they were independent: that two of them come from one input
 * (a distance in miles and in kilometres) is not known here.
 * @param held places of signals that stay as they are: what says under which rules the event comes
 * @returns `null` when no change within the bounds of the search does it
 */
export function counterfactualOf(
  input: DecideInput,
  direction: Direction,
  held: ReadonlySet<number> = NOTHING_HELD,
): Counterfactual | null {
  const search = new Search(input, direction, held)
  return search.one() ?? search.two() ?? search.more()
}

const NOTHING_HELD: ReadonlySet<number> = new Set()

interface Try {
  readonly points: readonly TurningPoint[]
  readonly ruling: Ruling
}

class Search {
  readonly #input: DecideInput
  readonly #direction: Direction
  readonly #held: ReadonlySet<number>
  readonly #now: Ruling
  #tries = 0
  /** Changes that take a step in the direction, the longest step first. */
  #helpful: Try[] = []
  /** Changes that do nothing alone. */
  #idle: TurningPoint[] = []
  /** Signals that one rule reads, of each rule that could turn. */
  readonly #readTogether: ReadonlySet<number>[] = []
  #isExhausted = true

  constructor(input: DecideInput, direction: Direction, held: ReadonlySet<number>) {
    this.#held = held
    this.#input = { ...input, isUnexplained: true }
    this.#direction = direction
    this.#now = rulingOf(this.#input)
  }

  one(): Counterfactual | null {
    const tried = this.#candidates().map((point) => this.#try([point]))
    const found = this.#nearest(tried)
    if (found === null) {
      this.#idle = tried.filter((each) => this.#step(each) <= 0).map(({ points }) => points[0]!)
      this.#helpful = this.#stepsOf(tried)
    }
    return found
  }

  two(): Counterfactual | null {
    const joint = this.#joint()
    const tried = [...joint]
    for (const [at, { points: first }] of this.#helpful.entries()) {
      for (const { points: second } of this.#helpful.slice(at + 1)) {
        if (this.#tries >= TRIES_MAX) break
        if (!shareSignal(first, second)) tried.push(this.#try([...first, ...second]))
      }
    }
    this.#isExhausted = this.#tries < TRIES_MAX
    const found = this.#nearest(tried)
    if (found === null) this.#helpful = this.#stepsOf([...this.#helpful, ...joint])
    return found
  }

  more(): Counterfactual | null {
    const points: TurningPoint[] = []
    for (const { points: added } of this.#helpful) {
      if (shareSignal(points, added)) continue
      if (points.length + added.length > CHANGES_MAX) return null
      points.push(...added)
      if (this.#isThere(this.#try(points).ruling)) return this.#thinned(points)
    }
    return null
  }

  /** Two changes that do nothing alone, of one rule: `a && b` turns by both, as `a || b` turns off. */
  #joint(): Try[] {
    const joint: Try[] = []
    for (const indexes of this.#readTogether) {
      const points = this.#idle.filter(({ index }) => indexes.has(index))
      for (const [at, first] of points.entries()) {
        for (const second of points.slice(at + 1)) {
          if (this.#tries >= TRIES_MAX / 2) return joint
          if (first.index === second.index) continue
          const both = this.#try([first, second])
          if (this.#step(both) > 0) joint.push(both)
        }
      }
    }
    return joint
  }

  /** Without what it does not need. */
  #thinned(points: readonly TurningPoint[]): Counterfactual {
    let left = points
    for (const point of points) {
      const fewer = left.filter((each) => each !== point)
      if (this.#isThere(this.#try(fewer).ruling)) left = fewer
    }
    // Of three nothing smaller does, if all pairs were tried.
    return this.#told(this.#try(left), this.#isExhausted && left.length === 3)
  }

  #candidates(): TurningPoint[] {
    const { snapshot, signals, now } = this.#input
    const { rules, policies } = snapshot.ruleset
    const lists = listsAt(snapshot, now)
    const { risk_score, trust_score, risk_level, would_be_outcome, model } = this.#now
    // Policies read these behind the signals; near enough for finding bounds, trying is exact.
    const settled = [risk_score, trust_score, risk_level, would_be_outcome]
    const { expectedValue } = snapshot.ruleset
    const probability = model?.probability ?? null
    const vector = [
      ...signals,
      ...settled,
      probability ?? NO_MODEL,
      ...(expectedValue === null ? [] : expectedValueSignals(expectedValue, signals, probability)),
    ]
    const seen = new Map<string, TurningPoint>()
    for (const [at, rule] of [...rules, ...policies].entries()) {
      const { expression, whenUnknown } = rule
      const result = this.#now.results[at] as RuleResult
      // Of a graded rule that counts there may be more, or less.
      const grades = 'graded' in rule && result === 'hit' ? (rule.graded?.steps ?? []) : []
      const turns = counts(result, whenUnknown) === (this.#direction === 'milder')
      if (turns && expression.reads.length > 1) {
        this.#readTogether.push(new Set(expression.reads))
      }
      const points = [
        ...(turns ? turningPoints(expression, vector, lists) : []),
        // Points change on a slope: there is nothing beside a bound.
        ...grades
          .flatMap((step) => turningPoints(step, vector, lists))
          .filter(({ relation }) => relation !== 'above' && relation !== 'below'),
      ]
      for (const point of points) {
        // What a decision comes to is made of the signals, and does not change by itself.
        if (point.index >= snapshot.declarations.length || this.#held.has(point.index)) continue
        const key = JSON.stringify([point.index, point.relation, point.value])
        if (!seen.has(key)) seen.set(key, point)
      }
    }
    return [...seen.values()].slice(0, TRIES_MAX / 2)
  }

  #try(points: readonly TurningPoint[]): Try {
    this.#tries += 1
    const signals = [...this.#input.signals]
    for (const { index, value } of points) signals[index] = value
    return { points, ruling: rulingOf({ ...this.#input, signals }) }
  }

  #isThere(ruling: Ruling): boolean {
    const [before, after] = [this.#now.would_be_outcome, ruling.would_be_outcome]
    return this.#direction === 'milder' ? isMilder(after, before) : isMilder(before, after)
  }

  #nearest(tried: readonly Try[]): Counterfactual | null {
    let best: Try | undefined
    for (const each of tried) {
      if (!this.#isThere(each.ruling)) continue
      if (best === undefined || this.#distance(each) < this.#distance(best)) best = each
    }
    return best === undefined ? null : this.#told(best, true)
  }

  /** Of each signal and effect the nearest change. */
  #stepsOf(tried: readonly Try[]): Try[] {
    const nearest = new Map<string, Try>()
    for (const each of tried) {
      if (this.#step(each) <= 0) continue
      const signals = each.points.map(({ index }) => index)
      const key = `${signals.join()} ${each.ruling.results.join()}`
      const known = nearest.get(key)
      if (known === undefined || this.#distance(each) < this.#distance(known)) {
        nearest.set(key, each)
      }
    }
    return [...nearest.values()].sort((a, b) => this.#step(b) - this.#step(a))
  }

  /** How far it goes: points of trust, and every rule or policy that changes sides. */
  #step({ ruling }: Try): number {
    const sign = this.#direction === 'milder' ? 1 : -1
    const sides = this.#countedIn(this.#now) - this.#countedIn(ruling)
    return sign * (ruling.trust_score - this.#now.trust_score + sides)
  }

  #countedIn({ results }: Ruling): number {
    const { rules, policies } = this.#input.snapshot.ruleset
    let counted = 0
    for (const [at, { whenUnknown }] of [...rules, ...policies].entries()) {
      if (counts(results[at]!, whenUnknown)) counted += 1
    }
    return counted
  }

  #distance({ points }: Try): number {
    return points.reduce((sum, point) => sum + distance(this.#input.signals, point), 0)
  }

  #told({ points, ruling }: Try, isSmallest: boolean): Counterfactual {
    const { signals, snapshot } = this.#input
    const shown = withoutPersonal(snapshot.declarations, signals)
    return {
      outcome: ruling.would_be_outcome,
      risk_score: ruling.risk_score,
      changes: points.map(({ index, name, relation, bound }) => ({
        signal: name,
        from: shown[index]!,
        relation,
        // What is withheld is not told by what it is not.
        to: relation === 'is_not' && bound === signals[index] ? shown[index]! : bound,
      })),
      // Where a model turns is not known: less than what was found may do.
      is_smallest: isSmallest && snapshot.model === null,
    }
  }
}

function shareSignal(some: readonly TurningPoint[], others: readonly TurningPoint[]): boolean {
  return some.some(({ index }) => others.some((other) => other.index === index))
}

/** 0..1: how far a value is from what it is; what is no number is all the way off. */
function distance(signals: SignalVector, { index, value }: TurningPoint): number {
  const now = signals[index]
  if (isUnknown(now) || typeof now !== 'number' || typeof value !== 'number') return 1
  const size = Math.abs(now) + Math.abs(value)
  return size === 0 ? 0 : Math.abs(now - value) / size
}
