import {
  NO_LINKS,
  NOTHING_LINKED,
  NOTHING_OUTSIDE,
  parseEvent,
  unknownBecause,
  type Decision,
  type LinkAnswer,
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

function signalsOf(order: OrderEvent, stored: Decision['signals'], links: LinkAnswer = NO_LINKS) {
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
    links,
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

it('takes fewer reports for none gone while addresses that led to them are missing', () => {
  const stored = { 'links.fraud_reports': 1, 'links.risk': 2.08 }
  const none: Extract<LinkAnswer, { known: true }> = {
    known: true,
    orders: 0,
    orders24h: 0,
    ordersFromIp: null,
    refunds: 0,
    others: { account: 0, card: 0, device: 0, email: 0, phone: 0, shipping_address: 0 },
    namesOn: { device: null, card: null, shipping_address: null },
    names: 1,
    hubs: 0,
    sharedBy: 0,
    people: 1,
    shipsToOne: true,
    quietDays: null,
    reports: [0, 0, 0],
    isPartial: false,
    isWithoutAddresses: false,
  }
  const whole = signalsOf({}, stored, none)
  expect([whole.at('links.fraud_reports'), whole.at('links.risk')]).toEqual([0, 0])
  const lacking = signalsOf({}, stored, { ...none, isWithoutAddresses: true })
  expect([lacking.at('links.fraud_reports'), lacking.at('links.risk')]).toEqual([1, 2.08])
  const worse = signalsOf({}, stored, { ...none, isWithoutAddresses: true, reports: [2, 0, 0] })
  expect(worse.at('links.fraud_reports')).toBe(2)
})
