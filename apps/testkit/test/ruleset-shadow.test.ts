/** A version of a ruleset that decides live traffic without answering, and what is told of it. */
import { setTimeout } from 'node:timers/promises'
import type { Decision, Ruleset, RulesetState, ShadowReport } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  type TestAnswer,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** Declines what is dearer than the limit. */
function rulesetOf(name: string, limit: number, about: Partial<Ruleset> = {}): Ruleset {
  const when = `order.amount > ${limit}.0`
  return {
    name,
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [{ id: 'dear', when, when_unknown: 'skip', outcome: 'decline' }],
    ...about,
  }
}

async function draft(ruleset: Ruleset, shop: string): Promise<number> {
  const { body } = await server.put(`/v1/rulesets/${ruleset.name}/draft`, { ruleset }, { shop })
  return (body as RulesetState).draft!
}

/** `starter` is what a new shop decides orders by. */
async function live(limit: number, shop: string): Promise<void> {
  const version = await draft(rulesetOf('starter', limit), shop)
  const answer = await server.post('/v1/rulesets/starter/publish', { version }, { shop })
  expect(answer).toMatchObject({ status: 200 })
}

const pathOf = (name: string, version: number) => `/v1/rulesets/${name}/versions/${version}/shadow`

async function decide(amount: number, shop: string, eventId?: string): Promise<Decision> {
  const order = orderOf({ amount, ...(eventId === undefined ? {} : { eventId }) })
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}

async function report(version: number, shop: string, query = ''): Promise<ShadowReport> {
  const { body } = await server.get(`${pathOf('starter', version)}${query}`, { shop })
  return body as ShadowReport
}

describe('a draft in shadow', () => {
  const shop = 'shadowed'
  let version = 0
  let begun: TestAnswer
  beforeAll(async () => {
    await live(1000, shop)
    await decide(700, shop)
    const rules = rulesetOf('starter', 500).rules
    rules.push({ id: 'cheap', when: 'order.amount < 10.0', when_unknown: 'skip', weight: 5 })
    version = await draft(rulesetOf('starter', 500, { rules }), shop)
    begun = await server.post(pathOf('starter', version), { note: 'stricter' }, { shop })
  })

  it('is shown with the ruleset', () => {
    const shadow = { version, started_by: 'bootstrap', note: 'stricter' }
    expect(begun).toMatchObject({ status: 200, body: { published: 2, draft: version, shadow } })
  })

  it('answers nothing, and is compared with what was answered', async () => {
    for (const amount of [5, 700, 2000]) {
      const { outcome, versions } = await decide(amount, shop)
      expect(outcome).toBe(amount === 2000 ? 'decline' : 'approve')
      expect(versions.ruleset).toBe('starter@2')
    }
    const compared = await report(version, shop)
    expect(compared).toMatchObject({
      version,
      runs: [{ started_by: 'bootstrap', ended_at: null, note: 'stricter' }],
      complete: true,
      currency: 'EUR',
      // The order before the shadow began is not among them.
      compared: 3,
      changed: { decisions: 1, amount: 700 },
      rules: [
        { id: 'dear', only_live: 0, only_shadow: 1, otherwise: 0 },
        { id: 'cheap', only_live: 0, only_shadow: 1, otherwise: 0 },
      ],
      examples: [
        {
          live: 'approve',
          shadow: 'decline',
          amount: 700,
          live_risk_score: 0,
          shadow_risk_score: 0,
          rules: ['dear'],
        },
      ],
    })
    expect(compared.outcomes).toHaveLength(3)
    expect(compared.outcomes).toContainEqual({
      live: 'approve',
      shadow: 'decline',
      decisions: 1,
      amount: 700,
      fraud: 0,
      good: 0,
    })
  })

  it('says what the changed decisions turned out to be', async () => {
    await decide(800, shop, 'turned-out-bad')
    await decide(801, shop, 'turned-out-good')
    const labels = { 'turned-out-bad': 'stolen_card', 'turned-out-good': 'not_fraud' }
    for (const [event_id, label] of Object.entries(labels)) {
      await server.post('/v1/labels', { event_id, label }, { shop })
    }
    const { outcomes } = await report(version, shop)
    const changed = outcomes.find(({ live, shadow }) => live !== shadow)
    expect(changed).toMatchObject({ decisions: 3, amount: 2301, fraud: 1, good: 1 })
  })

  it('is compared over the time that is asked for', async () => {
    await setTimeout(5)
    const now = new Date().toISOString()
    await decide(900, shop)
    expect(await report(version, shop, `?from=${now}`)).toMatchObject({ compared: 1 })
    expect((await report(version, shop, `?to=${now}`)).compared).toBe(5)
  })

  it('is kept when the next draft is written, and can be published then', async () => {
    const next = await draft(rulesetOf('starter', 1), shop)
    const state = await server.get('/v1/rulesets/starter', { shop })
    expect(state).toMatchObject({
      body: {
        draft: next,
        shadow: { version },
        versions: [{ version: next }, { version, state: 'shelved' }, {}, {}],
      },
    })
    expect((await decide(700, shop)).outcome).toBe('approve')
    expect((await report(version, shop)).compared).toBe(7)
    expect(await server.post('/v1/rulesets/starter/publish', { version }, { shop })).toMatchObject({
      status: 200,
      body: { published: version, draft: next },
    })
    expect((await decide(700, shop)).outcome).toBe('decline')
  })

  it('records nothing more once it has ended', async () => {
    expect(await server.delete(pathOf('starter', version), { shop })).toMatchObject({ status: 204 })
    expect(await server.delete(pathOf('starter', version), { shop })).toMatchObject({ status: 404 })
    const { compared } = await report(version, shop)
    await decide(700, shop)
    expect(await report(version, shop)).toMatchObject({
      compared,
      runs: [{ ended_by: 'bootstrap' }],
    })
    const state = await server.get('/v1/rulesets/starter', { shop })
    expect(state).toMatchObject({ body: { shadow: null } })
  })
})

describe('starting a shadow', () => {
  it('ends the one that the ruleset had', async () => {
    const shop = 'taking-turns'
    await live(1000, shop)
    const first = await draft(rulesetOf('starter', 500), shop)
    await server.post(pathOf('starter', first), {}, { shop })
    const second = await draft(rulesetOf('starter', 400), shop)
    await server.post(pathOf('starter', second), {}, { shop })
    await decide(450, shop)
    expect(await report(first, shop)).toMatchObject({
      compared: 0,
      runs: [{ ended_by: 'bootstrap' }],
    })
    expect(await report(second, shop)).toMatchObject({ changed: { decisions: 1 } })
  })

  it('leaves rulesets of other names in shadow beside it', async () => {
    const shop = 'side-by-side'
    await live(1000, shop)
    for (const [name, limit] of [
      ['one', 100],
      ['two', 200],
    ] as const) {
      const version = await draft(rulesetOf(name, limit), shop)
      await server.post(pathOf(name, version), {}, { shop })
    }
    await decide(150, shop)
    for (const [name, changed] of [
      ['one', 1],
      ['two', 0],
    ] as const) {
      const { body } = await server.get(pathOf(name, 1), { shop })
      expect(body).toMatchObject({ compared: 1, changed: { decisions: changed } })
    }
  })

  it('is refused to a version that does not compile, is live, or is not there', async () => {
    const shop = 'refused'
    await live(1000, shop)
    const rules = [
      { id: 'typo', when: 'order.amont > 1.0', when_unknown: 'skip' as const, weight: 1 },
    ]
    const version = await draft(rulesetOf('starter', 1, { rules }), shop)
    expect(await server.post(pathOf('starter', version), {}, { shop })).toMatchObject({
      status: 422,
      body: { code: 'invalid_ruleset', errors: [{ pointer: '/rules/0/when' }] },
    })
    expect(await server.post(pathOf('starter', 2), {}, { shop })).toMatchObject({ status: 409 })
    expect(await server.post(pathOf('starter', 99), {}, { shop })).toMatchObject({ status: 404 })
  })

  it('keeps the lists that it names', async () => {
    const shop = 'naming'
    await live(1000, shop)
    await server.post('/v1/lists', { name: 'tried', kind: 'country' }, { shop })
    const version = await draft(rulesetOf('starter', 1, { lists: ['tried'] }), shop)
    await server.post(pathOf('starter', version), {}, { shop })
    expect(await server.delete('/v1/lists/tried', { shop })).toMatchObject({
      status: 409,
      body: { code: 'in_use' },
    })
  })
})

it('leaves the row of a shop without a shadow as it was', async () => {
  const shop = 'alone'
  const { id } = await decide(50, shop)
  const record = await server.services.store.reading.record(shop, id)
  expect(record).toMatchObject({ shadow: null })
})

it('gives a few reports at a time, and says when to ask again', async () => {
  const shop = 'asks-much'
  await live(1000, shop)
  const path = pathOf('starter', await draft(rulesetOf('starter', 1), shop))
  await server.post(path, {}, { shop })
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.get(path, { shop })))
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3)
  expect(refused.length).toBeGreaterThan(0)
  for (const { headers } of refused) expect(headers.get('retry-after')).toMatch(/^\d+$/)
  expect((await server.get(path, { shop })).status).toBe(200)
})
