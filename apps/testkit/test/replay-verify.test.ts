/** Stored decisions are made again from what they were made from, and tampering is named. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@gatehouse/cli'
import type { Decision, Ruleset } from '@gatehouse/contract'
import { newId } from '@gatehouse/store'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-verify-'))
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Report {
  readonly decisions: number
  readonly different: number
  readonly reasons: Readonly<Record<string, number>>
  readonly differences: readonly {
    readonly id: string
    readonly fields: readonly { readonly field: string; readonly stored: string | null }[]
  }[]
}

async function verify(shop: string, ...options: readonly string[]) {
  const json = join(folder, 'report.json')
  const printed: string[] = []
  const exitCode = await run(['replay', '--verify', '--shop', shop, '--json', json, ...options], {
    env: { DATA_DIR: server.dataDir },
    isInteractive: false,
    print: (text) => void printed.push(text),
    note: (text) => void printed.push(text),
  })
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report
  return { exitCode, printed: printed.join('\n'), report }
}

async function decide(order: object, shop: string): Promise<Decision> {
  const answer = await server.post('/v1/decisions', order, { shop })
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as Decision
}

async function post(path: string, body: unknown, shop: string): Promise<void> {
  const answer = await server.post(path, body, { shop })
  expect([200, 201]).toContain(answer.status)
}

/** What a person with all rights in the database can do. */
async function behindOurBack(...statements: readonly (readonly [string, ...unknown[]])[]) {
  const client = new pg.Client(server.services.database.connection as pg.ClientConfig)
  await client.connect()
  try {
    await client.query(`SET session_replication_role = replica`)
    for (const [text, ...values] of statements) await client.query(text, values)
  } finally {
    await client.end()
  }
}

const addressIn = (country: string) => ({ address: '1 High Street', city: 'Town', country })

/** Asks a list by name, speaks two languages, is rolled out in part. */
const RULES: Ruleset = declineAbove(1000, {
  lists: ['far_away'],
  actions: { approve: [{ kind: 'capture' }], review: [{ kind: 'hold' }] },
  messages: { decline: { en: 'No.', de: 'Nein.' } },
  rules: [
    { id: 'dear', when: 'order.amount > 1000.0', when_unknown: 'skip', outcome: 'decline' },
    { id: 'odd', when: 'order.amount > 100.0', when_unknown: 'skip', weight: 60 },
    {
      id: 'listed',
      when: 'billing.country in lists.far_away',
      when_unknown: 'skip',
      outcome: 'review',
      actions: [{ kind: 'notify', target: 'team' }],
    },
    {
      id: 'half',
      when: 'order.amount > 5.0',
      when_unknown: 'skip',
      weight: 3,
      rollout: { percent: 50 },
    },
  ],
})

describe('decisions of every kind', () => {
  const shop = 'every-kind'

  it('come out the same again, whatever the shop has changed since', async () => {
    await decide(orderOf({ amount: 20 }), shop)
    await post('/v1/lists', { name: 'far_away', kind: 'country', standing: 'watch' }, shop)
    await post('/v1/lists/far_away/items', { value: 'NZ' }, shop)
    await putLive(server, RULES, shop)
    const abroad = { ...orderOf({ amount: 20 }), billing: addressIn('NZ') }
    const german = { device: { accept_language: 'de-DE,de;q=0.9' } }
    const declined = await decide({ ...orderOf({ amount: 2500 }), ...german }, shop)
    expect(declined).toMatchObject({ outcome: 'decline', message: 'Nein.' })
    expect((await decide(abroad, shop)).outcome).toBe('review')
    // What was on the list then is found again in its log.
    await post('/v1/lists/far_away/bulk', { add: [{ value: 'FR' }], remove: ['NZ'] }, shop)
    expect((await decide(abroad, shop)).outcome).toBe('approve')
    const review = await decide(orderOf({ amount: 400 }), shop)
    await post(`/v1/decisions/${review.id}/rescore`, {}, shop)
    await post(`/v1/decisions/${review.id}/override`, { outcome: 'approve', why: 'called' }, shop)
    await post(`/v1/decisions/${review.id}/rescore`, {}, shop)
    await changeSettings(server, shop, {
      let_through_percent: 5,
      segments: [{ name: 'cheap', when: 'order.amount < 200.0' }],
    })
    const made: Decision[] = []
    const isLetThrough = () => made.some((decision) => decision.let_through !== undefined)
    while (made.length < 30 || (!isLetThrough() && made.length < 600)) {
      made.push(await decide(orderOf({ amount: 100 + (made.length % 30) * 30 }), shop))
    }
    expect(isLetThrough()).toBe(true)
    expect(new Set(made.map(({ segment }) => segment))).toEqual(new Set(['cheap', 'default']))
    await changeSettings(server, shop, { mode: 'observe' })
    await putLive(server, declineAbove(300), shop)
    for (let n = 0; n < 5; n++) await decide(orderOf({ amount: 200 + n * 50 }), shop)

    const { exitCode, printed, report } = await verify(shop)
    expect(report.differences).toEqual([])
    // The changed list has open orders scored again, in the background.
    const { decisions } = report
    expect(decisions).toBeGreaterThanOrEqual(13 + made.length)
    expect(report).toMatchObject({ equal: decisions, different: 0, not_replayed: 0 })
    expect(exitCode).toBe(0)
    expect(printed).toMatch(new RegExp(`equal +${decisions}`))
  })

  it('are bounded by time and number', async () => {
    expect((await verify(shop, '--limit', '7')).report.decisions).toBe(7)
    expect((await verify(shop, '--until', '2020-01-01')).report.decisions).toBe(0)
    expect((await verify(shop, '--since', '2020-01-01')).report.decisions).toBeGreaterThan(43)
  })
})

describe('a decision that was changed behind our back', () => {
  const shop = 'changed'

  it('is named with the fields that differ', async () => {
    await decide(orderOf({ amount: 20 }), shop)
    await putLive(server, declineAbove(100), shop)
    const { id } = await decide(orderOf({ amount: 250 }), shop)
    await decide(orderOf({ amount: 20 }), shop)
    expect((await verify(shop)).exitCode).toBe(0)

    // A body that says something else, as our own code would have written it.
    const { store } = server.services
    const record = (await store.reading.record(shop, id))!
    const decision = JSON.parse(Buffer.from(record.decisionJson!).toString()) as Decision
    const other = newId(Date.now())
    const forged = { ...decision, outcome: 'approve', would_be_outcome: 'approve' }
    const decisionJson = Buffer.from(JSON.stringify({ ...forged, actions: [] }))
    await store.journal.append({ ...record, id: other, decisionJson, sealed: null })
    await behindOurBack(
      [
        `UPDATE journal SET outcome = 0, body = (SELECT body FROM journal WHERE id = $2)
         WHERE id = $1`,
        id,
        other,
      ],
      [`DELETE FROM journal WHERE id = $1`, other],
    )
    const { exitCode, printed, report } = await verify(shop)
    expect(exitCode).toBe(1)
    expect(report).toMatchObject({ decisions: 3, equal: 2, different: 1 })
    expect(report.differences[0]!.id).toBe(id)
    const fields = report.differences[0]!.fields.map(({ field }) => field)
    expect(fields).toEqual(expect.arrayContaining(['outcome', 'would_be_outcome']))
    expect(printed).toContain('outcome: stored "approve", made again "decline"')
  })

  it('is named when only a column of its row was changed, or its bytes are damaged', async () => {
    const [first, second] = [
      await decide(orderOf({ amount: 20 }), shop),
      await decide(orderOf({ amount: 20 }), shop),
    ]
    await behindOurBack(
      [`UPDATE journal SET risk_score = risk_score + 1 WHERE id = $1`, first.id],
      [`UPDATE journal SET body = substr(body, 1, 40) WHERE id = $1`, second.id],
    )
    const { exitCode, report } = await verify(shop, '--limit', '2')
    expect(exitCode).toBe(1)
    const named = report.differences.map(({ id, fields }) => [id, fields[0]!.field])
    expect(named).toEqual([
      [second.id, 'body'],
      [first.id, 'row.risk_score'],
    ])
  })
})

it('counts what cannot be made again and never as equal', async () => {
  const shop = 'gone'
  await decide(orderOf({ amount: 20 }), shop)
  await putLive(server, declineAbove(100), shop)
  const { versions } = await decide(orderOf({ amount: 250 }), shop)
  const [name, version] = versions.ruleset.split('@')
  await behindOurBack([
    `DELETE FROM rulesets WHERE shop_id = $1 AND name = $2 AND version = $3`,
    shop,
    name,
    version,
  ])
  const { exitCode, printed, report } = await verify(shop)
  expect(report).toMatchObject({ decisions: 2, equal: 1, different: 0, not_replayed: 1 })
  expect(report.reasons).toEqual({ ruleset_gone: 1 })
  expect(printed).toContain('ruleset_gone')
  expect(exitCode).toBe(0)
  expect((await verify(shop, '--strict')).exitCode).toBe(1)
})
