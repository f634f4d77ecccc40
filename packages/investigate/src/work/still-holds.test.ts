import type { PageObservation, PaymentFlowObservation } from '@gatehouse/sites'
import { expect, it } from 'vitest'
import type { SiteState } from '../site-state.ts'
import { stillHolds } from './still-holds.ts'

const NOW = Date.UTC(2026, 10, 27)
const DAY_MS = 86_400_000
const page = (isLive: boolean, observedAtMs = NOW): PageObservation => ({
  url: 'https://a.example.com/',
  finalUrl: 'https://a.example.com/',
  status: isLive ? 200 : 404,
  seenAs: 'shopper',
  skeleton: isLive
    ? { simHash: '0'.repeat(16), minHash: new Uint32Array(128), elements: 40 }
    : null,
  edges: [],
  findings: [],
  observedAtMs,
})
const walked = (observedAtMs: number) =>
  ({ reached: 'submitted', observedAtMs }) as PaymentFlowObservation
const late = { unknown: 'timeout' }

it('keeps what was seen where somebody keeps us out, and not for ever', () => {
  const state = (days: number): SiteState => ({
    shopper_page: page(true, NOW - days * DAY_MS),
    payment_flow: walked(NOW - days * DAY_MS),
  })
  expect(stillHolds(state(2), 'shopper_page', late, NOW)).toBe(true)
  expect(stillHolds(state(2), 'payment_flow', late, NOW)).toBe(true)
  expect(stillHolds(state(8), 'shopper_page', late, NOW)).toBe(false)
  expect(stillHolds(state(8), 'payment_flow', late, NOW)).toBe(false)
})

it('takes what is seen now, what is certainly gone, and a first look that failed', () => {
  const state: SiteState = { shopper_page: page(true, NOW - DAY_MS) }
  expect(stillHolds(state, 'shopper_page', page(false), NOW)).toBe(false)
  expect(stillHolds(state, 'shopper_page', { unknown: 'no_such_name' }, NOW)).toBe(false)
  expect(stillHolds({}, 'shopper_page', late, NOW)).toBe(false)
  expect(stillHolds({ shopper_page: late }, 'shopper_page', late, NOW)).toBe(false)
})

it('lets go of a checkout once the page in front of it is gone', () => {
  const state: SiteState = { shopper_page: page(false), payment_flow: walked(NOW - DAY_MS) }
  expect(stillHolds(state, 'payment_flow', { unknown: 'no_product' }, NOW)).toBe(false)
})
