/** What belongs to one shop is not found by another, whatever the route. */
import { ROUTE_IDS, ROUTES, type Route, type RouteId } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  amountModel,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

const OWNER = 'owner'
const STRANGER = 'stranger'
const NEXT_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString()

let server: TestServer
/** Ids of what the owner has, by the parameter that names them. */
let owned: Record<string, string>

beforeAll(async () => {
  server = await startTestServer()
  const shop = OWNER
  const decision = await server.post('/v1/decisions', orderOf(), { shop })
  await server.post('/v1/lists', { name: 'owned', kind: 'string' }, { shop })
  const item = await server.post('/v1/lists/owned/items', { value: 'mine' }, { shop })
  await server.put('/v1/rulesets/owned/draft', { ruleset: ruleset() }, { shop })
  await server.post('/v1/rulesets/owned/publish', { version: 1 }, { shop })
  await server.put('/v1/rulesets/owned/draft', { ruleset: ruleset() }, { shop })
  const { circles } = server.services.store
  await circles.create('owned', undefined, 'test')
  await circles.put(
    'owned',
    circles.signer('owned', shop).publicKey,
    {
      title: shop,
      owner: shop,
      shopId: shop,
      lists: ['owned'],
      sharesLabels: false,
      sharesHistory: false,
      url: null,
      apiKey: null,
    },
    'test',
  )
  // The other shop is there too: it just has none of this.
  await server.post('/v1/facts', { ip_address: '81.2.69.160' }, { shop: STRANGER })
  const backtest = await server.post('/v1/backtests', { ruleset: ruleset() }, { shop })
  const snooze = await server.post(
    '/v1/snoozes',
    { rule: 'blocked', entity: 'account', value: '1', until: NEXT_MONTH, why: 'known' },
    { shop },
  )
  const webhook = await server.post(
    '/v1/webhooks',
    { url: 'https://hooks.gatehouse.dev/', events: ['label.created'] },
    { shop },
  )
  const model = await server.post('/v1/models?name=owned', amountModel({ above: 0.9, upTo: 0.1 }), {
    shop,
  })
  const check = await server.post(
    '/v1/links/check',
    { link: 'a.example.com', depth: 'quick' },
    { shop },
  )
  const training = await server.post('/v1/trainings', { kind: 'anomaly' }, { shop })
  owned = {
    check_id: (check.body as { id: string }).id,
    training_id: (training.body as { id: string }).id,
    model_id: (model.body as { id: string }).id,
    // Nobody sends codes for this server: it stands for one that is not there.
    otp_id: (decision.body as { id: string }).id,
    kind: 'capture',
    webhook_id: (webhook.body as { id: string }).id,
    snooze_id: (snooze.body as { id: string }).id,
    backtest_id: (backtest.body as { id: string }).id,
    id: (decision.body as { id: string }).id,
    item_id: (item.body as { id: string }).id,
    name: 'owned',
    shop_id: OWNER,
    version: '1',
    revision: '2',
  }
}, START_TIMEOUT_MS)
afterAll(() => server.close())

function ruleset(): object {
  return {
    name: 'owned',
    checkpoints: ['link'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [],
  }
}

/** Bodies that are right, for the routes that take one. */
const BODIES: Partial<Record<RouteId, object>> = {
  publishRuleset: { version: 1 },
  rollBackRuleset: { version: 1 },
  changeModel: { state: 'challenger' },
  answerCaptcha: { token: 'given' },
  startOtp: {},
  checkOtp: { code: '123456' },
  changeList: { standing: 'deny' },
  startShadow: {},
  startRollout: { percent: 10 },
  overrideDecision: { outcome: 'approve', why: 'known' },
  reportAction: { state: 'done' },
  changeWebhook: { enabled: false },
  rotateWebhookSecret: {},
  addListItem: { value: 'other' },
  changeListItems: { add: [{ value: 'other' }] },
  putShopSettings: { version: 1, settings: { mode: 'observe' } },
}

function ask(id: RouteId, shop: string) {
  const { method, path }: Route = ROUTES[id]
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => owned[parameter] ?? '')
  const body = BODIES[id]
  return server.call(method, filled, { shop, ...(body === undefined ? {} : { body }) })
}

/** What belongs to the installation: verdicts on sites, and what follows from them, are shared. */
const SHARED: ReadonlySet<RouteId> = new Set([
  'deleteOwnDomain',
  'getCampaign',
  'tellCampaign',
  'packCampaign',
  'decideAppeal',
  'stepTakedown',
  'submitTakedown',
  'writeTakedownReport',
])

/** Routes that name a thing; writing a draft makes it, so it cannot be another shop's. */
const NAMING = ROUTE_IDS.filter((id) => {
  const route: Route = ROUTES[id]
  if (SHARED.has(id)) return false
  return route.params !== undefined && route.scope !== null && id !== 'putRulesetDraft'
})

describe('what another shop has', () => {
  it.each(NAMING)('is not found by %s', async (id) => {
    expect(await ask(id, STRANGER)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it.each(NAMING.filter((id) => ROUTES[id].method === 'GET'))(
    'is still there for the shop itself: %s',
    async (id) => {
      expect(await ask(id, OWNER)).toMatchObject({ status: 200 })
    },
  )

  it('is in none of the pages', async () => {
    const text = async (path: string, shop: string) =>
      JSON.stringify((await server.get(path, { shop })).body)
    for (const path of ['/v1/lists', '/v1/rulesets', '/v1/models']) {
      expect(await text(path, OWNER)).toContain('"owned"')
      expect(await text(path, STRANGER)).not.toContain('"owned"')
    }
    expect(await text('/v1/decisions', OWNER)).toContain(owned['id'])
    expect(await text('/v1/decisions', STRANGER)).not.toContain(owned['id'])
  })

  it('does not share its name: both shops may use it', async () => {
    const list = { name: 'owned', kind: 'country' }
    expect(await server.post('/v1/lists', list, { shop: STRANGER })).toMatchObject({ status: 201 })
    const put = await server.put(
      '/v1/rulesets/owned/draft',
      { ruleset: ruleset() },
      { shop: STRANGER },
    )
    expect(put).toMatchObject({ status: 200, body: { draft: 1 } })
    expect(await server.get('/v1/lists/owned', { shop: OWNER })).toMatchObject({
      body: { kind: 'string', items_count: 1 },
    })
  })

  it('is under tokens of its own: an item of one shop says nothing of the other', async () => {
    const item = { value: 'mallory@example.com' }
    const path = '/v1/lists/blocked_emails/items'
    const ours = await server.post(path, item, { shop: OWNER })
    const theirs = await server.post(path, item, { shop: STRANGER })
    const id = (answer: { body: unknown }) => (answer.body as { id: string }).id
    expect(id(ours)).not.toBe(id(theirs))
    expect(await server.delete(`${path}/${id(ours)}`, { shop: STRANGER })).toMatchObject({
      status: 404,
    })
  })
})

it('answers nothing to whoever has no key, by any route that needs one', async () => {
  for (const id of ROUTE_IDS) {
    const { method, path, scope }: Route = ROUTES[id]
    if (scope === null) continue
    const url = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => owned[parameter] ?? '')
    for (const key of [null, 'not-a-key-not-a-key-not-a-key-not-a-key']) {
      expect(await server.call(method, url, { key })).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      })
    }
  }
})

it('a request that names two shops is refused, whichever was meant', async () => {
  const order = orderOf() as { event: object }
  const body = { ...order, event: { ...order.event, shop_id: STRANGER } }
  const refused = await server.post('/v1/decisions', body, { shop: OWNER })
  expect(refused).toMatchObject({ status: 403, body: { code: 'shop_not_allowed' } })
  expect((refused.body as { detail: string }).detail).toContain('`stranger` and `owner`')
  expect((await server.post('/v1/decisions', body, { shop: STRANGER })).status).toBe(200)
})
