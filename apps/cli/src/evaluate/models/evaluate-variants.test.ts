import { createRandom, type Column } from '@gatehouse/scoring'
import { describe, expect, it, vi } from 'vitest'
import { PARTS, type CollectedOrders } from './collect-orders.ts'
import { evaluateVariants, type VariantsOutcome } from './evaluate-variants.ts'

/** Each evaluation trains some twenty models. */
vi.setConfig({ testTimeout: 120_000 })

const ROWS = 1800

function madeUpOrders(
  seed: number,
  change: (labels: Int8Array) => void = () => {},
): CollectedOrders {
  const random = createRandom(seed)
  const labels = new Int8Array(ROWS)
  const amount = new Float64Array(ROWS)
  const earlier = new Float64Array(ROWS)
  for (let row = 0; row < ROWS; row++) {
    amount[row] = random.next()
    earlier[row] = random.below(4)
    const share = amount[row]! > 0.7 && earlier[row] === 0 ? 0.5 : 0.02
    labels[row] = random.next() < share ? 1 : 0
  }
  change(labels)
  const column = (name: string, values: Float64Array): Column => ({ kind: 'number', name, values })
  return {
    rows: ROWS,
    columns: {
      raw: [column('raw.amount', amount)],
      order: [column('order.amount', amount)],
      windows: [column('velocity.orders', earlier)],
      links: [],
      history: [],
    },
    labels,
    timesMs: Float64Array.from({ length: ROWS }, (_, row) => row),
    parts: Uint8Array.from({ length: ROWS }, (_, row) =>
      PARTS.indexOf(row < 900 ? 'train' : row < 1300 ? 'dev' : 'test'),
    ),
    numbers: Float64Array.from({ length: ROWS }, (_, row) => row),
    ruleScores: new Float64Array(ROWS),
    isKnownFraud: new Uint8Array(ROWS),
    badRows: 0,
    badExamples: [],
  }
}

function run(orders: CollectedOrders): VariantsOutcome {
  const steps = evaluateVariants(orders, 1)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const scoresOf = (outcome: VariantsOutcome) => outcome.variants.map(({ scores }) => [...scores])

describe('evaluating variants', () => {
  it('shows what a part of the signals adds', () => {
    const { variants } = run(madeUpOrders(1))
    const auc = (name: string) => variants.find((each) => each.name === name)!.figures.auc
    expect(auc('windows')).toBeGreaterThan(auc('order') + 0.03)
    expect(auc('packs')).toBe(0.5)
    for (const { figures } of variants) expect(figures.rows).toBe(500)
  })

  it('gives the same scores on every run', () => {
    expect(scoresOf(run(madeUpOrders(2)))).toEqual(scoresOf(run(madeUpOrders(2))))
  })

  it('reads no label of a test order but for the figures', () => {
    const turned = madeUpOrders(3, (labels) => {
      for (let row = 1300; row < ROWS; row++) labels[row] = 1 - labels[row]!
    })
    const [plain, other] = [run(madeUpOrders(3)), run(turned)]
    expect(scoresOf(other)).toEqual(scoresOf(plain))
    expect(other.chosen).toBe(plain.chosen)
    expect(other.variants[0]!.figures.auc).toBeCloseTo(1 - plain.variants[0]!.figures.auc, 12)
  })

  it('measures neither orders without a label nor those of customers known as defrauded', () => {
    const orders = madeUpOrders(4)
    orders.labels.fill(-1, 1700)
    orders.isKnownFraud.fill(1, 1300, 1400)
    const { variants } = run(orders)
    for (const { figures, scores } of variants) {
      expect(figures.rows).toBe(300)
      expect(scores).toHaveLength(500)
    }
  })
})
