/** A shop whose published ruleset no longer compiles keeps no other shop from deciding. */
import { readConfig, startServer, type Server } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const SHOP = 'faulty'

let first: TestServer
/** Started when the damage was done; the same database. */
let second: Server | undefined
beforeAll(async () => {
  first = await startTestServer()
  await first.post('/v1/decisions', {}, { shop: SHOP })
  const { rulesets } = first.services.store
  const starter = (await rulesets.published(SHOP)).find(({ name }) => name === 'starter')
  const broken = { ...(starter!.document as { rules: object[] }) }
  broken.rules = [{ ...broken.rules[0], when: 'signal.of_an_older_version > 1.0' }]
  const change = { shopId: SHOP, name: starter!.name, author: 'test', note: '' }
  const { version } = await rulesets.saveDraft(change, broken)
  await rulesets.publish(change, version)
  const env = { LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: first.dataDir }
  second = await startServer(readConfig(env))
}, START_TIMEOUT_MS)
afterAll(async () => {
  await second?.close()
  await first.close()
})

async function call(method: string, path: string, shop: string, body?: object) {
  const response = await fetch(`${second!.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${second!.apiKey}`,
      'gatehouse-shop': shop,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body: answer }
}

it('answers 503 for that shop and says what to mend, until it is mended', async () => {
  const bodies = { decisions: {}, facts: { ip_address: '81.2.69.160' } }
  for (const [path, sent] of Object.entries(bodies)) {
    const { status, headers, body } = await call('POST', `/v1/${path}`, SHOP, sent)
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'unavailable' })
    expect(body['detail']).toMatch(/`starter@2`.*does not compile.*`signal\.of_an_older_version`/)
    expect(body['detail']).toMatch(/: publish a mended version or roll back$/)
    expect(headers.get('retry-after')).toBe('60')
  }
  expect(await call('POST', '/v1/decisions', 'default', {})).toMatchObject({ status: 200 })

  // What mends it does not need it.
  const mended = await call('POST', '/v1/rulesets/starter/rollback', SHOP, { version: 1 })
  expect(mended).toMatchObject({ status: 200, body: { published: 3 } })
  expect(await call('POST', '/v1/decisions', SHOP, {})).toMatchObject({
    status: 200,
    body: { versions: { ruleset: 'starter@3' } },
  })
})
