/** Policies that weigh what each answer may be expected to bring. */
import type { Backtest, Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  amountModel,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type TestServer,
} from '../src/index.ts'

/** The history is read in a process, which takes its time to start on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const shop = 'steered'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decide(amount: number): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', orderOf({ amount }), { shop })
  expect(status).toBe(200)
  return body as Decision
}
const kinds = ({ actions }: Decision) => actions.map(({ kind }) => kind)

it('asks for 3-D Secure by what the order is worth, and a backtest says the same', async () => {
  const steered = declineAbove(9000, {
    expected_value: {
      margin: 0.3,
      fraud_loss: 1,
      dispute_fee: 15,
      challenge_loss: 0.05,
      challenge_fee: 0.5,
      review_cost: 2.5,
      answers: ['approve', 'challenge', 'decline'],
    },
    policy: [
      {
        id: 'where_it_pays',
        when: 'expected_value.best == "challenge" && !(known(payment.is_authenticated) && payment.is_authenticated)',
        when_unknown: 'skip',
        outcome: 'challenge',
        actions: [{ kind: 'request_3ds' }],
      },
    ],
  })
  await putLive(server, steered, shop)
  const before = await decide(200)
  expect(before.rules.find(({ id }) => id === 'where_it_pays')?.result).toBe('unknown')

  // 2 % above 100, half a percent up to it.
  const file = amountModel({ above: 0.02, upTo: 0.005, limit: 100 })
  const model = (await server.post('/v1/models?name=m', file, { shop })).body as { id: string }
  const change = { state: 'champion', note: 'try' }
  await server.post(`/v1/models/${model.id}/state`, change, { shop })

  const cheap = await decide(50)
  expect([cheap.outcome, kinds(cheap)]).toEqual([
    'approve',
    expect.not.arrayContaining(['request_3ds']),
  ])
  const dear = await decide(200)
  expect(dear.outcome).toBe('challenge')
  expect(kinds(dear)).toContain('request_3ds')
  const sums = dear.reasons.find(({ code }) => code === 'EXPECTED_VALUE')?.text
  // 98 % of 60, less 2 % of 215; 95 % of that margin, less the fee.
  expect(sums).toContain('accepting may be expected to bring 54.50, 3-D Secure 55.36')

  const begun = await server.post('/v1/backtests', { ruleset: steered }, { shop })
  const { id } = begun.body as Backtest
  const read = async () => (await server.get(`/v1/backtests/${id}`, { shop })).body as Backtest
  expect(await until(async () => (await read()).state === 'done', 100_000)).toBe(true)
  const { result } = await read()
  expect(result).toMatchObject({ decisions: 3, changed: { decisions: 0 } })
  expect(result!.rules.find((rule) => rule.id === 'where_it_pays')).toMatchObject({
    hits: 1,
    unknown: 1,
  })
})
