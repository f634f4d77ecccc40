/** A model trained on what a server decided, put into its registry, and decided by. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision } from '@gatehouse/contract'
import { readAnomalyModel, readModel } from '@gatehouse/scoring'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

vi.setConfig({ testTimeout: 180_000 })

const ORDERS = 600
const AT_ONCE = 20
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-train-'))
let own: OwnServer

beforeAll(async () => {
  own = await startOwnServer()
  for (let first = 0; first < ORDERS; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => order(first + at)))
  }
}, START_TIMEOUT_MS)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true })
})

async function call(path: string, body: object, shop = 'default'): Promise<unknown> {
  const response = await fetch(`${own.server.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${own.server.apiKey}`,
      'content-type': 'application/json',
      'gatehouse-shop': shop,
    },
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
  return response.json()
}

/** One in six is dear, and nearly all of those are fraud. */
async function order(number: number): Promise<void> {
  const isDear = number % 6 === 0
  const amount = isDear ? 700 + (number % 97) : 20 + (number % 89)
  await decide(amount, `order-${number}`)
  if (isDear && number % 60 !== 0) {
    await call('/v1/labels', { event_id: `order-${number}`, label: 'stolen_card' })
  }
}

function decide(amount: number, eventId: string): Promise<unknown> {
  const account = { user_id: eventId }
  return call('/v1/decisions', {
    event: { event_id: eventId },
    account,
    order: { amount, currency: 'EUR' },
  })
}

/** Somebody marks an order as a gift when the chargeback comes: one in four is fraud. */
async function leaking(shop: string, number: number): Promise<void> {
  const isFraud = number % 4 === 0
  const event = { event_id: `leak-${number}` }
  const order = { amount: 20 + ((number * 37) % 211), currency: 'EUR', is_gift: isFraud }
  const account = { user_id: `leak-${number}` }
  await call('/v1/decisions', { event, account, order }, shop)
  if (isFraud) await call('/v1/labels', { event_id: `leak-${number}`, label: 'stolen_card' }, shop)
}

const gatehouse = (...args: readonly string[]) =>
  gatehouseIn({ ...own.env, GATEHOUSE_URL: own.server.url }, ...args)

const TRAINING = ['--maturity-days', '0', '--trees', '30', '--min-rows-per-leaf', '10']

it('learns what made orders fraud, says what it is worth and decides by it', async () => {
  const [out, json] = [join(folder, 'model.json'), join(folder, 'report.json')]
  const ran = await gatehouse('train', ...TRAINING, '--out', out, '--json', json, '--add')
  expect(ran).toMatchObject({ exitCode: 0 })
  const report = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>
  expect(report).toMatchObject({ rows: ORDERS, frauds: 90, checkpoint: 'order', shop: 'default' })
  expect((report['figures'] as { auc: number }).auc).toBeGreaterThan(0.9)
  const read = readModel(readFileSync(out, 'utf8'))
  expect(read.ok && read.model.about).toEqual(report)
  const id = /added as a candidate: ([0-9a-f]{64})/.exec(ran.printed)![1]!
  await gatehouse('models', 'promote', id, '--to', 'champion')
  const dear = (await decide(740, 'dear')) as Decision
  const cheap = (await decide(40, 'cheap')) as Decision
  expect(dear.versions.model).toBe(id)
  expect(dear.model!.probability).toBeGreaterThan(0.6)
  expect(cheap.model!.probability).toBeLessThan(0.1)
})

it('trains the same model again from the same orders', async () => {
  const until = new Date(Date.now()).toISOString()
  const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')]
  const args = ['train', ...TRAINING, '--to', until]
  await gatehouse(...args, '--out', first)
  await gatehouse(...args, '--out', second, '--kept', join(folder, 'kept.json'))
  const trees = (path: string) =>
    (JSON.parse(readFileSync(path, 'utf8')) as { trees: object }).trees
  expect(trees(second)).toEqual(trees(first))
})

it('keeps to what is demanded of a signal, and says so', async () => {
  const [out, json] = [join(folder, 'rising.json'), join(folder, 'rising-report.json')]
  const asked = [...TRAINING, '--monotone', 'order.amount=+1', '--out', out, '--json', json]
  expect(await gatehouse('train', ...asked)).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ monotone: { 'order.amount': 1 } })
  const read = readModel(readFileSync(out, 'utf8'))
  if (!read.ok) throw new Error(read.issue)
  const amount = read.model.features.find(({ name }) => name === 'order.amount')
  expect(amount).toMatchObject({ kind: 'number', monotone: 1 })
  const ran = await gatehouse('train', ...TRAINING, '--monotone', 'order.amuont=+1', '--out', out)
  expect(ran.noted).toContain('is no signal of the shop; did you mean `order.amount`?')
})

it('learns nothing from orders whose labels may still come, for as long as the shop says', async () => {
  const ran = await gatehouse('train', '--out', join(folder, 'none.json'))
  expect(ran.exitCode).not.toBe(0)
  expect(ran.noted).toContain('there is too little to learn from')
  expect(ran.noted).toContain('0 frauds in 0 rows')
  await gatehouse('admin', 'shop', 'set', 'default', '--label-maturity', '0')
  const json = join(folder, 'at-once.json')
  const others = TRAINING.slice(2)
  await gatehouse('train', ...others, '--out', join(folder, 'at-once'), '--json', json)
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ maturity_days: 0, frauds: 90 })
  // What is said for this once is what counts.
  const once = await gatehouse('train', '--maturity-days', '5', '--out', join(folder, 'none'))
  expect(once.noted).toContain('0 frauds in 0 rows')
})

it('names a signal that knows the label, and none that does not', async () => {
  const shop = 'leaking'
  for (let first = 0; first < 240; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => leaking(shop, first + at)))
  }
  const json = join(folder, 'leaks.json')
  const args = ['--shop', shop, ...TRAINING, '--out', join(folder, 'leaks'), '--json', json]
  const ran = await gatehouse('train', ...args)
  expect(ran.printed).toMatch(/warning: `order\.is_gift` alone tells fraud from the rest/)
  const { leaks } = JSON.parse(readFileSync(json, 'utf8')) as { leaks: { signal: string }[] }
  expect(leaks.map(({ signal }) => signal)).toEqual(['order.is_gift'])
})

it('learns what is usual without a label, and says of the next order how strange it is', async () => {
  const [out, json] = [join(folder, 'forest.json'), join(folder, 'forest-report.json')]
  const ran = await gatehouse('train', '--anomaly', '--out', out, '--json', json, '--add')
  expect(ran).toMatchObject({ exitCode: 0 })
  const report = JSON.parse(readFileSync(json, 'utf8')) as Record<string, number>
  expect(report).toMatchObject({ checkpoint: 'order', shop: 'default', trees: 100 })
  expect(report['rows']! + report['declined_left_out']!).toBeGreaterThanOrEqual(ORDERS)
  expect(ran.printed).toContain('no label was read')
  const id = /added as a candidate: ([0-9a-f]{64})/.exec(ran.printed)![1]!
  await gatehouse('models', 'promote', id, '--to', 'champion')
  const strange = (await decide(90_000, 'strange')) as Decision
  const usual = (await decide(40, 'usual')) as Decision
  expect(strange.anomaly!.version).toBe(id)
  expect(strange.anomaly!.percentile).toBeGreaterThan(usual.anomaly!.percentile)
  const shown = await gatehouse('decision', strange.id)
  expect(shown.printed).toMatch(/stranger than [0-9.]+ % of the orders of the shop/)
  // Retrained, it does not read what it said itself.
  await gatehouse('train', '--anomaly', '--out', out)
  const read = readAnomalyModel(readFileSync(out, 'utf8'))
  if (!read.ok) throw new Error(read.issue)
  expect(read.model.forest.features.map(({ name }) => name)).not.toContain('anomaly.percentile')
})

it('keeps no more orders than it was told, and needs enough of them', async () => {
  const ran = await gatehouse('train', '--anomaly', '--rows', '250', '--out', join(folder, 'few'))
  expect(ran.printed).toMatch(/250 of \d+,/)
  const none = await gatehouse('train', '--anomaly', '--rows', '150', '--out', join(folder, 'none'))
  expect(none.exitCode).not.toBe(0)
  expect(none.noted).toContain('150 orders are there, and 200 are needed')
})

it('says which options have no use without labels', async () => {
  const ran = await gatehouse('train', '--anomaly', '--negatives', '5', '--out', 'x')
  expect(ran.noted).toContain('`--anomaly` has no use for `--negatives`')
})

it('makes rules with points of few labels, with intervals, which pass the check', async () => {
  const [out, json] = [join(folder, 'card.yaml'), join(folder, 'card.json')]
  const args = ['--scorecard', '--maturity-days', '0', '--out', out, '--json', json]
  const ran = await gatehouse('train', ...args)
  expect(ran).toMatchObject({ exitCode: 0 })
  const report = JSON.parse(readFileSync(json, 'utf8')) as {
    points: { when: string; points: number; low: number; high: number }[]
    measured: { auc: number }
  }
  expect(report.points[0]!.when).toMatch(/^(order\.amount|order\.amount_minor|due\.amount) >= /)
  for (const { points, low, high } of report.points) {
    expect(low).toBeLessThan(points)
    expect(high).toBeGreaterThan(points)
  }
  expect(report.measured.auc).toBeGreaterThan(0.9)
  expect(readFileSync(out, 'utf8')).toMatch(/95 %: -?\d+ to -?\d+ points/)
  expect(await gatehouse('rules', 'check', out)).toMatchObject({ exitCode: 0 })
})

it('refuses a scorecard of too few labels, and says what needs none', async () => {
  const args = ['--shop', 'nobody', '--scorecard', '--maturity-days', '0']
  const ran = await gatehouse('train', ...args, '--out', join(folder, 'x'))
  expect(ran.exitCode).not.toBe(0)
  expect(ran.noted).toContain('20 of each are needed')
  expect(ran.noted).toContain('--anomaly')
})
