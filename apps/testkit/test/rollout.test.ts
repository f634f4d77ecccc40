/** A rule or a version that is in force for a part of the traffic, always the same part. */
import { setTimeout } from 'node:timers/promises'
import type { Backtest, Decision, RulesetState } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

/** A backtest starts a process, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const CUSTOMERS = 60
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decide(userId: string, shop: string, amount = 500): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', orderOf({ amount, userId }), { shop })
  expect(status).toBe(200)
  return body as Decision
}

/** What was made of one order of each customer. */
async function decideAll<Value>(shop: string, of: (decision: Decision) => Value): Promise<Value[]> {
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => `customer-${index}`)
  return Promise.all(customers.map(async (userId) => of(await decide(userId, shop))))
}

const dear = ({ rules }: Decision) => rules.find(({ id }) => id === 'dear')?.result
const count = <Value>(values: readonly Value[], value: Value) =>
  values.filter((each) => each === value).length

describe('a rule that is rolled out', () => {
  const shop = 'half-a-rule'
  const [rule] = declineAbove(100).rules
  const halved = declineAbove(100, { rules: [{ ...rule!, rollout: { percent: 50 } }] })
  beforeAll(async () => {
    await putLive(server, halved, shop)
  })

  it('is in force for its part of the customers, and traced as not applied for the rest', async () => {
    const results = await decideAll(shop, dear)
    // Five standard deviations of a fair draw.
    expect(count(results, 'hit')).toBeGreaterThan(CUSTOMERS / 2 - 20)
    expect(count(results, 'hit')).toBeLessThan(CUSTOMERS / 2 + 20)
    expect(count(results, 'hit') + count(results, 'not_applied')).toBe(CUSTOMERS)
    // The same ones again: who is in it does not change.
    expect(await decideAll(shop, dear)).toEqual(results)
    const outcomes = await decideAll(shop, ({ outcome }) => outcome)
    expect(outcomes).toEqual(results.map((each) => (each === 'hit' ? 'decline' : 'approve')))
  })

  it('is in force for nobody at 0 %, and for everybody in its own cases', async () => {
    const tests = [{ name: 'dear', signals: { 'order.amount': 101 }, expect: 'hit' as const }]
    const off = declineAbove(100, { rules: [{ ...rule!, rollout: { percent: 0 }, tests }] })
    await putLive(server, off, 'none-of-it')
    expect(new Set(await decideAll('none-of-it', dear))).toEqual(new Set(['not_applied']))
  })

  it('is in force for the same part when stored decisions are made again', async () => {
    const { body } = await server.post(
      '/v1/backtests',
      { stored: { name: 'starter', version: 2 } },
      { shop },
    )
    let backtest = body as Backtest
    while (backtest.state === 'waiting' || backtest.state === 'running') {
      await setTimeout(50)
      backtest = (await server.get(`/v1/backtests/${backtest.id}`, { shop })).body as Backtest
    }
    expect(backtest.result).toMatchObject({
      decisions: 3 * CUSTOMERS,
      changed: { decisions: 0 },
    })
  })

  it('leaves decisions of shops that roll nothing out as they were', async () => {
    await putLive(server, declineAbove(100), 'plain')
    expect((await decide('customer-1', 'plain')).signals).not.toHaveProperty(['rollout.unit'])
    expect((await decide('customer-1', shop)).signals).toHaveProperty(['rollout.unit'])
  })
})

describe('a version that is rolled out', () => {
  const shop = 'half-a-version'
  let version = 0
  const path = (of = version) => `/v1/rulesets/starter/versions/${of}/rollout`
  const rollOut = (percent: number, of = version) =>
    server.post(path(of), { percent, confirm: true }, { shop })
  const versions = () => decideAll(shop, (decision) => decision.versions.ruleset)
  beforeAll(async () => {
    await putLive(server, declineAbove(1000), shop)
    version = await writeDraft(server, declineAbove(100), shop)
  })

  it('decides its part of the customers, and the live one the rest', async () => {
    expect(await rollOut(30)).toMatchObject({
      status: 200,
      body: { published: 2, draft: version, rollout: { version, percent: 30 } },
    })
    const some = await versions()
    expect(count(some, `starter@${version}`)).toBeGreaterThan(2)
    expect(count(some, 'starter@2')).toBeGreaterThan(20)
    expect(await versions()).toEqual(some)
    // Whom it decided at 30 % it decides at 60 %.
    await rollOut(60)
    const more = await versions()
    expect(some.filter((each, index) => each !== 'starter@2' && more[index] !== each)).toEqual([])
    expect(count(more, `starter@${version}`)).toBeGreaterThan(count(some, `starter@${version}`))
  })

  it('is held up by the figures of its part', async () => {
    expect(await server.post(path(), { percent: 60 }, { shop })).toMatchObject({
      status: 409,
      body: { code: 'confirmation_needed' },
    })
  })

  it('ends on its own, when it is ended, and when a version is published', async () => {
    expect(await server.delete(path(), { shop })).toMatchObject({ status: 204 })
    expect(await server.delete(path(), { shop })).toMatchObject({ status: 404 })
    expect(new Set(await versions())).toEqual(new Set(['starter@2']))
    await rollOut(50)
    const body = { version, confirm: true }
    expect(await server.post('/v1/rulesets/starter/publish', body, { shop })).toMatchObject({
      status: 200,
      body: { published: version, rollout: null },
    })
    expect(new Set(await versions())).toEqual(new Set([`starter@${version}`]))
  })

  it('is refused where the rest of the traffic would have no ruleset', async () => {
    const elsewhere = declineAbove(10, { checkpoints: ['order', 'link'] })
    const other = await writeDraft(server, elsewhere, shop)
    expect(await rollOut(10, other)).toMatchObject({
      status: 422,
      body: { code: 'invalid_ruleset', errors: [{ pointer: '/checkpoints' }] },
    })
    const alone = declineAbove(10, { name: 'alone', checkpoints: ['link'] })
    const drafted = await writeDraft(server, alone, shop)
    const answer = await server.post(
      `/v1/rulesets/alone/versions/${drafted}/rollout`,
      { percent: 10 },
      { shop },
    )
    expect(answer).toMatchObject({ status: 409, body: { code: 'version_conflict' } })
    for (const percent of [0, 100, 101]) {
      expect(await rollOut(percent, other)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/percent' }] },
      })
    }
  })

  it('needs a second person where the shop wants four eyes', async () => {
    const draft = await writeDraft(server, declineAbove(10), shop)
    await changeSettings(server, shop, { four_eyes: true })
    expect(await rollOut(10, draft)).toMatchObject({
      status: 409,
      body: { code: 'approval_needed' },
    })
    const { body } = await server.get('/v1/rulesets/starter', { shop })
    expect((body as RulesetState).rollout).toBeNull()
  })
})
