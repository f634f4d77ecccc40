import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { fitScorecard, scorecardLogOdds } from './fit-scorecard.ts'

const TRUTH = [1.5, -0.8, 0, 2.5]
const FACTS = ['forwarder', 'known_customer', 'weekday', 'tor']
const SHARES = [0.1, 0.4, 0.7, 0.02]

function orders(count: number, seed: number) {
  const random = createRandom(seed)
  const hits = Array.from({ length: count }, () =>
    SHARES.flatMap((share, fact) => (random.next() < share ? [fact] : [])),
  )
  const labels = Uint8Array.from(hits, (held) => {
    const logOdds = held.reduce((sum, fact) => sum + TRUTH[fact]!, -3)
    return random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0
  })
  return { facts: FACTS, hits, labels }
}

describe('a scorecard from labels', () => {
  it('finds what the facts were worth, within what it says of itself', () => {
    const { facts, intercept } = fitScorecard(orders(20_000, 1))
    for (const [at, { weight, low, high }] of facts.entries()) {
      expect(Math.abs(weight - TRUTH[at]!)).toBeLessThan(0.25)
      expect(low).toBeLessThan(weight)
      expect(high).toBeGreaterThan(weight)
    }
    expect(intercept).toBeCloseTo(-3, 0)
  })

  it('holds the truth in nineteen of twenty of its intervals', () => {
    let held = 0
    const rounds = 60
    for (let round = 0; round < rounds; round++) {
      const { facts } = fitScorecard(orders(1500, 100 + round), { priorDeviation: 3 })
      held += facts.filter(({ low, high }, at) => low <= TRUTH[at]! && TRUTH[at]! <= high).length
    }
    const share = held / (rounds * TRUTH.length)
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThan(0.99)
  })

  it('is less sure of few rows, and stays near what was believed before', () => {
    const prior = [1, -1, 0, 2]
    const few = fitScorecard(orders(60, 3), { prior, priorDeviation: 0.3 })
    const many = fitScorecard(orders(20_000, 3), { prior, priorDeviation: 0.3 })
    for (const [at, fact] of few.facts.entries()) {
      expect(Math.abs(fact.weight - prior[at]!)).toBeLessThan(0.5)
      expect(fact.high - fact.low).toBeGreaterThan(many.facts[at]!.high - many.facts[at]!.low)
    }
  })

  it('scores a row by the facts that hold', () => {
    const card = fitScorecard(orders(5000, 5))
    const sum = card.intercept + card.facts[0]!.weight + card.facts[3]!.weight
    expect(scorecardLogOdds(card, [0, 3])).toBeCloseTo(sum, 12)
  })

  it('needs labels of both kinds', () => {
    const { facts, hits } = orders(10, 1)
    expect(() => fitScorecard({ facts, hits, labels: new Uint8Array(10) })).toThrow('both kinds')
  })
})
