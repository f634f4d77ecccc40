/** Orders go on while somebody has a ruleset checked that takes long to compile. */
import type { Problem, Rule, RulesetCheck } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  declineAbove,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.post('/v1/decisions', orderOf())
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** Each takes some 40 ms to compile. */
const hostile = declineAbove(1, {
  rules: Array.from({ length: 700 }, (_, index): Rule => ({
    id: `pattern-${index}`,
    when: `email.domain.matches("${'\\\\p{L}'.repeat(150)}${index}")`,
    when_unknown: 'skip',
    weight: 1,
  })),
})

it('decides in between, and says which rule is too much', async () => {
  const waiting = new Set(['check'])
  const checking = server
    .post('/v1/rulesets/check', { ruleset: hostile })
    .finally(() => waiting.delete('check'))
  const took: number[] = []
  while (waiting.size > 0) {
    const startedMs = performance.now()
    expect((await server.post('/v1/decisions', orderOf())).status).toBe(200)
    took.push(performance.now() - startedMs)
  }
  const check = (await checking).body as RulesetCheck
  expect(check.ok).toBe(false)
  expect(check.issues).toMatchObject([{ rule: expect.stringMatching(/^pattern-\d+$/) as unknown }])
  expect(check.issues[0]!.message).toContain('at most 100000')
  expect(took.length).toBeGreaterThan(3)
  const sorted = took.toSorted((a, b) => a - b)
  // Reading 1 MB and holding it against the schema is in it; compiling would be seconds.
  expect(sorted.at(-1)).toBeLessThan(1000)
  expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(200)
}, 120_000)

it('is refused by the same limit where it is put live, or tried', async () => {
  const version = await writeDraft(server, { ...hostile, name: 'hostile' }, 'default')
  for (const path of ['publish', `versions/${version}/shadow`]) {
    const body = path === 'publish' ? { version } : {}
    const refused = await server.post(`/v1/rulesets/hostile/${path}`, body)
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_ruleset' } })
    expect((refused.body as Problem).detail).toContain('at most 100000')
  }
}, 120_000)
