/** The contract says nothing that the server does not hold. */
import {
  EVENT_SCHEMAS,
  exampleDecision,
  exampleRuleset,
  isReasonCode,
  ROUTE_IDS,
  ROUTES,
  type Route,
} from '@gatehouse/contract'
import { createValidators } from '@gatehouse/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectContract, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const validatorOf = createValidators()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

describe.each(ROUTE_IDS)('the route %s', (id) => {
  const { params, query, body, bodyExample, answers }: Route = ROUTES[id]

  it('has schemas that compile, and examples that fit them', () => {
    for (const schema of [params, query]) if (schema !== undefined) validatorOf(schema)
    if (body !== undefined) {
      const check = validatorOf(body)
      if (bodyExample !== undefined) expect(check(bodyExample)).toEqual([])
    }
    for (const { schema, example } of Object.values(answers)) {
      if (schema === null) continue
      const check = validatorOf(schema)
      if (example !== undefined) expect(check(example)).toEqual([])
    }
    expect(Object.keys(answers)).not.toEqual([])
  })
})

it.each(Object.entries(EVENT_SCHEMAS))('the schema of the event `%s` compiles', (_kind, schema) => {
  expect(validatorOf(schema)({ no_such_field: 1 })).not.toEqual([])
})

describe('the examples', () => {
  it('name signals of the catalogue', () => {
    const { declarations } = server.services.shops.runtime('default')!.snapshots.order
    const names = declarations.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(exampleDecision.signals)))
  })

  it('are a ruleset that may be published, and a decision by its rules', async () => {
    const checked = await server.post('/v1/rulesets/check', { ruleset: exampleRuleset })
    expect(checked).toMatchObject({ status: 200, body: { ok: true, issues: [] } })
    expect(exampleDecision.rules.map((rule) => rule.id)).toEqual(
      exampleRuleset.rules.map((rule) => rule.id),
    )
    const reasons = exampleDecision.reasons.map(({ code }) => code)
    expect(reasons.filter((code) => !isReasonCode(code))).toEqual([])
  })
})

describe('an answer', () => {
  const path = '/v1/decisions'
  it('that the schema of its route refuses fails the test that asked', () => {
    const answer = { status: 200, body: { ...exampleDecision, extra: 1 } }
    expect(() => expectContract('POST', path, answer)).toThrow(/postDecision .*`extra`/)
    const other = { status: 201, body: exampleDecision }
    expect(() => expectContract('POST', path, other)).toThrow('postDecision answered 201')
    expect(() => expectContract('POST', path, { ...other, status: 200 })).not.toThrow()
  })
})
