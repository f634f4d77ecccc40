/** A model that knows no label: it says how strange an order is, and rules may ask for that. */
import { createHash } from 'node:crypto'
import type {
  Decision,
  DecisionRecord,
  ModelList,
  Ruleset,
  RulesetState,
} from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  amountForest,
  amountModel,
  changeSettings,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const forest = amountForest()
const other = amountForest(2)
const idOf = (file: string) => createHash('sha256').update(file).digest('hex')

const strangeToReview: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, floor: 0, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    {
      id: 'strange_order',
      when: 'anomaly.percentile > 0.98',
      when_unknown: 'skip',
      outcome: 'review',
      text: 'stranger than 98 % of the orders of the shop',
      reason: 'RULE',
    },
  ],
}

async function open(shop: string): Promise<void> {
  await server.post('/v1/decisions', orderOf(), { shop })
  await changeSettings(server, shop, { mode: 'enforce' })
}

async function publish(shop: string, ruleset: Ruleset): Promise<void> {
  const drafted = await server.put('/v1/rulesets/starter/draft', { ruleset }, { shop })
  const { draft: version } = drafted.body as RulesetState
  const published = await server.post('/v1/rulesets/starter/publish', { version }, { shop })
  expect(published).toMatchObject({ status: 200 })
}

function add(shop: string, file: string) {
  return server.post('/v1/models?name=strange', file, { shop })
}

function change(shop: string, file: string, state: string) {
  return server.post(`/v1/models/${idOf(file)}/state`, { state }, { shop })
}

async function decided(shop: string, amount: number): Promise<Decision> {
  const { body } = await server.post('/v1/decisions', orderOf({ amount }), { shop })
  return body as Decision
}

it('says how strange each order is once it is champion, and a rule may ask for it', async () => {
  const shop = 'strange'
  await open(shop)
  expect(await add(shop, forest)).toMatchObject({
    status: 201,
    body: { id: idOf(forest), kind: 'anomaly', state: 'candidate', trees: 100, features: 1 },
  })
  const before = await decided(shop, 9000)
  expect(before.anomaly).toBeUndefined()
  expect(before.signals).not.toHaveProperty(['anomaly.percentile'])

  expect(await change(shop, forest, 'champion')).toMatchObject({ body: { state: 'champion' } })
  const strange = await decided(shop, 9000)
  expect(strange.anomaly).toMatchObject({ version: idOf(forest), contributions: [] })
  expect(strange.anomaly!.percentile).toBeGreaterThan(0.98)
  expect(strange.signals['anomaly.percentile']).toBe(strange.anomaly!.percentile)
  // It decides nothing by itself.
  expect(strange.outcome).toBe(before.outcome)
  const usual = await decided(shop, 120)
  expect(usual.anomaly!.percentile).toBeLessThan(0.7)

  await publish(shop, strangeToReview)
  const reviewed = await decided(shop, 9000)
  expect(reviewed).toMatchObject({ outcome: 'review', rules: [{ result: 'hit' }] })
  expect((await decided(shop, 120)).outcome).toBe('approve')
})

it('tells what made an order strange to whoever reads the decision', async () => {
  const shop = 'told'
  await open(shop)
  await add(shop, forest)
  await change(shop, forest, 'champion')
  const { id, anomaly } = await decided(shop, 9000)
  const shown = (await server.get(`/v1/decisions/${id}`, { shop })).body as DecisionRecord
  expect(shown.anomaly).toEqual({
    ...anomaly,
    contributions: [{ signal: 'order.amount', contribution: expect.any(Number) as number }],
  })
  expect(shown.anomaly!.contributions[0]!.contribution).toBeGreaterThan(1)

  // Another one takes its place; the decision keeps its own.
  await add(shop, other)
  await change(shop, other, 'champion')
  expect((await decided(shop, 9000)).anomaly!.version).toBe(idOf(other))
  const again = (await server.get(`/v1/decisions/${id}`, { shop })).body as DecisionRecord
  expect(again.anomaly).toEqual(shown.anomaly)
  const rescored = await server.post(`/v1/decisions/${id}/rescore`, undefined, { shop })
  expect((rescored.body as Decision).anomaly!.version).toBe(idOf(other))
})

it('stands beside the model that decides, and each is rolled back by itself', async () => {
  const shop = 'beside'
  const fraud = amountModel({ above: 0.4, upTo: 0.01 })
  await open(shop)
  for (const file of [forest, other, fraud]) await add(shop, file)
  for (const file of [forest, other, fraud]) await change(shop, file, 'champion')
  const states = async () =>
    ((await server.get('/v1/models', { shop })).body as ModelList).items
      .map(({ id, kind, state }) => `${id === idOf(forest) ? 'first ' : ''}${kind} ${state}`)
      .sort()
  expect(await states()).toEqual(['anomaly champion', 'first anomaly retired', 'fraud champion'])
  const decision = await decided(shop, 500)
  expect(decision.anomaly!.version).toBe(idOf(other))
  expect(decision.model!.version).toBe(idOf(fraud))

  const back = await server.post(
    '/v1/models/rollback',
    { checkpoint: 'order', kind: 'anomaly' },
    { shop },
  )
  expect(back.body).toMatchObject({ champion: { id: idOf(forest), kind: 'anomaly' } })
  expect(await states()).toEqual(['anomaly retired', 'first anomaly champion', 'fraud champion'])
  await change(shop, forest, 'retired')
  const after = await decided(shop, 500)
  expect(after.anomaly).toBeUndefined()
  expect(after.model!.version).toBe(idOf(fraud))
})

it.each([
  ['was tampered with', forest.replace('"left":[', '"left":[0,'), 'malformed'],
  ['reads what the shop has not', forest.replace('order.amount', 'order.amuont'), 'amuont'],
])('a file that %s is refused, and where is said', async (_what, file, said) => {
  const answer = await add('refused', file)
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_model' } })
  expect(JSON.stringify(answer.body)).toContain(said)
})

it('is not tried as a challenger: it decides nothing', async () => {
  const shop = 'none'
  await open(shop)
  await add(shop, forest)
  const answer = await change(shop, forest, 'challenger')
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_model' } })
  expect(JSON.stringify(answer.body)).toContain('in shadow')
})
