import {
  unknownBecause,
  type Rule,
  type Ruleset,
  type SignalDeclaration,
  type SignalVector,
} from '@gatehouse/contract'
import {
  calibrate,
  createRandom,
  Ensemble,
  fitPlatt,
  probabilityOf,
  SignalColumns,
  SignalRow,
  trainAll,
  type StoredModel,
} from '@gatehouse/scoring'
import { describe, expect, it } from 'vitest'
import { compileModel, modelExplainer } from './compile-model.ts'
import { compileRuleset } from './compile-ruleset.ts'
import { decide, type DecideInput } from './decide.ts'
import type { Model } from './snapshot.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'ip.country', type: 'string', doc: 'Country.', privacy: 'none' },
  { name: 'email.is_free', type: 'bool', doc: 'Free.', privacy: 'none' },
  { name: 'list.deny', type: 'bool', doc: 'Denied.', privacy: 'none' },
]
const NOT_SENT = unknownBecause('not_sent')

/** Large orders from NG are fraud, nearly always. */
const random = createRandom(3)
const vectors: SignalVector[] = Array.from({ length: 3000 }, () => [
  Math.round(random.next() * 500),
  random.next() < 0.1 ? NOT_SENT : ['DE', 'FR', 'NG'][random.below(3)]!,
  random.next() < 0.5,
  false,
])
const isFraud = (vector: SignalVector) => vector[1] === 'NG' && Number(vector[0]) > 250

const stored = ((): StoredModel => {
  const building = new SignalColumns(declarations)
  for (const vector of vectors) building.add(vector)
  const rows = vectors.length
  const labels = Uint8Array.from(vectors, (vector) =>
    isFraud(vector) === random.next() < 0.95 ? 1 : 0,
  )
  const data = { columns: building.columns(), rows, labels }
  const trained = trainAll({ data, settings: { trees: 60, learningRate: 0.2, columnShare: 1 } })
  const ensemble = new Ensemble(trained)
  const row = new SignalRow(trained.features, declarations)
  const scores = vectors.map((vector) => ensemble.logOdds(row.read(vector)))
  return { ...trained, calibration: fitPlatt(scores, labels), about: {} }
})()
const model = compileModel(stored, 'abc', declarations)
const BAD: SignalVector = [400, 'NG', false, false]
const GOOD: SignalVector = [40, 'DE', false, false]

/** Says so, and is asked why by nobody. */
function unaskedModel(probability: number): Model {
  return {
    version: 'm',
    probability: () => probability,
    contributions: () => {
      throw new Error('it was asked why')
    },
  }
}

function decideOn(
  signals: SignalVector,
  rules: readonly Rule[] = [],
  more: Partial<Ruleset> = {},
  asked: Model = model,
) {
  const document: Ruleset = {
    name: 'cart',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [...rules],
    ...more,
  }
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const input: DecideInput = {
    id: 'd',
    eventId: 'e',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset: compiled.ruleset,
      model: asked,
      lists: [],
      watched: [],
      listsVersion: 'none',
      referenceVersion: 'none',
    },
    signals,
    now: 0,
  }
  return decide(input)
}

const rule = (outcome: NonNullable<Rule['outcome']>): Rule => ({
  id: outcome,
  when: 'order.amount > 0.0',
  when_unknown: 'skip',
  outcome,
})

describe('a model in a decision', () => {
  it('is the risk where it sees more than the scorecard does, and says so', () => {
    const decision = decideOn(BAD)
    const probability = model.probability(BAD)
    expect(probability).toBeGreaterThan(0.8)
    expect(decision.model).toEqual({ version: 'abc', probability, contributions: [] })
    expect(decision.versions.model).toBe('abc')
    expect(decision.risk_score).toBe(Math.round(probability * 10_000) / 100)
    expect(decision.outcome).toBe('decline')
    expect(decision.reasons[0]).toMatchObject({ code: 'MODEL', points: decision.risk_score })
  })

  it('tells which signals speak for fraud where it stops an order, as exactly as to a reader', () => {
    const decision = decideOn(BAD)
    const moved = modelExplainer(stored, declarations)(BAD)
    const told = decision.reasons.slice(1)
    expect(told.map(({ code, signal }) => [code, signal])).toEqual([
      ['MODEL_SIGNAL', moved[0]!.signal],
      ['MODEL_SIGNAL', moved[1]!.signal],
    ])
    expect(new Set(told.map(({ signal }) => signal))).toEqual(
      new Set(['ip.country', 'order.amount']),
    )
    for (const [at, reason] of told.entries()) {
      expect(reason.contribution).toBeCloseTo(moved[at]!.contribution, 3)
      expect(reason.contribution).toBeGreaterThan(0)
      expect(reason.text).toContain(`\`${reason.signal}\` speaks for fraud`)
      // The points are those of the model's own reason: reasons still add up.
      expect(reason.points).toBe(0)
    }
    for (const { signal } of told) expect(decision.message).not.toContain(signal)
    expect(decideOn(BAD)).toEqual(decision)
  })

  it('tells no signals of an order that goes on, and asks for none', () => {
    const decision = decideOn(GOOD, [], {}, unaskedModel(0.2))
    expect(decision.outcome).toBe('approve')
    expect(decision.reasons.map(({ code }) => code)).toEqual(['MODEL'])
  })

  it('asks for no signals where a rule saw more, and tells four of many', () => {
    const weighed: Rule = { id: 'w', when: 'order.amount > 0.0', when_unknown: 'skip', weight: 99 }
    const stopped = decideOn(BAD, [weighed], {}, unaskedModel(0.9))
    expect(stopped).toMatchObject({ outcome: 'decline', reasons: [{ code: 'RULE' }] })
    const many = Array.from({ length: 30 }, (_, at) => ({
      signal: `s${at}`,
      contribution: at % 2 === 0 ? 3 - at / 10 : -3,
    }))
    const decision = decideOn(
      BAD,
      [],
      {},
      {
        ...unaskedModel(0.9),
        contributions: () => many,
      },
    )
    expect(decision.reasons.map(({ signal }) => signal)).toEqual([
      undefined,
      's0',
      's2',
      's4',
      's6',
    ])
  })

  it('changes nothing where the scorecard sees more', () => {
    const weighed: Rule = {
      id: 'w',
      when: 'order.amount > 0.0',
      when_unknown: 'skip',
      weight: 60,
    }
    const decision = decideOn(GOOD, [weighed])
    expect(decision.model!.probability).toBeLessThan(0.2)
    expect(decision).toMatchObject({ risk_score: 60, outcome: 'review' })
    expect(decision.reasons.map(({ code }) => code)).toEqual(['RULE'])
  })

  it.each([
    ['allow_list', BAD, 'approve'],
    ['approve', BAD, 'approve'],
    ['deny_list', GOOD, 'decline'],
    ['decline', GOOD, 'decline'],
    ['review', GOOD, 'review'],
  ] as const)('never overrides a hard rule: %s stands', (outcome, signals, expected) => {
    expect(decideOn(signals, [rule(outcome)]).outcome).toBe(expected)
  })

  it('may be asked by a policy, which can only make the outcome stricter', () => {
    const policy = [
      {
        id: 'unsure',
        when: 'decision.model_probability > 0.001',
        when_unknown: 'skip',
        outcome: 'review',
      },
    ] as const
    expect(decideOn(GOOD, [], { policy: [...policy] }).outcome).toBe('review')
    expect(decideOn(BAD, [], { policy: [...policy] }).outcome).toBe('decline')
  })
})

describe('a compiled model', () => {
  it('takes what is unknown as missing and asks nothing of signals it does not know', () => {
    const unknown: SignalVector = declarations.map(() => NOT_SENT)
    expect(model.probability(unknown)).toBeGreaterThan(0)
    const fewer = compileModel(stored, 'abc', declarations.slice(0, 1))
    expect(fewer.probability([40])).toBe(model.probability([40, NOT_SENT, NOT_SENT, NOT_SENT]))
  })

  it('explains in full: what is expected and all contributions are its log-odds', () => {
    const explain = modelExplainer(stored, declarations)
    const row = new SignalRow(stored.features, declarations)
    const ensemble = new Ensemble(stored)
    const rest = (signals: SignalVector) =>
      ensemble.logOdds(row.read(signals)) -
      explain(signals).reduce((sum, { contribution }) => sum + contribution, 0)
    expect(rest(BAD)).toBeCloseTo(rest(GOOD), 9)
    const [first, second] = explain(BAD)
    expect([first!.signal, second!.signal].sort()).toEqual(['ip.country', 'order.amount'])
    expect(explain(BAD, 1)).toEqual([first])
    expect(probabilityOf(ensemble.logOdds(row.read(BAD)))).toBeGreaterThan(0.5)
    expect(calibrate(stored.calibration, ensemble.logOdds(row.read(BAD)))).toBe(
      model.probability(BAD),
    )
  })
})
