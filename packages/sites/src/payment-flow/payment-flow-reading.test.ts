import { expect, it } from 'vitest'
import type { PaymentFlowObservation, SeenDestination } from '../observation/payment-flow.ts'
import { paymentFlowEdges } from './edges.ts'
import { paymentFlowReading } from './payment-flow-reading.ts'

function sent(url: string, more: Partial<SeenDestination> = {}): SeenDestination {
  const host = /\/\/([^/:]+)/.exec(url)![1]!
  return { url, host, method: 'POST', channel: 'form', hasCard: true, processor: null, ...more }
}

function walked(
  destinations: readonly SeenDestination[],
  more: Partial<PaymentFlowObservation> = {},
): PaymentFlowObservation {
  return {
    startUrl: 'https://gold-shop.com/',
    reached: 'submitted',
    steps: [],
    destinations,
    processors: [],
    merchantIds: [],
    edges: [],
    problem: null,
    observedAtMs: 0,
    ...more,
  }
}

function read(observation: PaymentFlowObservation) {
  const reading = paymentFlowReading(observation)
  if (reading.state !== 'read') throw new Error(reading.reason)
  return { logOdds: reading.logOdds, codes: reading.findings.map(({ code }) => code) }
}

it('finds nothing stronger than a card that goes to a host of the operator', () => {
  const own = read(walked([sent('https://pay.gold-shop.com/collect')]))
  expect(own.codes).toEqual(['CARD_TO_OWN_HOST', 'CARD_FORM_WITHOUT_PROCESSOR'])
  const other = read(walked([sent('https://collect.net/x')]))
  expect(own.logOdds).toBeGreaterThan(other.logOdds)
  expect(other.codes[0]).toBe('CARD_TO_OTHER_HOST')
})

it('is not cleared by a processor that was loaded, nor by one that takes the card', () => {
  const direct = walked([sent('https://pay.gold-shop.com/collect')], { processors: ['stripe'] })
  expect(read(direct).logOdds).toBeGreaterThan(3)
  const honest = walked(
    [sent('https://api.stripe.com/v1/tokens', { channel: 'fetch', processor: 'stripe' })],
    { processors: ['stripe'] },
  )
  expect(read(honest)).toEqual({ logOdds: 0, codes: ['KNOWN_PROCESSOR'] })
})

it('sees a card that goes to a processor and to somebody else as well', () => {
  const skimmed = walked([
    sent('https://api.stripe.com/v1/tokens', { channel: 'fetch', processor: 'stripe' }),
    sent('https://cdn-metrics.com/i.gif', { channel: 'other', method: 'GET' }),
  ])
  expect(read(skimmed).codes).toEqual([
    'CARD_TO_OTHER_HOST',
    'CARD_BY_SIDE_CHANNEL',
    'CARD_TO_MANY',
    'KNOWN_PROCESSOR',
  ])
})

it('tells who bears a processor\u2019s name, who sends in the clear and who has no name', () => {
  const forged = read(walked([sent('http://stripe-checkout.gold-shop.com/pay')]))
  expect(forged.codes).toContain('PROCESSOR_IMITATED')
  expect(forged.codes).toContain('CARD_IN_PLAIN_HTTP')
  expect(forged.logOdds).toBeCloseTo(7.7)
  expect(read(walked([sent('https://203.0.113.9/x')])).codes).toContain('CARD_TO_ADDRESS')
})

it('is unknown where no card form was reached, and never in favour of a site', () => {
  const reading = paymentFlowReading(walked([], { reached: 'cart', problem: 'no_checkout' }))
  expect(reading).toEqual({ layer: 'payment_flow', state: 'unknown', reason: 'no_checkout' })
  expect(
    paymentFlowReading(walked([], { reached: 'card_form', problem: 'timeout' })),
  ).toMatchObject({
    state: 'unknown',
    reason: 'timeout',
  })
})

it('puts no text of a site into a finding but what host names are made of', () => {
  const reading = paymentFlowReading(
    walked([sent('https://x.gold-shop.com/', { host: 'x\u001b[31m<b>.gold-shop.com' })]),
  )
  if (reading.state !== 'read') throw new Error(reading.reason)
  for (const { text } of reading.findings) expect(text).toMatch(/^[\x20-\x7e]*$/)
  expect(JSON.stringify(reading)).not.toContain('<b>')
})

it('ties sites by whose account is paid and whose host takes cards, not by processors', () => {
  const edges = paymentFlowEdges({
    destinations: [
      sent('https://api.stripe.com/v1'),
      sent('https://pay.gold-shop.com/a'),
      sent('https://pay.gold-shop.com/b'),
      sent('https://analytics.net/', { hasCard: false }),
    ],
    merchantIds: [{ processor: 'stripe', id: 'pk_live_51abc' }],
  })
  expect(edges).toEqual([
    { kind: 'merchant_id', value: 'stripe:pk_live_51abc' },
    { kind: 'card_destination', value: 'pay.gold-shop.com' },
  ])
})
