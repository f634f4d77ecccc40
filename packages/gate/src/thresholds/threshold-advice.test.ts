import { OUTCOMES, type Outcome, type RulesetThresholds } from '@gatehouse/contract'
import { createRandom } from '@gatehouse/scoring'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outcomeOfTrust } from '../outcome.ts'
import { DEFAULT_COSTS, worthOf } from '../worth.ts'
import type { PricedOrder } from './priced-order.ts'
import { adviseThresholds, type AdviceRequest } from './threshold-advice.ts'

const FREE: PricedOrder['outcomes'] = {
  approve: 'approve',
  challenge: 'challenge',
  review: 'review',
  decline: 'decline',
}
const atLeast = (least: Outcome) =>
  Object.fromEntries(
    OUTCOMES.map((each) => [each, OUTCOMES.indexOf(each) < OUTCOMES.indexOf(least) ? least : each]),
  ) as PricedOrder['outcomes']

const order = fc.record<PricedOrder>({
  trust: fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
  ),
  outcomes: fc.constantFrom(FREE, FREE, FREE, atLeast('challenge'), atLeast('review'), {
    approve: 'approve',
    challenge: 'approve',
    review: 'approve',
    decline: 'approve',
  } as const),
  truth: fc.constantFrom('fraud', 'good', 'good', 'good', null),
  amount: fc.integer({ min: 0, max: 500 }),
  weight: fc.constantFrom(1, 1, 1, 20),
})
const thresholds = fc
  .record({
    reject: fc.integer({ min: 0, max: 100 }),
    submit: fc.integer({ min: 0, max: 100 }),
    challenge: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map(({ reject, submit, challenge }): RulesetThresholds => {
    const [low, high] = [Math.min(reject, submit), Math.max(reject, submit)]
    return {
      reject_below: low,
      submit_to_processor: high,
      ...(challenge === null ? {} : { challenge_below: Math.max(high, challenge) }),
    }
  })
const limits = fc.record({
  fraudShare: fc.constantFrom(0, 0.005, 0.05, 1),
  reviewShare: fc.constantFrom(0, 0.02, 0.2, 1),
})
const ask = (about: Pick<AdviceRequest, 'thresholds'> & Partial<AdviceRequest>): AdviceRequest => ({
  costs: DEFAULT_COSTS,
  limits: { fraudShare: 0.005, reviewShare: 1 },
  seed: 1,
  // Fewer than in use: they take their time on a busy machine.
  draws: 60,
  ...about,
})

/** What a pair of thresholds comes to, order by order. */
function bruteForce(orders: readonly PricedOrder[], at: RulesetThresholds) {
  let profit = 0
  let through = 0
  let fraud = 0
  let reviewed = 0
  for (const { trust, outcomes, truth, amount, weight } of orders) {
    const outcome = outcomes[outcomeOfTrust(trust, at)]
    profit += weight * worthOf(DEFAULT_COSTS, outcome, truth, amount)
    if (outcome === 'review') reviewed++
    const goesOn = truth === 'fraud' ? outcome === 'approve' : outcome !== 'decline'
    if (truth === null || !goesOn) continue
    through += weight
    if (truth === 'fraud') fraud += weight
  }
  return { profit, reviewed, fraudShare: through === 0 ? 0 : fraud / through }
}

function* allPairs(today: RulesetThresholds): Generator<RulesetThresholds> {
  const { challenge_below: challenge } = today
  for (let reject = 0; reject <= 100; reject += 0.5) {
    for (let submit = reject; submit <= 100; submit += 0.5) {
      yield {
        reject_below: reject,
        submit_to_processor: submit,
        ...(challenge === undefined ? {} : { challenge_below: Math.max(challenge, submit) }),
      }
    }
  }
}

describe('adviseThresholds', () => {
  it('finds what trying every pair of thresholds on every order finds', () => {
    const check = (
      orders: readonly PricedOrder[],
      today: RulesetThresholds,
      limit: AdviceRequest['limits'],
    ) => {
      const advice = adviseThresholds(orders, ask({ thresholds: today, limits: limit, draws: 5 }))
      let most = -Infinity
      for (const pair of allPairs(today)) {
        const tried = bruteForce(orders, pair)
        const fits =
          tried.fraudShare <= limit.fraudShare &&
          tried.reviewed <= limit.reviewShare * orders.length
        if (fits) most = Math.max(most, tried.profit)
      }
      expect(advice.unreachable === null).toBe(most > -Infinity)
      if (advice.unreachable === null) expect(advice.best.profit).toBeCloseTo(most, 6)
      for (const stand of [advice.today, advice.best]) {
        const tried = bruteForce(orders, stand.thresholds)
        expect(stand.profit).toBeCloseTo(tried.profit, 6)
        expect(stand.saved - stand.lost).toBeCloseTo(tried.profit, 6)
        expect(stand.fraudShare).toBeCloseTo(tried.fraudShare, 9)
        expect(stand.reviewed).toBe(tried.reviewed)
      }
      expect(advice.today.thresholds).toEqual(today)
    }
    const cases = fc.property(
      fc.array(order, { minLength: 1, maxLength: 12 }),
      thresholds,
      limits,
      check,
    )
    fc.assert(cases, { numRuns: 10 })
  })

  it('never gives less than the thresholds of today, where those keep to the limits', () => {
    let within = 0
    const check = (orders: readonly PricedOrder[], today: RulesetThresholds) => {
      const {
        best,
        today: now,
        unreachable,
      } = adviseThresholds(orders, ask({ thresholds: today, draws: 5 }))
      if (!now.isWithinLimits) return
      within++
      expect(unreachable).toBeNull()
      expect(best.profit).toBeGreaterThanOrEqual(now.profit - 1e-6)
    }
    fc.assert(fc.property(fc.array(order, { minLength: 5, maxLength: 30 }), thresholds, check), {
      numRuns: 30,
    })
    expect(within).toBeGreaterThan(5)
  })

  it('stays where nothing can be told apart', () => {
    const orders = many(400, () => ({ trust: 90, truth: 'good' as const }))
    const frauds = many(30, () => ({ trust: 10, truth: 'fraud' as const }))
    const advice = adviseThresholds([...orders, ...frauds], ask({ thresholds: TODAY }))
    expect(advice).toMatchObject({ verdict: 'stay', best: { thresholds: TODAY } })
    expect(advice.tooStrict).toBeNull()
  })

  it('says of filters that let no fraud through what the good orders in them are worth', () => {
    const orders = [
      ...many(2000, () => ({ trust: 95, truth: 'good' as const })),
      ...many(300, () => ({ trust: 60, truth: 'good' as const })),
      ...many(40, () => ({ trust: 5, truth: 'fraud' as const })),
    ]
    const strict = { reject_below: 70, submit_to_processor: 70 }
    const advice = adviseThresholds(orders, ask({ thresholds: strict }))
    expect(advice.today).toMatchObject({ fraudShare: 0, goodDeclinedAmount: 30_000 })
    expect(advice.verdict).toBe('move')
    expect(advice.best.goodDeclinedAmount).toBe(0)
    // 30 % margin of 300 orders of 100.
    expect(advice.gain.seen).toBeCloseTo(9000, 6)
    expect(advice.tooStrict?.gain).toBeGreaterThan(8000)
  })

  it('says what a limit costs, and which one cannot be kept to', () => {
    const orders = [
      ...many(1000, (at) => ({ trust: at % 100, truth: 'good' as const })),
      ...many(30, (at) => ({ trust: 40 + at, truth: 'fraud' as const })),
    ]
    const free = adviseThresholds(
      orders,
      ask({ thresholds: TODAY, limits: { fraudShare: 1, reviewShare: 0 } }),
    )
    const tight = adviseThresholds(
      orders,
      ask({ thresholds: TODAY, limits: { fraudShare: 0.001, reviewShare: 0 } }),
    )
    expect(free.costOfLimit).toBeNull()
    expect(tight.costOfLimit?.cost).toBeCloseTo(free.best.profit - tight.best.profit, 6)
    expect(tight.best.fraudShare).toBeLessThanOrEqual(0.001)
    const held = [...orders, ...many(20, () => ({ trust: 100, truth: 'fraud' as const }))]
    expect(
      adviseThresholds(held, ask({ thresholds: TODAY, limits: { fraudShare: 0, reviewShare: 1 } })),
    ).toMatchObject({ unreachable: 'fraud_share', verdict: 'unreachable' })
    const hard = many(50, () => ({
      trust: 100,
      truth: 'good' as const,
      outcomes: atLeast('review'),
    }))
    expect(
      adviseThresholds(
        [...orders, ...hard],
        ask({ thresholds: TODAY, limits: { fraudShare: 1, reviewShare: 0.01 } }),
      ),
    ).toMatchObject({ unreachable: 'review_share' })
  })

  it('does not take chance for a gain: on orders whose score says nothing few are told to move', () => {
    let moved = 0
    const runs = 10
    for (let seed = 1; seed <= runs; seed++) {
      const random = createRandom(seed)
      const orders = many(1000, () => ({
        trust: random.below(101),
        truth: random.next() < 0.03 ? ('fraud' as const) : ('good' as const),
        amount: 20 + random.below(300),
      }))
      const limits = { fraudShare: 1, reviewShare: 0 }
      const ask = { costs: DEFAULT_COSTS, limits, seed, draws: 60 }
      // Approving everything is right where the score says nothing: the rest is chance.
      const thresholds = { reject_below: 0, submit_to_processor: 0 }
      if (adviseThresholds(orders, { ...ask, thresholds }).verdict === 'move') moved++
    }
    expect(moved).toBeLessThanOrEqual(1)
  })

  it('moves where it is worth it, and knows how much about', () => {
    const random = createRandom(7)
    const orders = many(4000, () => {
      const isFraud = random.next() < 0.03
      const drawn = [random.below(101), random.below(101), random.below(101)]
      const trust = isFraud ? random.below(50) : Math.max(...drawn)
      return { trust, truth: isFraud ? ('fraud' as const) : ('good' as const) }
    })
    const open = { reject_below: 0, submit_to_processor: 0 }
    const unlimited = { fraudShare: 1, reviewShare: 0 }
    const advice = adviseThresholds(orders, ask({ thresholds: open, limits: unlimited }))
    expect(advice.verdict).toBe('move')
    const { seen, expected, low, high, luck } = advice.gain
    expect(luck).toBeGreaterThan(0)
    expect(low).toBeLessThan(expected)
    expect(high).toBeGreaterThan(expected)
    expect(expected).toBeLessThan(seen)
    expect(adviseThresholds(orders, ask({ thresholds: open, limits: unlimited }))).toEqual(advice)
  })

  it('says that too few frauds are known', () => {
    const orders = [
      ...many(500, () => ({ trust: 80, truth: 'good' as const })),
      ...many(19, () => ({ trust: 55, truth: 'fraud' as const })),
    ]
    expect(adviseThresholds(orders, ask({ thresholds: TODAY })).verdict).toBe('few_frauds')
    expect(adviseThresholds([], ask({ thresholds: TODAY }))).toMatchObject({
      orders: 0,
      verdict: 'few_frauds',
      best: { thresholds: TODAY, fraudShareInterval: null },
    })
  })

  it('tells the whole curve of either threshold, and both pass through the best', () => {
    const orders = [
      ...many(1000, (at) => ({ trust: 40 + (at % 60), truth: 'good' as const })),
      ...many(50, (at) => ({ trust: at, truth: 'fraud' as const })),
    ]
    const { best, declineCurve, reviewCurve } = adviseThresholds(orders, ask({ thresholds: TODAY }))
    for (const [curve, level] of [
      [declineCurve, best.thresholds.reject_below],
      [reviewCurve, best.thresholds.submit_to_processor],
    ] as const) {
      expect(curve).toHaveLength(201)
      expect(curve.find((point) => point.level === level)?.profit).toBeCloseTo(best.profit, 6)
    }
  })
})

const TODAY: RulesetThresholds = { reject_below: 30, submit_to_processor: 50 }

function many(
  count: number,
  make: (at: number) => Pick<PricedOrder, 'trust' | 'truth'> & Partial<PricedOrder>,
): PricedOrder[] {
  return Array.from({ length: count }, (_, at) => ({
    outcomes: FREE,
    amount: 100,
    weight: 1,
    ...make(at),
  }))
}
