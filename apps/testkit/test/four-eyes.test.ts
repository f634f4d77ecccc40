/** Where a shop wants four eyes, nobody puts live alone what they wrote. */
import { setTimeout } from 'node:timers/promises'
import type { RulesetState } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

const shop = 'four-eyes'
let server: TestServer
let ann: string
let bob: string

beforeAll(async () => {
  server = await startTestServer()
  await server.post('/v1/decisions', orderOf(), { shop })
  await changeSettings(server, shop, { four_eyes: true })
  ann = await keyOf('rules team')
  // The name of a key is no person: this one is called the same.
  bob = await keyOf('rules team')
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function keyOf(name: string): Promise<string> {
  const { key } = await server.services.store.apiKeys.create(shop, name, ['rules', 'read'])
  // The server hears of it by the database.
  while ((await server.get('/v1/rulesets', { key })).status !== 200) await setTimeout(20)
  return key
}

const draftOf = (key: string) => writeDraft(server, declineAbove(1000), shop, key)
const publish = (version: number, key: string) =>
  server.post('/v1/rulesets/starter/publish', { version }, { key })
const approve = (version: number, key: string) =>
  server.call('POST', `/v1/rulesets/starter/versions/${version}/approve`, { key })

async function stateOf(version: number): Promise<RulesetState['versions'][number]> {
  const { body } = await server.get('/v1/rulesets/starter', { shop })
  return (body as RulesetState).versions.find((each) => each.version === version)!
}

describe('with four eyes', () => {
  it('refuses an author who publishes or approves their own draft', async () => {
    const version = await draftOf(ann)
    for (const answer of [await publish(version, ann), await approve(version, ann)]) {
      expect(answer).toMatchObject({
        status: 409,
        body: {
          code: 'approval_needed',
          detail: expect.stringContaining(`wrote version ${version}`) as unknown,
        },
      })
    }
    expect(await stateOf(version)).toMatchObject({ state: 'draft', approved_by: null })
  })

  it('lets the author publish what a second person approved, and shows who did what', async () => {
    const version = await draftOf(ann)
    expect(await approve(version, bob)).toMatchObject({ status: 200 })
    expect(await publish(version, ann)).toMatchObject({ status: 200 })
    expect(await stateOf(version)).toMatchObject({
      state: 'published',
      author: 'rules team',
      approved_by: 'rules team',
      approved_at: expect.any(String) as unknown,
      published_by: 'rules team',
    })
    expect(await approve(version, bob)).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    })
  })

  it('lets a second person publish, which approves it', async () => {
    const version = await draftOf(ann)
    expect(await publish(version, bob)).toMatchObject({ status: 200 })
    expect(await stateOf(version)).toMatchObject({ approved_by: 'rules team' })
  })

  it('takes a roll-out by a second person as approval of its share, and of no more', async () => {
    const version = await draftOf(ann)
    const rollOut = (percent: number, key: string) =>
      server.post(`/v1/rulesets/starter/versions/${version}/rollout`, { percent }, { key })
    expect(await rollOut(1, ann)).toMatchObject({ status: 409, body: { code: 'approval_needed' } })
    expect(await rollOut(1, bob)).toMatchObject({ status: 200 })
    for (const answer of [await rollOut(50, ann), await publish(version, ann)]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'approval_needed' } })
    }
    expect(await stateOf(version)).toMatchObject({ approved_by: null })
    expect(await rollOut(50, bob)).toMatchObject({ status: 200 })
    expect(await approve(version, bob)).toMatchObject({ status: 200 })
    expect(await publish(version, ann)).toMatchObject({ status: 200 })
  })

  it('forgets an approval when the draft is written again', async () => {
    const first = await draftOf(ann)
    await approve(first, bob)
    const second = await draftOf(ann)
    expect(await stateOf(second)).toMatchObject({ approved_by: null, approved_at: null })
    expect(await publish(second, ann)).toMatchObject({ status: 409 })
  })

  it('lets the bootstrap key approve what others wrote, and not what it wrote', async () => {
    const own = await writeDraft(server, declineAbove(1000), shop)
    const path = (version: number) => `/v1/rulesets/starter/versions/${version}/approve`
    expect(await server.call('POST', path(own), { shop })).toMatchObject({ status: 409 })
    const version = await draftOf(ann)
    expect(await server.call('POST', path(version), { shop })).toMatchObject({ status: 200 })
    expect(await stateOf(version)).toMatchObject({ approved_by: 'bootstrap' })
  })

  it('lets anybody go back to what was live before', async () => {
    const version = await draftOf(ann)
    await publish(version, bob)
    const back = await server.post('/v1/rulesets/starter/rollback', { version: 1 }, { key: ann })
    expect(back).toMatchObject({ status: 200 })
  })
})

it('is not asked for by a shop that does not want it', async () => {
  const version = await writeDraft(server, declineAbove(1000), 'two-eyes')
  const answer = await server.post(
    '/v1/rulesets/starter/publish',
    { version },
    { shop: 'two-eyes' },
  )
  expect(answer).toMatchObject({
    status: 200,
    body: { versions: [{ author: 'bootstrap', approved_by: null, published_by: 'bootstrap' }, {}] },
  })
})
