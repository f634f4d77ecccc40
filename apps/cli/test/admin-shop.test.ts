/** Shops that an operator makes and sets on the command line, beside the server that runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

let own: OwnServer
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-shop-'))
  own = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

const shop = (...words: string[]) => gatehouseIn(own.env, 'admin', 'shop', ...words)

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function decide(shopId: string): Promise<Decision & { status: number }> {
  const response = await fetch(`${own.server.url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${own.server.apiKey}`,
      'gatehouse-shop': shopId,
      'content-type': 'application/json',
    },
    body: '{}',
  })
  return { ...((await response.json()) as Decision), status: response.status }
}

/** The server hears of a change by a note from the database. */
async function expectSoon(shopId: string, decision: object): Promise<void> {
  await expect.poll(() => decide(shopId), { timeout: 10_000 }).toMatchObject(decision)
}

describe('a shop', () => {
  it('is made with its settings and rules from the start, and the running server knows it', async () => {
    const made = await shop('create', 'boutique', '--privacy', 'minimal', '--currency', 'CHF')
    expect(made).toMatchObject({ exitCode: 0 })
    expect(made.printed).toMatch(/made the shop `boutique`[^]*privacy +minimal[^]*currency +CHF/)
    await expect
      .poll(() => own.server.services.shops.runtime('boutique'), { timeout: 10_000 })
      .toMatchObject({ privacy: 'minimal', settings: { currency: 'CHF' } })
    await expectSoon('boutique', { status: 200, versions: { ruleset: 'starter@1' } })
    const again = await shop('create', 'boutique')
    expect(again).toMatchObject({ exitCode: 1 })
    expect(again.noted).toContain('there is a shop `boutique` already')
  })

  it('is set while the server runs, which decides by it without a restart', async () => {
    await expectSoon('default', { mode: 'enforce' })
    const rates = file(
      'rates.yaml',
      'base: EUR\nas_of: 2026-03-01\nrates: { USD: 1.08, GBP: 0.84 }\n',
    )
    const words = ['--mode', 'observe', '--home-country', 'DE', '--rates', rates]
    const done = await shop('set', 'default', ...words, '--note', 'first weeks')
    expect(done).toMatchObject({ exitCode: 0 })
    expect(done.printed.split('\n')).toEqual([
      'mode: enforce -> observe',
      'home_country: none -> DE',
      'exchange_rates: none -> 2 rates to EUR as of 2026-03-01',
    ])
    await expectSoon('default', { mode: 'observe' })
    const shown = await shop('show', 'default')
    expect(shown.printed).toMatch(/version 2 of its settings/)
    expect(shown.printed).toMatch(/mode +observe[^]*home_country +DE/)
    expect(shown.printed).toMatch(
      /command line \(.+\) +mode: enforce -> observe, home_country: none -> DE.*first weeks/,
    )
    const { printed } = await shop('show', 'default', '--json')
    expect(JSON.parse(printed)).toMatchObject({
      version: 2,
      settings: { exchange_rates: { rates: { USD: 1.08 } } },
      versions: [{ note: 'first weeks' }, { author: 'gatehouse', settings: { mode: 'enforce' } }],
    })
    await shop('set', 'default', '--mode', 'enforce', '--rates', 'none', '--home-country', 'none')
    await expectSoon('default', { mode: 'enforce' })
  })

  it('has keys that speak for its sub-shops', async () => {
    expect(await shop('create', 'outlet', '--parent', 'boutique')).toMatchObject({ exitCode: 0 })
    expect((await shop('show', 'outlet')).printed).toContain('a sub-shop of `boutique`')
    const line = 'admin key create --shop boutique --name till --scopes decide'
    const { printed: key } = await gatehouseIn(own.env, ...line.split(' '))
    const asChild = async () => {
      const response = await fetch(`${own.server.url}/v1/decisions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ event: { shop_id: 'outlet' } }),
      })
      return response.status
    }
    await expect.poll(asChild, { timeout: 10_000 }).toBe(200)
  })

  it('stands in the list with the others', async () => {
    const { printed } = await shop('list')
    expect(printed).toMatch(/boutique +enforce +minimal +CHF/)
    const listed = JSON.parse((await shop('list', '--json')).printed) as { shop_id: string }[]
    expect(listed.map((each) => each.shop_id)).toEqual(['boutique', 'default', 'outlet'])
  })
})

describe('a wrong command line', () => {
  const bad = 'base: EUR\nas_of: 2026-03-01\nrates:\n  USD: 1.08\n  ABC: 2\n'
  it.each([
    ['set default', 2, 'nothing to change: give `--mode`, `--privacy`'],
    ['set default --mode off', 1, '`--mode`: must be one of `enforce`, `observe`'],
    ['set default --currency XYZ', 1, '`--currency`: `XYZ` is no ISO 4217 currency'],
    ['set default --home-country QQ', 1, '`--home-country`: `QQ` is no ISO 3166-1 country'],
    ['set default --rates RATES', 1, 'rates.yaml:5: `rates.ABC`: `ABC` is no ISO 4217 currency'],
    ['set default --rates nowhere.yaml', 1, 'there is no file `nowhere.yaml`'],
    ['set nobody --mode observe', 1, '`gatehouse admin shop create nobody` makes it'],
    ['show nobody', 1, 'there is no shop `nobody`'],
    ['create no/shop', 1, '`no/shop` is no shop id'],
    ['create fine --parent nobody', 1, 'there is no shop `nobody`'],
    ['create fine --parent outlet', 1, '`outlet` is a sub-shop of `boutique`'],
  ])('`admin shop %s` ends with exit code %i', async (line, exitCode, message) => {
    const words = line.replace('RATES', file('bad-rates.yaml', bad)).split(' ')
    const ran = await shop(...words)
    expect(ran.noted).toContain(message)
    expect(ran.exitCode).toBe(exitCode)
  })

  it('changes nothing', async () => {
    const { printed } = await shop('show', 'default', '--json')
    expect(JSON.parse(printed)).toMatchObject({ version: 3 })
    expect((await shop('show', 'fine')).exitCode).toBe(1)
  })
})
