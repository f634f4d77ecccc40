/** Two nodes on one database: what one of them publishes is refused to the other. */
import { readConfig, startServer, type Server } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const ROUNDS = 10
const SHOP = 'crowded'

let first: TestServer
let second: Server
beforeAll(async () => {
  first = await startTestServer()
  await first.post('/v1/decisions', {}, { shop: SHOP })
  second = await startServer(
    readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: first.dataDir }),
  )
}, START_TIMEOUT_MS)
afterAll(async () => {
  await second.close()
  await first.close()
})

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

async function call(url: string, method: string, path: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${first.apiKey}`,
      'gatehouse-shop': SHOP,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const rulesetOf = (name: string, checkpoints: readonly string[]) => ({
  name,
  checkpoints,
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [],
})

async function draftOf(name: string, checkpoints: readonly string[]): Promise<number> {
  const { body } = await call(first.url, 'PUT', `/v1/rulesets/${name}/draft`, {
    ruleset: rulesetOf(name, checkpoints),
  })
  return body['draft'] as number
}

const publish = (url: string, name: string, version: number) =>
  call(url, 'POST', `/v1/rulesets/${name}/publish`, { version })

/** Two that a shop has, and where each decides. Nothing decides links. */
const SIDES = [
  { name: 'card-testing', home: 'payment' },
  { name: 'sellers', home: 'seller' },
] as const

it('of two rulesets that are published at once, on two nodes, one gets a checkpoint', async () => {
  const urls = [first.url, second.url]
  for (let round = 0; round < ROUNDS; round++) {
    const drafts = await Promise.all(SIDES.map(({ name, home }) => draftOf(name, [home, 'link'])))
    const answers = await Promise.all(
      SIDES.map(({ name }, side) => publish(urls[side]!, name, drafts[side]!)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422])
    const winner = answers[0]!.status === 200 ? 0 : 1
    expect(answers[1 - winner]!.body).toMatchObject({
      code: 'invalid_ruleset',
      errors: [
        {
          pointer: '/checkpoints/1',
          message: expect.stringContaining('decides at `link` already'),
        },
      ],
    })
    // Out of the way of the next round.
    const { name, home } = SIDES[winner]!
    const moved = await publish(urls[1 - winner]!, name, await draftOf(name, [home]))
    expect(moved.status).toBe(200)
  }
}, 60_000)
