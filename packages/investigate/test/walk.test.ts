/** Chromium walks through shops on loopback. Nothing that it types may arrive anywhere. */
import { existsSync } from 'node:fs'
import { paymentFlowReading, type PaymentFlowObservation } from '@gatehouse/sites'
import {
  cardFrame,
  cloakedShop,
  directShop,
  framedShop,
  investmentSite,
  platformShop,
  postingShop,
  singlePageShop,
  startFakeSites,
} from '@gatehouse/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { openWalker } from '../src/index.ts'

const isInstalled = existsSync('/usr/lib/chromium/chromium')
if (!isInstalled) console.warn('SKIPPED: walks need the Debian package chromium')
const sites = await startFakeSites()
const walker = openWalker({
  resolver: sites.resolver,
  dialer: sites.dialer,
  ownAddresses: () => new Set(),
  nowMs: Date.now,
})
afterAll(async () => {
  await walker.close()
  await sites.close()
})

async function walked(url: string): Promise<PaymentFlowObservation> {
  const { look } = await walker.walk(url)
  if (look.state !== 'seen') throw new Error(look.reason)
  return look.observation
}
const withCard = ({ destinations }: PaymentFlowObservation) =>
  destinations.filter(({ hasCard }) => hasCard).map(({ url, channel }) => `${channel} ${url}`)

describe.skipIf(!isInstalled)('a walk (Debian package chromium)', () => {
  it('ends at the host of the operator that takes the card, and nothing arrives there', async () => {
    sites.set('gold-shop.com', directShop('http://pay.gold-shop.com/collect'))
    sites.set('pay.gold-shop.com', () => '')
    const seen = await walked('http://gold-shop.com/')
    expect(seen).toMatchObject({ reached: 'submitted', problem: null, processors: [] })
    expect(withCard(seen)).toEqual(['form http://pay.gold-shop.com/collect'])
    expect(seen.edges).toEqual([{ kind: 'card_destination', value: 'pay.gold-shop.com' }])
    expect(seen.steps.map(({ at }) => at)).toEqual([
      'start',
      'product',
      'add',
      'checkout',
      'card',
      'pay',
    ])
    expect(sites.requests.filter(({ host }) => host === 'pay.gold-shop.com')).toEqual([])
  })

  it('finds its way through one German page that builds itself, and every channel the card takes', async () => {
    sites.set('goldkauf.com', singlePageShop('https://cdn-metrics.com'))
    sites.set('cdn-metrics.com', () => '')
    const seen = await walked('https://goldkauf.com/')
    expect(seen).toMatchObject({ reached: 'submitted', problem: null })
    expect(withCard(seen).sort()).toEqual([
      'beacon https://cdn-metrics.com/b',
      'fetch https://cdn-metrics.com/f',
      'other https://cdn-metrics.com/i.gif',
      'websocket wss://cdn-metrics.com/ws',
    ])
    expect(sites.requests.filter(({ host }) => host === 'cdn-metrics.com')).toEqual([])
  })

  it('opens an account and deposits, where there is no cart', async () => {
    sites.set('aurum-yield.com', investmentSite('/api/pay'))
    const seen = await walked('https://aurum-yield.com/')
    expect(seen).toMatchObject({ reached: 'submitted', problem: null })
    expect(withCard(seen)).toEqual(['form https://aurum-yield.com/api/pay'])
    expect(sites.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('gets through a shop whose every step is posted, without posting anything', async () => {
    sites.set('anelli.com', postingShop())
    const seen = await walked('https://anelli.com/')
    expect(seen).toMatchObject({ reached: 'submitted', problem: null })
    expect(withCard(seen)).toEqual(['form https://anelli.com/conferma'])
    expect(seen.destinations.filter(({ hasCard }) => !hasCard).map(({ url }) => url)).toEqual([
      'https://anelli.com/cart.php',
      'https://anelli.com/pagamento',
    ])
    expect(new Set(sites.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  })

  it('gets through the checkout of a platform, and whose shop it is becomes an edge', async () => {
    const processor = 'https://deposit.us.shopifycs.com/sessions'
    sites.set('checkout.shopifycs.com', { '/number': cardFrame(processor) })
    sites.set('lamps.com', platformShop('https://checkout.shopifycs.com/number'))
    const seen = await walked('https://lamps.com/')
    expect(seen).toMatchObject({
      reached: 'submitted',
      processors: ['shopify_payments'],
      edges: [{ kind: 'merchant_id', value: 'shopify_payments:lamp-store.myshopify.com' }],
    })
    expect(withCard(seen)).toEqual([`fetch ${processor}`])
    expect(paymentFlowReading(seen)).toMatchObject({ state: 'read', logOdds: 0 })
  })

  it('is given up when it is told to, and gives a picture of where it ended', async () => {
    const { look, screenshot } = await walker.walk('http://gold-shop.com/', { screenshot: true })
    expect(look).toMatchObject({ state: 'seen', observation: { reached: 'submitted' } })
    expect(Buffer.from(screenshot!).subarray(1, 4).toString()).toBe('PNG')
    sites.set('slow.com', () => undefined)
    const slow = await walker.walk('http://slow.com/', { signal: AbortSignal.timeout(300) })
    expect(slow.look).toMatchObject({ state: 'seen', observation: { problem: 'aborted' } })
  })

  it('tells the frame of a processor from one that looks like it', async () => {
    sites.set('js.stripe.com', { '/v3': cardFrame('https://api.stripe.com/v1/payment_methods') })
    sites.set(
      'honest.com',
      framedShop('https://js.stripe.com/v3', '<script>var key = "pk_live_51HonestShop00"</script>'),
    )
    sites.set('stripe-checkout.forged.com', {
      '/': cardFrame('https://stripe-checkout.forged.com/api'),
    })
    sites.set('forged.com', framedShop('https://stripe-checkout.forged.com/'))
    const honest = await walked('https://honest.com/')
    expect(honest).toMatchObject({
      reached: 'submitted',
      processors: ['stripe'],
      merchantIds: [{ processor: 'stripe', id: 'pk_live_51HonestShop00' }],
      edges: [{ kind: 'merchant_id', value: 'stripe:pk_live_51HonestShop00' }],
    })
    expect(withCard(honest)).toEqual(['fetch https://api.stripe.com/v1/payment_methods'])
    const forged = await walked('https://forged.com/')
    expect(withCard(forged)).toEqual(['fetch https://stripe-checkout.forged.com/api'])
    expect(forged.destinations.find(({ hasCard }) => hasCard)?.processor).toBeNull()
  })

  it('is shown what shoppers are shown', async () => {
    sites.set('cloaked.com', cloakedShop(directShop('/save.php')))
    const seen = await walked('http://cloaked.com/')
    expect(withCard(seen)).toEqual(['form http://cloaked.com/save.php'])
  })

  it('says how far it came where there is nothing to buy', async () => {
    sites.set('blog.com', { '/': '<h1>Tulips</h1><p>They bloom.</p>' })
    expect(await walked('http://blog.com/')).toMatchObject({
      reached: 'nothing',
      problem: 'no_product',
      destinations: [],
    })
    expect(await walked('http://nobody-there.com/')).toMatchObject({
      reached: 'nothing',
      problem: 'unreachable',
    })
  })
})

it('is unknown, with the reason, where there is no browser', async () => {
  const without = openWalker({ executable: null, nowMs: Date.now })
  expect(await without.walk('http://gold-shop.com/')).toEqual({
    look: { state: 'failed', reason: 'no_browser' },
    screenshot: null,
  })
  await without.close()
})
