import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  orderEventSchema,
  type Decision,
  type OrderEvent,
  type Reference,
} from '@gatehouse/contract'
import { compileRuleset, spellOut } from '@gatehouse/gate'
import { compileReference, openReference } from '@gatehouse/reference'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileMapping } from '../src/mapping/compile-mapping.ts'
import { renderTransforms } from '../src/mapping/mapping.ts'
import { readYaml } from '../src/read-yaml.ts'
import { openReplayGateway, REPLAY_SHOP } from '../src/replay/replay-gateway.ts'
import { packPath } from '../src/rulesets/packs.ts'
import { readLists, readRuleset } from '../src/rulesets/read-ruleset.ts'
import { shopCatalogue } from '../src/rulesets/shop-catalogue.ts'
import { createValidators } from '@gatehouse/server'
import { DATA_DIR, inTree, linkTables } from './terminal.ts'

const COMPILE_TIMEOUT_MS = 240_000
/** 2026-03-02 in the afternoon in Europe. */
const AT_MS = Date.UTC(2026, 2, 2, 14)

describe('the example orders', () => {
  let reference: Reference
  beforeAll(async () => {
    linkTables()
    const cacheDir = join(DATA_DIR, 'reference')
    await compileReference({ cacheDir })
    reference = openReference({ cacheDir })
  }, COMPILE_TIMEOUT_MS)
  afterAll(() => reference.close())

  const orderIn = (name: string) =>
    JSON.parse(readFileSync(inTree(`examples/${name}`), 'utf8')) as OrderEvent

  async function decide(event: OrderEvent, pack = 'starter'): Promise<Decision> {
    expect(createValidators()(orderEventSchema)(event)).toEqual([])
    const mapping = compileMapping({
      name: 'none',
      format: 'csv',
      shop: { currency: 'EUR' },
      time: { column: 'time', as: 'time' },
      fields: { 'order.amount': 'amount' },
    })
    if (!mapping.ok) throw new Error(mapping.issues[0]!.message)
    const { document } = readRuleset(packPath(`${pack}.yaml`))
    const catalogue = shopCatalogue([], readLists())
    const gate = openReplayGateway(mapping.mapping, catalogue, document, reference)
    gate.setClock(AT_MS)
    const answer = await gate.gateway.decide({
      shopId: REPLAY_SHOP,
      event,
      type: 'purchase',
      reservation: null,
    })
    if (answer.state !== 'stored' || answer.ruling === null) throw new Error(answer.state)
    return spellOut(answer.ruling)
  }

  it('approves the first order with full trust', async () => {
    const decision = await decide(orderIn('first-order.json'))
    expect(decision).toMatchObject({ outcome: 'approve', trust_score: 100, reasons: [] })
    expect(decision.actions).toEqual([{ kind: 'capture' }])
    expect(decision.signals['ip.distance_to_billing_mi']).toBeLessThan(25)
  })

  it('declines the risky order and says why', async () => {
    const decision = await decide(orderIn('risky-order.json'))
    expect(decision.outcome).toBe('decline')
    expect(decision.message).toBe(
      'There is a problem with your order, please contact customer service.',
    )
    const hits = decision.rules.flatMap(({ id, result }) => (result === 'hit' ? [id] : []))
    expect(hits).toEqual(
      expect.arrayContaining([
        'base_ip_country_differs',
        'base_ip_hosting',
        'avs_postcode_mismatch',
        'ships_to_forwarder',
        'disposable_email',
        'robot',
        'guest_limit',
      ]),
    )
  })

  /** Billed in Nigeria, ordered in Kansas, sent to Doral by Miami, where no forwarder is named. */
  const reshipped: OrderEvent = {
    device: { ip_address: '129.237.10.20' },
    billing: { first_name: 'Ade', last_name: 'Obi', city: 'Lagos', country: 'NG' },
    shipping: {
      first_name: 'J.',
      last_name: 'Doe',
      address: '8424 NW 56th Street, Suite 1123',
      city: 'Doral',
      region: 'FL',
      postal: '33166',
      country: 'US',
    },
    payment: { method: 'card' },
    order: { amount: 5000, currency: 'EUR' },
    shopping_cart: [{ item_id: 'phone', quantity: 4, price: 1250, high_resale: true }],
  }
  const hitsOf = ({ rules }: Decision) =>
    rules.flatMap(({ id, result }) => (result === 'hit' ? [id] : []))

  it('knows a forwarder by its place where no word of the address names one', async () => {
    const decision = await decide(reshipped, 'b2c')
    expect(decision.signals['shipping.names_forwarder']).toBe(false)
    expect(hitsOf(decision)).toEqual(
      expect.arrayContaining(['forwarder_by_pattern', 'forwarder_suite', 'high_resale_in_number']),
    )
    expect(decision.outcome).toBe('decline')
    const neighbour = { ...reshipped, billing: { ...reshipped.shipping } }
    expect(hitsOf(await decide(neighbour, 'b2c'))).not.toContain('forwarder_by_pattern')
  })

  it('holds bill, parcel and shopper in three countries, and lets the diplomat pass', async () => {
    const travelling: OrderEvent = {
      device: { ip_address: '129.237.10.20' },
      billing: { city: 'Berlin', postal: '10115', country: 'DE' },
      shipping: { city: 'Lyon', postal: '69001', country: 'FR' },
      order: { amount: 200, currency: 'EUR' },
    }
    const stranger = await decide(travelling, 'b2c')
    expect(stranger.signals['address.countries_distinct']).toBe(3)
    expect(stranger).toMatchObject({ outcome: 'review' })
    expect(hitsOf(stranger)).toContain('three_countries')
    const account = { user_id: 'd-1', created_at: '2021-05-01T00:00:00Z', orders_count: 40 }
    const diplomat = await decide({ ...travelling, account }, 'b2c')
    expect(diplomat.signals['address.countries_distinct']).toBe(3)
    expect(diplomat).toMatchObject({ outcome: 'approve' })
    expect(hitsOf(diplomat)).not.toContain('three_countries')
  })

  it.each(['starter', 'twenty-checks', 'cart-validation', 'flow', 'b2b', 'b2c', 'marketplace'])(
    'neither captures nor authenticates cash on delivery, whatever the risk: %s',
    async (pack) => {
      const kindsOf = ({ actions }: Decision) => actions.map(({ kind }) => kind)
      const cash = {
        ...orderIn('first-order.json'),
        payment: { method: 'cash_on_delivery' } as const,
      }
      const { credit_card: _card, ...calm } = cash
      const decision = await decide(calm, pack)
      expect(decision.outcome).not.toBe('decline')
      expect(kindsOf(decision)).not.toContain('capture')
      const risky = {
        ...orderIn('risky-order.json'),
        payment: { method: 'cash_on_delivery' } as const,
      }
      const { credit_card: _other, ...paidAtTheDoor } = risky
      expect(kindsOf(await decide(paidAtTheDoor, pack))).not.toContain('request_3ds')
    },
  )
})

describe('the example mappings', () => {
  it.each(readdirSync(inTree('examples/mappings')))('%s compiles', (name) => {
    const compiled = compileMapping(readYaml(inTree(`examples/mappings/${name}`)).value)
    expect(compiled.ok ? [] : compiled.issues).toEqual([])
  })
})

describe('the example rulesets', () => {
  it.each(readdirSync(inTree('examples/rulesets')))(
    '%s compiles with the mapping of its name',
    (name) => {
      const mapping = compileMapping(readYaml(inTree(`examples/mappings/${name}`)).value)
      const { document } = readRuleset(inTree(`examples/rulesets/${name}`))
      const inputs = mapping.ok ? mapping.mapping.customInputs : []
      const { declarations } = shopCatalogue(inputs, readLists())
      const compiled = compileRuleset(document, 1, declarations)
      expect(compiled.ok ? [] : compiled.issues).toEqual([])
    },
  )
})

it('the page on replaying lists every transform with its parameters', () => {
  const page = readFileSync(inTree('docs/how-to/replay-your-history.md'), 'utf8')
  expect(page).toContain(renderTransforms())
})
