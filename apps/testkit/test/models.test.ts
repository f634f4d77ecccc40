/** A model of the shop: added, tried, put in force, rolled back, and what decisions say of it. */
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type {
  CounterfactualAnswer,
  Decision,
  DecisionRecord,
  ModelComparison,
  ModelList,
  ModelRecord,
} from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
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

const strict = amountModel({ above: 0.9, upTo: 0.01 })
const lax = amountModel({ above: 0.6, upTo: 0.01 })
const idOf = (file: string) => createHash('sha256').update(file).digest('hex')

async function open(shop: string): Promise<void> {
  await server.post('/v1/decisions', orderOf(), { shop })
  await changeSettings(server, shop, { mode: 'enforce' })
}

function add(shop: string, file: string, key?: string) {
  const path = '/v1/models?name=amounts&note=first'
  return server.post(path, file, key === undefined ? { shop } : { key })
}

function change(shop: string, file: string, state: string, key?: string) {
  const body = { state, note: `now ${state}` }
  return server.post(`/v1/models/${idOf(file)}/state`, body, key === undefined ? { shop } : { key })
}

async function decided(shop: string, amount: number): Promise<Decision> {
  const { body } = await server.post('/v1/decisions', orderOf({ amount }), { shop })
  return body as Decision
}

async function record(shop: string, id: string): Promise<DecisionRecord> {
  return (await server.get(`/v1/decisions/${id}`, { shop })).body as DecisionRecord
}

describe('a model file', () => {
  it('is kept byte for byte under its hash, once', async () => {
    const shop = 'kept'
    await open(shop)
    const first = await add(shop, strict)
    expect(first).toMatchObject({
      status: 201,
      body: {
        id: idOf(strict),
        name: 'amounts',
        checkpoint: 'order',
        state: 'candidate',
        trees: 1,
        features: 1,
        bytes: strict.length,
        about: { rows: 1000, positives: 40 },
        changes: [{ state: 'candidate', note: 'first' }],
      },
    })
    expect(await add(shop, strict)).toMatchObject({ status: 200, body: first.body as object })
    expect((await server.get('/v1/models', { shop })).body as ModelList).toMatchObject({
      items: [{ id: idOf(strict) }],
    })
    const response = await fetch(`${server.url}/v1/models/${idOf(strict)}/file`, {
      headers: { authorization: `Bearer ${server.apiKey}`, 'gatehouse-shop': shop },
    })
    expect(await response.text()).toBe(strict)
  })

  it.each([
    ['is malformed', strict.replace('"left":[-1]', '"left":[0]'), 422, 'invalid_model', ''],
    ['is something else', '{"format":"other"}', 422, 'invalid_model', ''],
    ['is no JSON', 'trees', 400, 'invalid_json', null],
    ['is empty', '', 400, 'empty_body', null],
    [
      'reads what the shop has not',
      amountModel({ above: 0.9, upTo: 0.1, signal: 'order.amuont' }),
      422,
      'invalid_model',
      '/features/0',
    ],
    [
      'reads a text as a number',
      amountModel({ above: 0.9, upTo: 0.1, signal: 'ip.country' }),
      422,
      'invalid_model',
      '/features/0',
    ],
  ])('that %s is refused, and where is said', async (_what, file, status, code, pointer) => {
    const answer = await add('refused', file)
    expect(answer).toMatchObject({ status, body: { code } })
    if (pointer !== null) expect(answer.body).toMatchObject({ errors: [{ pointer }] })
    expect((await server.get('/v1/models', { shop: 'refused' })).body).toEqual({ items: [] })
  })
})

describe('a champion', () => {
  const shop = 'decides'

  it('decides from the moment it is promoted, and each decision names its hash', async () => {
    await open(shop)
    await add(shop, strict)
    expect((await decided(shop, 500)).model).toBeNull()
    expect(await change(shop, strict, 'champion')).toMatchObject({
      status: 200,
      body: { state: 'champion', changes: [{ state: 'champion' }, { state: 'candidate' }] },
    })
    const decision = await decided(shop, 500)
    expect(decision).toMatchObject({
      outcome: 'decline',
      risk_score: 90,
      model: { version: idOf(strict), contributions: [] },
      versions: { model: idOf(strict) },
    })
    expect(decision.model!.probability).toBeCloseTo(0.9, 9)
    const ofModel = decision.reasons.filter(({ code }) => code.startsWith('MODEL'))
    expect(ofModel).toMatchObject([
      { code: 'MODEL' },
      { code: 'MODEL_SIGNAL', points: 0, signal: 'order.amount' },
    ])
    const small = await decided(shop, 20)
    expect(small.model!.probability).toBeCloseTo(0.01, 9)
    expect(small.reasons.some(({ code }) => code === 'MODEL')).toBe(false)
  })

  it('is explained to whoever reads the decision', async () => {
    const { id, model } = await decided(shop, 500)
    const shown = await record(shop, id)
    expect(shown.model).toEqual({
      ...model,
      contributions: [{ signal: 'order.amount', contribution: expect.any(Number) as number }],
    })
    // Against the mean of the training rows: 900 of log-odds at 1 %, 100 at 90 %.
    const [low, high] = [Math.log(0.01 / 0.99), Math.log(9)]
    expect(shown.model!.contributions[0]!.contribution).toBeCloseTo(0.9 * (high - low), 9)
  })

  it('says that a model made the score where something is asked to be otherwise', async () => {
    const { id } = await decided(shop, 500)
    const path = `/v1/decisions/${id}/counterfactual`
    const answer = (await server.get(path, { shop })).body as CounterfactualAnswer
    expect(answer).toMatchObject({ reproduced: true, by_model: true, outcome: 'decline' })
  })

  it('is asked again when an order is scored again', async () => {
    const { id } = await decided(shop, 500)
    await add(shop, lax)
    await change(shop, lax, 'champion')
    const again = await server.post(`/v1/decisions/${id}/rescore`, undefined, { shop })
    expect(again.body).toMatchObject({ risk_score: 60, versions: { model: idOf(lax) } })
    // The first keeps what it was decided by, and is explained by that.
    const first = await record(shop, id)
    expect(first).toMatchObject({ risk_score: 90, versions: { model: idOf(strict) } })
    expect(first.model!.contributions).toHaveLength(1)
    const path = `/v1/decisions/${id}/counterfactual`
    expect((await server.get(path, { shop })).body).toMatchObject({ reproduced: true })
  })

  it('is rolled back to the one before, and then to none', async () => {
    const back = (checkpoint: string) =>
      server.post('/v1/models/rollback', { checkpoint, note: 'too strict' }, { shop })
    expect(await back('order')).toMatchObject({
      status: 200,
      body: { champion: { id: idOf(strict), state: 'champion' } },
    })
    expect((await decided(shop, 500)).versions.model).toBe(idOf(strict))
    const { body } = await server.get(`/v1/models/${idOf(lax)}`, { shop })
    expect((body as ModelRecord).changes[0]).toMatchObject({
      state: 'retired',
      note: 'too strict',
      by: expect.any(String) as string,
    })
    expect(await back('account')).toMatchObject({ status: 404 })
    await change(shop, strict, 'retired')
    expect((await decided(shop, 500)).model).toBeNull()
  })
})

it('a challenger is asked beside the champion, recorded, and compared once labels are there', async () => {
  const shop = 'challenged'
  await open(shop)
  // A reading of the world turned upside down: cheap orders are the frauds.
  const upside = amountModel({ above: 0.02, upTo: 0.7 })
  for (const file of [strict, upside]) await add(shop, file)
  await change(shop, strict, 'champion')
  await change(shop, upside, 'challenger')
  for (let n = 0; n < 12; n++) {
    const dear = await decided(shop, 500)
    expect(dear).toMatchObject({ outcome: 'decline', versions: { model: idOf(strict) } })
    const label = { event_id: dear.event_id, label: n < 9 ? 'stolen_card' : 'not_fraud' }
    await server.post('/v1/labels', label, { shop })
    await decided(shop, 20)
  }
  const path = `/v1/models/${idOf(upside)}/comparison`
  const { body } = await server.get(`${path}?maturity_days=0`, { shop })
  expect(body).toMatchObject({
    complete: true,
    compared: 24,
    without_champion: 0,
    above_half: { both: 0, neither: 0, only_champion: 12, only_challenger: 12 },
    mature: 24,
    frauds: 9,
  })
  const { champion, challenger, calibration } = body as ModelComparison
  expect(champion.auc).toBeGreaterThan(0.85)
  expect(challenger.auc).toBeLessThan(0.15)
  expect(calibration.at(0)).toMatchObject({ said: expect.closeTo(0.02, 6) as number })
  // Nothing is mature yet by the usual measure.
  expect((await server.get(path, { shop })).body).toMatchObject({
    compared: 24,
    mature: 0,
    champion: { auc: null },
    calibration: [],
  })
})

it('where the shop wants four eyes, nobody lets a model decide that they brought', async () => {
  const shop = 'four-eyed-models'
  await open(shop)
  await changeSettings(server, shop, { four_eyes: true })
  const keyOf = async (name: string) => {
    const { key } = await server.services.store.apiKeys.create(shop, name, ['rules', 'read'])
    while ((await server.get('/v1/models', { key })).status !== 200) await setTimeout(20)
    return key
  }
  const [ann, bob] = [await keyOf('ann'), await keyOf('bob')]
  await add(shop, strict, ann)
  expect(await change(shop, strict, 'champion', ann)).toMatchObject({
    status: 409,
    body: { code: 'approval_needed' },
  })
  expect(await change(shop, strict, 'challenger', ann)).toMatchObject({ status: 200 })
  expect(await change(shop, strict, 'champion', bob)).toMatchObject({
    status: 200,
    body: { state: 'champion', changes: [{ by: 'bob' }, { by: 'ann' }, { by: 'ann' }] },
  })
})
