/** The attack that every shop meets, at full size, against the rules that every shop has. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reference } from '@gatehouse/contract'
import { compileReference, openReference } from '@gatehouse/reference'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { drillCardTesting, type CardTestingOptions } from '../src/drill/card-testing.ts'
import type { DrillReport } from '../src/drill/report.ts'
import { summarise } from '../src/drill/summary.ts'
import { packPath } from '../src/rulesets/packs.ts'
import { readRuleset } from '../src/rulesets/read-ruleset.ts'
import { DATA_DIR, linkTables } from './terminal.ts'

vi.setConfig({ testTimeout: 240_000 })

/** `gatehouse drill card-testing --seeds 12` plays more of them. */
const SEEDS = [1, 2]
const ATTACK: CardTestingOptions = {
  seed: 1,
  cards: 10_000,
  addresses: 1,
  perSecond: 20,
  amount: 1,
  amountTo: 1,
  checkoutsPerDay: 2000,
  historyDays: 8,
  background: null,
  ruleset: null,
}
/** What a shop can bear of 10,000 attempts, and how long. */
const LEAKS_MAX = { one: 10, many: 100 }
const STOPPED_SECONDS_MAX = 10
/** Of the shoppers of the day. */
const TOUCHED_SHARE_MAX = 0.001

let reference: Reference
let folder: string
beforeAll(async () => {
  linkTables()
  const cacheDir = join(DATA_DIR, 'reference')
  await compileReference({ cacheDir, onProgress() {} })
  reference = openReference({ cacheDir })
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-drill-'))
}, 300_000)
afterAll(() => {
  reference.close()
  rmSync(folder, { recursive: true, force: true })
})

const play = (options: Partial<CardTestingOptions>) =>
  drillCardTesting({ ...ATTACK, ...options }, reference, () => {})

async function playAll(options: Partial<CardTestingOptions>) {
  const reports: DrillReport[] = []
  for (const seed of SEEDS) reports.push(await play({ ...options, seed }))
  return summarise(reports)
}

/** The pack with some of its rules gone. */
function packWithout(...ids: readonly string[]): string {
  const { document } = readRuleset(packPath('card-testing.yaml'))
  const { tests: _tests, ...rest } = document
  const rules = document.rules.filter(({ id }) => !ids.includes(id))
  expect(rules.length).toBe(document.rules.length - ids.length)
  const file = join(folder, `without-${ids.join('-')}.yaml`)
  writeFileSync(file, stringify({ ...rest, rules }))
  return file
}

describe('10,000 cards at 1 EUR', () => {
  it.each([
    ['one IP address', 1, LEAKS_MAX.one],
    ['500 IP addresses', 500, LEAKS_MAX.many],
  ])('from %s are stopped within 10 seconds, and shoppers notice nothing', async (_, ips, most) => {
    const summary = await playAll({ addresses: ips })
    expect(summary.approved.max).toBeLessThanOrEqual(most)
    expect(summary.approved.min).toBeGreaterThan(0)
    expect(summary.stopped_after_seconds.max).toBeLessThan(STOPPED_SECONDS_MAX)
    expect(summary.last_approved_after_seconds.max).toBeLessThan(STOPPED_SECONDS_MAX)
    expect(summary.shoppers.checkouts).toBeGreaterThan(3000)
    expect(summary.shoppers.share).toBeLessThan(TOUCHED_SHARE_MAX)
  })
})

describe('harder attacks', () => {
  it('with amounts from 0.50 to 5 EUR leak no more from 500 addresses', async () => {
    const report = await play({ addresses: 500, amount: 0.5, amountTo: 5, seed: 11 })
    expect(report.approved).toBeLessThanOrEqual(LEAKS_MAX.many)
    expect(report.stopped_after_seconds).toBeLessThan(STOPPED_SECONDS_MAX)
  })

  it('with the amounts of the shop itself are stopped where they come from one address', async () => {
    const report = await play({ amount: 1, amountTo: 80, historyDays: 1, seed: 12 })
    expect(report.approved).toBeLessThanOrEqual(LEAKS_MAX.one)
  })
})

describe('a pack that lost a rule is found out', () => {
  it('without the switch on amounts, hundreds of addresses get through', async () => {
    const ruleset = packWithout('attack_on_amount', 'attack_on_amount_slowly')
    const report = await play({ addresses: 500, cards: 2000, historyDays: 1, ruleset })
    expect(report.approved).toBeGreaterThan(LEAKS_MAX.many)
  })

  it('without those on one address, a bot with the amounts of the shop gets through', async () => {
    const ruleset = packWithout('cards_by_ip', 'failed_payments_by_ip', 'cards_fail_by_ip')
    const report = await play({ amount: 1, amountTo: 80, cards: 1000, historyDays: 1, ruleset })
    expect(report.approved).toBeGreaterThan(LEAKS_MAX.one)
  })
})
