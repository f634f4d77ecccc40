/** What is away comes back, and what is mistyped makes nothing. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function until(isSo: () => Promise<boolean>, timeoutMs = 20_000): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs
  while (Date.now() < deadlineMs) {
    if (await isSo()) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

describe('an embedded database that was killed', () => {
  it('comes back although nobody sends an order, because readiness asks for it', async () => {
    const pid = readFileSync(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8').split(
      '\n',
    )[0]!
    execFileSync('kill', ['-9', pid])
    const isReady = async () =>
      ((await server.get('/readyz')).body as { status: string }).status === 'ok'
    expect(await until(isReady)).toBe(true)
    expect((await server.post('/v1/decisions', orderOf())).status).toBe(200)
  }, 60_000)
})

describe('a list item that expired', () => {
  it('no longer matches where a rule names the list', async () => {
    const name = 'bad_categories'
    await server.post('/v1/lists', { name, kind: 'string' })
    const ruleset = {
      name: 'accounts',
      checkpoints: ['account'],
      lists: [name],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 50 },
      rules: [
        { id: 'listed', when: `order.channel in lists.${name}`, when_unknown: 'skip', weight: 10 },
      ],
    }
    const draft = await server.put('/v1/rulesets/accounts/draft', { ruleset })
    const { draft: version } = draft.body as { draft: number }
    expect((await server.post('/v1/rulesets/accounts/publish', { version })).status).toBe(200)
    // Once the ruleset is live: how long that takes is no matter of the item.
    const soon = new Date(Date.now() + 3000).toISOString()
    await server.post(`/v1/lists/${name}/items`, { value: 'web', expires_at: soon })
    const resultNow = async () => {
      const event = { type: 'account_login' }
      const { body } = await server.post('/v1/decisions', { event, order: { channel: 'web' } })
      return (body as { rules: { result: string }[] }).rules[0]?.result
    }
    expect(await resultNow()).toBe('hit')
    expect(await until(async () => (await resultNow()) === 'no_hit', 10_000)).toBe(true)
  }, 30_000)
})

describe('a shop that is not there', () => {
  it('is not made by reading, and is made by the first order', async () => {
    const before = server.services.shops.count
    const read = await server.get('/v1/decisions', { shop: 'mistyped' })
    expect(read.status).toBe(404)
    expect(server.services.shops.count).toBe(before)
    expect((await server.post('/v1/decisions', orderOf(), { shop: 'new-shop' })).status).toBe(200)
    expect(server.services.shops.count).toBe(before + 1)
  })
})
