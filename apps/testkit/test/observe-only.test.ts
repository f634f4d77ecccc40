/** A shop that only observes: it is told what would have been, and nothing happens. */
import { readFileSync } from 'node:fs'
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const RISKY = new URL('../../../examples/risky-order.json', import.meta.url)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const shop = 'watching'
  await server.post('/v1/decisions', {}, { shop })
  const watch = { version: 1, settings: { mode: 'observe' } }
  await server.put(`/v1/shops/${shop}/settings`, watch)
}, START_TIMEOUT_MS)
afterAll(() => server.close())

it('approves what would be declined, records what would have been, asks for no action', async () => {
  const order = JSON.parse(readFileSync(RISKY, 'utf8')) as object
  const enforced = (await server.post('/v1/decisions', order)).body as Decision
  expect(enforced).toMatchObject({ mode: 'enforce', outcome: 'decline' })

  const shop = 'watching'
  const observed = (await server.post('/v1/decisions', order, { shop })).body as Decision
  expect(observed).toMatchObject({
    mode: 'observe',
    outcome: 'approve',
    would_be_outcome: 'decline',
    risk_score: enforced.risk_score,
    actions: [],
    message: '',
  })
  expect(observed.reasons).toEqual(enforced.reasons)
  expect((await server.get(`/v1/decisions/${observed.id}`, { shop })).body).toMatchObject({
    mode: 'observe',
    outcome: 'approve',
    would_be_outcome: 'decline',
    actions: [],
  })
})
