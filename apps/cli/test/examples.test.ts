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

  async function decide(name: string): Promise<Decision> {
    const event = JSON.parse(readFileSync(inTree(`examples/${name}`), 'utf8')) as OrderEvent
    expect(createValidators()(orderEventSchema)(event)).toEqual([])
    const mapping = compileMapping({
      name: 'none',
      format: 'csv',
      shop: { currency: 'EUR' },
      time: { column: 'time', as: 'time' },
      fields: { 'order.amount': 'amount' },
    })
    if (!mapping.ok) throw new Error(mapping.issues[0]!.message)
    const { document } = readRuleset(packPath('starter.yaml'))
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
    const decision = await decide('first-order.json')
    expect(decision).toMatchObject({ outcome: 'approve', trust_score: 100, reasons: [] })
    expect(decision.actions).toEqual([{ kind: 'capture' }])
    expect(decision.signals['ip.distance_to_billing_mi']).toBeLessThan(25)
  })

  it('declines the risky order and says why', async () => {
    const decision = await decide('risky-order.json')
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
