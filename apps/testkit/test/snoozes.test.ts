/** A rule that is switched off for one entity, for a time. */
import { setTimeout } from 'node:timers/promises'
import type { Decision, ShadowReport, Snooze } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type OrderFields,
  type TestServer,
} from '../src/index.ts'

const shop = 'snoozing'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await putLive(server, declineAbove(100), shop)
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const inFuture = (ms: number) => new Date(Date.now() + ms).toISOString()
const HOUR_MS = 3_600_000

function snooze(about: object, of = shop) {
  const body = { rule: 'dear', until: inFuture(HOUR_MS), why: 'known', ...about }
  return server.post('/v1/snoozes', body, { shop: of })
}

/** Outcome of an order that is dear, and what became of the rule. */
async function decided(fields: OrderFields, of = shop): Promise<[string, string | undefined]> {
  const { body } = await server.post('/v1/decisions', orderOf({ amount: 500, ...fields }), {
    shop: of,
  })
  const { outcome, rules } = body as Decision
  return [outcome, rules.find(({ id }) => id === 'dear')?.result]
}

describe('a snooze', () => {
  it('switches the rule off for its entity only, however that is spelled', async () => {
    const made = await snooze({ entity: 'email', value: ' Alice@Example.com' })
    expect(made).toMatchObject({
      status: 201,
      body: { rule: 'dear', entity: 'email', why: 'known', created_by: 'bootstrap' },
    })
    expect(await decided({ email: 'alice@example.com' })).toEqual(['approve', 'snoozed'])
    expect(await decided({ email: 'bob@example.com' })).toEqual(['decline', 'hit'])
    await putLive(server, declineAbove(100), 'elsewhere')
    expect(await decided({ email: 'alice@example.com' }, 'elsewhere')).toEqual(['decline', 'hit'])
  })

  it('is by account, and ends when it is deleted', async () => {
    const made = await snooze({ entity: 'account', value: '4711' })
    expect(await decided({ userId: '4711' })).toEqual(['approve', 'snoozed'])
    const { id } = made.body as Snooze
    expect(await server.delete(`/v1/snoozes/${id}`, { shop: 'elsewhere' })).toMatchObject({
      status: 404,
    })
    expect(await server.delete(`/v1/snoozes/${id}`, { shop })).toMatchObject({ status: 204 })
    expect(await decided({ userId: '4711' })).toEqual(['decline', 'hit'])
  })

  it('is over at its time, to the moment', async () => {
    const until = inFuture(1500)
    await snooze({ entity: 'account', value: 'for-a-moment', until })
    expect(await decided({ userId: 'for-a-moment' })).toEqual(['approve', 'snoozed'])
    await setTimeout(Date.parse(until) - Date.now() + 5)
    expect(await decided({ userId: 'for-a-moment' })).toEqual(['decline', 'hit'])
  })

  it('holds for what is in shadow too', async () => {
    const version = await writeDraft(server, declineAbove(50), shop)
    const path = `/v1/rulesets/starter/versions/${version}/shadow`
    await server.post(path, {}, { shop })
    await snooze({ entity: 'account', value: 'shadowed' })
    expect(await decided({ userId: 'shadowed' })).toEqual(['approve', 'snoozed'])
    const { body } = await server.get(path, { shop })
    expect((body as ShadowReport).outcomes).toMatchObject([
      { live: 'approve', shadow: 'approve', decisions: 1 },
    ])
  })

  it('is listed without its value, newest first, while it is not over', async () => {
    const { body } = await server.get('/v1/snoozes?limit=1', { shop })
    const { items, next_cursor: next } = body as { items: Snooze[]; next_cursor: string }
    expect(items).toMatchObject([{ entity: 'account', rule: 'dear' }])
    const rest = await server.get(`/v1/snoozes?cursor=${next}`, { shop })
    // The one by email; the others were deleted or are over.
    expect(rest.body).toMatchObject({ items: [{ entity: 'email' }], next_cursor: null })
    expect(JSON.stringify([body, rest.body])).not.toContain('alice')
    expect((await server.get('/v1/snoozes', { shop: 'elsewhere' })).body).toMatchObject({
      items: [],
    })
  })

  it.each([
    ['of a rule that is nowhere', { rule: 'daer' }, '/rule'],
    ['of the past', { until: '2020-01-01T00:00:00Z' }, '/until'],
    ['of years', { until: inFuture(3 * 365 * 24 * HOUR_MS) }, '/until'],
    ['of what is no such entity', { entity: 'email', value: 'nobody' }, '/value'],
    ['of many', { entity: 'email', value: '*@example.com' }, '/value'],
    ['without a reason', { why: '' }, '/why'],
  ])('%s is refused', async (_what, about, pointer) => {
    expect(await snooze({ entity: 'account', value: '1', ...about })).toMatchObject({
      status: 422,
      body: { code: 'invalid_body', errors: [{ pointer }] },
    })
  })

  it('keeps nothing of an address where the shop keeps none', async () => {
    const of = 'minimal'
    await putLive(server, declineAbove(100), of)
    await changeSettings(server, of, { privacy: 'minimal' })
    expect(await snooze({ entity: 'ip', value: '81.2.69.160' }, of)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/entity' }] },
    })
    expect(await snooze({ entity: 'email', value: 'alice@example.com' }, of)).toMatchObject({
      status: 201,
    })
  })
})
