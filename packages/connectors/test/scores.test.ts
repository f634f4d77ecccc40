/** Both adapters over real HTTP, against a service that keeps accounts, funds and faults. */
import { readFileSync } from 'node:fs'
import type { OrderEvent, Parsed } from '@gatehouse/contract'
import { openConfiguredDoor, type ConfiguredDoor } from '@gatehouse/egress'
import { MINFRAUD_ACCOUNT, startFakeScores, type FakeScores } from '@gatehouse/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHttpScore, openMinfraud, readPointer, type ScoreProvider } from '../src/index.ts'

let fake: FakeScores
let door: ConfiguredDoor
beforeAll(async () => {
  fake = await startFakeScores()
  door = openConfiguredDoor({ origins: [fake.origin] })
})
afterEach(() => fake.fault(null))
afterAll(() => fake.close())

const header = {
  event_id: 'e-1',
  shop_id: 's-1',
  time: '2026-03-01T12:00:00Z',
  type: 'purchase',
} as const
const event: Parsed<OrderEvent> = { event: header, email: { address: 'a@example.com' } }
const ask = (provider: ScoreProvider, about = event, ms = 2000) =>
  provider.score(about, AbortSignal.timeout(ms))
const minfraud = (more: object = {}) =>
  openMinfraud(door, { origin: fake.origin, service: 'score', ...MINFRAUD_ACCOUNT, ...more })
const http = (more: object = {}) =>
  openHttpScore(door, {
    url: `${fake.origin}/own/score`,
    header: { name: 'x-key', value: 'secret' },
    pointer: '/result/score',
    scale: [0, 100],
    ...more,
  })

describe('minFraud', () => {
  it('gives its risk score and that of the IP address', async () => {
    fake.set('risky@example.com', 87.5)
    const result = await ask(minfraud(), { ...event, email: { address: 'risky@example.com' } })
    expect(result).toEqual({
      answer: { known: true, riskScore: 87.5, ipRisk: 0.01 },
      isTemporary: false,
      problem: null,
    })
    expect(fake.requests.at(-1)?.path).toBe('/minfraud/v2.0/score')
    await ask(minfraud({ service: 'insights' }))
    expect(fake.requests.at(-1)?.path).toBe('/minfraud/v2.0/insights')
  })

  it('is sent every field that it has, and none that it has not', async () => {
    const spec = new URL('../../../spec/contract/minfraud-fields.json', import.meta.url)
    const { fields } = JSON.parse(readFileSync(spec, 'utf8')) as { fields: [string, unknown[]][] }
    const whole = eventOf(fields)
    await ask(minfraud(), {
      ...whole,
      account: { ...whole.account, is_guest: false },
      behaviour: { clicks: 3 },
      custom_inputs: { secret_margin: 0.4 },
    })
    const { body, strange } = fake.requests.at(-1)!
    expect(strange).toEqual([])
    const sent = JSON.stringify(body)
    const missing = fields.filter(([pointer]) => {
      const name = pointer.split('/').at(-1)!
      return !pointer.startsWith('/custom_inputs') && !sent.includes(`"${name}"`)
    })
    // An older name of `last_digits`, which is sent in its place.
    expect(missing.map(([pointer]) => pointer)).toEqual(['/credit_card/last_4_digits'])
  })

  it('is not told words that it does not know', async () => {
    await ask(minfraud(), {
      ...event,
      payment: { method: 'cash_on_delivery', processor: 'stripe' },
      credit_card: { avs_result: 'pass', avs_code: 'Y', cvv_result: 'unavailable' },
    })
    const { body } = fake.requests.at(-1)!
    expect(body['payment']).toEqual({ processor: 'stripe' })
    expect(body['credit_card']).toEqual({ avs_result: 'Y' })
  })

  it('that refuses us for good is told from one that may be well again', async () => {
    const wrongKey = await ask(minfraud({ licenseKey: 'wrong' }))
    expect(wrongKey).toMatchObject({
      answer: { known: false, reason: 'lookup_failed' },
      isTemporary: false,
      problem: 'status 401: AUTHORIZATION_INVALID',
    })
    fake.funds = 0
    expect(await ask(minfraud())).toMatchObject({
      isTemporary: false,
      problem: 'status 402: INSUFFICIENT_FUNDS',
    })
    fake.funds = 1000
    fake.fault({ kind: 'status', status: 503 })
    expect(await ask(minfraud())).toMatchObject({ answer: { known: false }, isTemporary: true })
  })

  it.each([
    { fault: { kind: 'silence' }, problem: 'timeout' },
    { fault: { kind: 'body', body: 'oops' }, problem: 'the answer has no risk score' },
    {
      fault: { kind: 'body', body: '{"risk_score":"0"}' },
      problem: 'the answer has no risk score',
    },
    {
      fault: { kind: 'body', body: '{"risk_score":101}' },
      problem: 'the answer has no risk score',
    },
    { fault: { kind: 'body', body: 'x'.repeat(300_000) }, problem: 'too_large' },
  ] as const)('that fails is unknown, never clean: $problem', async ({ fault, problem }) => {
    fake.fault(fault)
    expect(await ask(minfraud(), event, 300)).toEqual({
      answer: { known: false, reason: 'lookup_failed' },
      isTemporary: true,
      problem,
    })
  })
})

describe('a score service of the operator', () => {
  it.each([
    { scale: [0, 100], said: 30, score: 30 },
    { scale: [0, 1], said: 0.25, score: 25 },
    { scale: [0, 999], said: 999, score: 100 },
    { scale: [100, 0], said: 80, score: 20 },
  ] as const)('that says $said on $scale means $score', async ({ scale, said, score }) => {
    fake.set('a@example.com', said)
    const { answer } = await ask(http({ scale }))
    expect(answer).toMatchObject({ known: true, ipRisk: null })
    expect(answer.known && answer.riskScore).toBeCloseTo(score)
  })

  it.each([
    { scale: [0, 1], said: 30 },
    { scale: [100, 0], said: 101 },
    { scale: [0, 100], said: -1 },
  ] as const)('that says $said on $scale has said nothing', async ({ scale, said }) => {
    fake.set('a@example.com', said)
    expect(await ask(http({ scale }))).toMatchObject({
      answer: { known: false, reason: 'lookup_failed' },
      problem: 'there is no score on the scale',
    })
  })

  it('without a score where it was said to be has said nothing', async () => {
    const elsewhere = await ask(http({ pointer: '/result/other' }))
    expect(elsewhere.answer).toEqual({ known: false, reason: 'lookup_failed' })
    fake.fault({ kind: 'status', status: 500 })
    expect(await ask(http())).toMatchObject({ answer: { known: false }, isTemporary: true })
  })

  it('gets the event as the shop sent it', async () => {
    await ask(http(), { ...event, custom_inputs: { margin: 0.4 } })
    expect(fake.requests.at(-1)).toMatchObject({
      path: '/own/score',
      body: { email: { address: 'a@example.com' }, custom_inputs: { margin: 0.4 } },
    })
  })
})

it('a JSON pointer is read as RFC 6901 has it', () => {
  const document = { a: { 'b/c': [10, { '~': 1 }] } }
  expect(readPointer(document, '')).toBe(document)
  expect(readPointer(document, '/a/b~1c/0')).toBe(10)
  expect(readPointer(document, '/a/b~1c/1/~0')).toBe(1)
  expect(readPointer(document, '/a/none')).toBeUndefined()
  expect(readPointer(document, '/toString')).toBeUndefined()
})

/** An event with a value in every field of the published request. */
function eventOf(fields: readonly [string, unknown[]][]): Parsed<OrderEvent> {
  const whole: Record<string, unknown> = {}
  for (const [pointer, values] of fields) {
    const names = pointer.slice(1).split('/')
    const last = names.pop()!
    let at: Record<string, unknown> = whole
    for (const [index, name] of names.entries()) {
      at[name] ??= names[index + 1] === '0' ? [] : {}
      at = at[name] as Record<string, unknown>
    }
    at[last] = values.find((value) => value !== '') ?? values[0]
  }
  return { ...whole, event: { ...header, ...(whole['event'] as object) } } as Parsed<OrderEvent>
}
