import { expect, it } from 'vitest'
import { imitatedProcessor, merchantIdsIn, processorOf } from './find-processor.ts'
import { PROCESSORS } from './processors.ts'

it('lists sixty processors and more, each once, each with its source', () => {
  expect(PROCESSORS.length).toBeGreaterThanOrEqual(60)
  expect(new Set(PROCESSORS.map(({ key }) => key)).size).toBe(PROCESSORS.length)
  const hosts = PROCESSORS.flatMap((each) => each.hosts)
  expect(hosts.filter((host, at) => hosts.indexOf(host) !== at)).toEqual([])
  for (const { key, hosts: own, source, merchantIds } of PROCESSORS) {
    expect(key).toMatch(/^[a-z0-9_]+$/)
    expect(source).toMatch(/^https:\/\/[^\s]+$/)
    expect(own.length).toBeGreaterThan(0)
    for (const host of own) expect(host).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
    for (const { pattern } of merchantIds) expect(pattern.flags).toBe('g')
  }
})

it('knows a host by whole labels from the right', () => {
  expect(processorOf('js.stripe.com')?.key).toBe('stripe')
  expect(processorOf('STRIPE.com.')?.key).toBe('stripe')
  for (const host of ['stripe.com.shop.net', 'notstripe.com', 'stripe-pay.com', 'com', '']) {
    expect(processorOf(host)).toBeNull()
  }
})

it('sees whose name a host bears', () => {
  expect(imitatedProcessor('stripe-checkout.gold.com')?.key).toBe('stripe')
  expect(imitatedProcessor('secure.paypal.pay-now.net')?.key).toBe('paypal')
  expect(imitatedProcessor('api.stripe.com')).toBeNull()
  expect(imitatedProcessor('pinstripes.com')).toBeNull()
})

it('finds merchant ids, those that others write too only where the processor was seen', () => {
  const text = `<script src="https://www.paypal.com/sdk/js?client-id=AbC1234567890123456789_x&currency=EUR">
    Stripe("pk_live_51HonestShop00Honest"); new Razorpay({key: 'rzp_live_AbCdEfGh123456'})`
  expect(merchantIdsIn(text, new Set())).toEqual([
    { processor: 'stripe', id: 'pk_live_51HonestShop00Honest' },
    { processor: 'razorpay', id: 'rzp_live_AbCdEfGh123456' },
  ])
  expect(merchantIdsIn(text, new Set(['paypal']))).toContainEqual({
    processor: 'paypal',
    id: 'AbC1234567890123456789_x',
  })
})

it('reads hostile text in time that grows with its length', () => {
  const all = new Set(PROCESSORS.map(({ key }) => key))
  for (const piece of [
    'merchantId=" : =',
    'pk_live_',
    'nowpayments.io/payment',
    '-',
    'a.',
    "name='business' ",
  ]) {
    const startedMs = performance.now()
    merchantIdsIn(piece.repeat(Math.ceil(500_000 / piece.length)), all)
    expect(performance.now() - startedMs).toBeLessThan(3000)
  }
})
