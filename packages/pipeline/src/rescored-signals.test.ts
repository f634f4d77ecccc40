import {
  NO_LINKS,
  NOTHING_LINKED,
  NOTHING_OUTSIDE,
  parseEvent,
  unknownBecause,
  type Decision,
  type OrderEvent,
  type Reference,
} from '@gatehouse/contract'
import { compileSignalPlan, customSignals, SIGNALS } from '@gatehouse/signals'
import { expect, it } from 'vitest'
import { loadRuntime } from './load-runtime.ts'
import { hasLost, hasSameSignals, rescoredSignals } from './rescored-signals.ts'
import { NO_GAPS } from './window-gaps.ts'

const plan = compileSignalPlan([
  ...SIGNALS.filter(({ reads }) => reads.length === 0),
  ...customSignals([{ name: 'motto', type: 'string', doc: 'What the customer wrote.' }]),
])
const runtime = loadRuntime(
  {
    shopId: 's',
    settings: { currency: 'EUR', rates: null, homeCountry: null },
    privacy: 'standard',
    mode: 'enforce',
    rulesets: [],
    lists: [],
    plainInputs: new Set(),
    gaps: NO_GAPS,
  },
  { plan, windows: [], referenceVersion: 'test' },
)
const { declarations } = runtime.snapshots.order
/** Nothing that is tested here asks the tables anything. */
const reference = {} as Reference

function signalsOf(order: OrderEvent, stored: Decision['signals']) {
  const event = parseEvent(order, {
    eventId: 'e',
    shopId: 's',
    receivedAt: '2026-03-01T00:00:00Z',
    type: 'purchase',
  })
  const context = { runtime, reference, token: () => new Uint8Array(16), nowMs: 0 }
  const { signals: vector } = rescoredSignals(context, {
    event,
    stored,
    outside: {
      ...NOTHING_OUTSIDE,
      challenges: null,
      scores: {
        ...NOTHING_OUTSIDE.scores,
        http: { known: true, riskScore: 70, ipRisk: null },
        minfraud: { known: false, reason: 'lookup_failed' },
      },
    },
    linked: NOTHING_LINKED,
    links: NO_LINKS,
  })
  const at = (name: string) => vector[declarations.findIndex((each) => each.name === name)]
  return { vector, at }
}

it('takes what is stored over what the event says today, and what is learned over what is stored', () => {
  const { at } = signalsOf(
    { order: { amount: 99, currency: 'EUR' } },
    {
      'order.amount': 50,
      'third_party.http_risk_score': 10,
      'third_party.minfraud_risk_score': 20,
    },
  )
  expect(at('order.amount')).toBe(50)
  expect(at('third_party.http_risk_score')).toBe(70)
  // It was known, and now nobody can say: what was known stays.
  expect(at('third_party.minfraud_risk_score')).toBe(20)
  expect(at('order.currency')).toBe(unknownBecause('not_sent'))
})

it('reads what is personal from the event, because the decision does not show it', () => {
  const stored: Decision['signals'] = { 'custom.motto': { unknown: 'withheld' } }
  const kept = signalsOf({ custom_inputs: { motto: 'carpe diem' } }, stored)
  expect(kept.at('custom.motto')).toBe('carpe diem')
  expect(hasLost(declarations, kept.vector, stored)).toBe(false)
  const erased = signalsOf({}, stored)
  expect(hasLost(declarations, erased.vector, stored)).toBe(true)
  expect(hasLost(declarations, signalsOf({}, {}).vector, {})).toBe(false)
})

it('calls signals the same when they know the same, whatever the reason for what they do not', () => {
  const stored: Decision['signals'] = {
    'third_party.http_risk_score': 70,
    'third_party.minfraud_risk_score': { unknown: 'late' },
    'custom.motto': { unknown: 'withheld' },
  }
  const { vector } = signalsOf({ custom_inputs: { motto: 'x' } }, stored)
  expect(hasSameSignals(declarations, vector, stored)).toBe(true)
  expect(hasSameSignals(declarations, vector, { 'third_party.http_risk_score': 71 })).toBe(false)
})
