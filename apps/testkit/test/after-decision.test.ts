/** What a person says stands, and what a shop did is kept with the decision that asked for it. */
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { checkDeadlines, override as decideByHand } from '@gatehouse/pipeline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeReceiver,
  startTestServer,
  until,
  type FakeReceiver,
  type TestServer,
} from '../src/index.ts'

const ACTIONS = {
  approve: [{ kind: 'capture' as const }],
  decline: [{ kind: 'void' as const }, { kind: 'cancel' as const }],
}
const WHY = 'called back on the number of an earlier order'

let receiver: FakeReceiver
let server: TestServer
beforeAll(async () => {
  receiver = await startFakeReceiver()
  server = await startTestServer({ WEBHOOK_ALLOWED_ORIGINS: receiver.origin })
  await server.post('/v1/decisions', orderOf())
  await putLive(server, { ...declineAbove(100), actions: ACTIONS }, 'default')
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await receiver.close()
})

interface Placed {
  readonly decision: Decision
  readonly transactionId: string
  readonly email: string
}
let made = 0
async function place(amount: number): Promise<Placed> {
  const email = `placed-${++made}@example.com`
  const order = orderOf({ amount, email, ipAddress: `81.2.71.${made}` }) as {
    event: { transaction_id: string }
  }
  const { status, body } = await server.post('/v1/decisions', order)
  expect(status).toBe(200)
  return { decision: body as Decision, transactionId: order.event.transaction_id, email }
}

const read = async (id: string) => (await server.get(`/v1/decisions/${id}`)).body as DecisionRecord
const override = (id: string, outcome: string, options = {}) =>
  server.post(`/v1/decisions/${id}/override`, { outcome, why: WHY }, options)

describe('a person', () => {
  it('lets a declined order go on: linked to the first, with who and why, and captured', async () => {
    const { decision } = await place(500)
    expect(decision.outcome).toBe('decline')
    const { status, body } = await override(decision.id, 'approve')
    expect(status).toBe(201)
    const released = body as Decision
    expect(released).toMatchObject({
      outcome: 'approve',
      risk_score: decision.risk_score,
      rescored_from: decision.id,
      override: { by: expect.any(String), why: WHY },
      actions: [{ kind: 'release' }, { kind: 'capture' }],
    })
    expect(await read(decision.id)).toMatchObject({ superseded_by: released.id, labels: [] })
    expect(await read(released.id)).toMatchObject({ override: { why: WHY }, labels: [] })
    // Once more changes nothing.
    const again = (await override(released.id, 'approve')).body as Decision
    expect(again).toMatchObject({ actions: [], rescored_from: decision.id })
  })

  it('is not overruled by what is learned later, unless a person asks', async () => {
    const { decision, email } = await place(50)
    const { decision: other } = await place(50)
    const stopped = (await override(other.id, 'decline')).body as Decision
    expect(stopped.actions.map(({ kind }) => kind)).toEqual(['stop_shipment', 'void', 'cancel'])
    const confirmed = (await override(decision.id, 'approve')).body as Decision
    const rules = declineAbove(100).rules
    const listed = { id: 'listed', when: 'list.blocked_emails', when_unknown: 'skip' as const }
    await putLive(
      server,
      {
        ...declineAbove(100),
        actions: ACTIONS,
        rules: [...rules, { ...listed, outcome: 'deny_list' }],
      },
      'default',
    )
    const { decision: third, email: thirdEmail } = await place(50)
    for (const value of [email, thirdEmail]) {
      await server.post('/v1/lists/blocked_emails/items', { value })
    }
    // The order that nobody spoke about is declined; the other one stands.
    expect(await until(async () => (await read(third.id)).superseded_by !== null)).toBe(true)
    expect((await read((await read(third.id)).superseded_by!)).outcome).toBe('decline')
    const { jobs } = server.services.store
    const isQuiet = async () => (await jobs.counts()).every(({ waiting }) => waiting === 0)
    expect(await until(isQuiet)).toBe(true)
    expect((await read(decision.id)).superseded_by).toBe(confirmed.id)
    const asked = await server.call('POST', `/v1/decisions/${decision.id}/rescore`)
    expect(asked.body).toMatchObject({ outcome: 'decline' })
    expect(asked.body).not.toHaveProperty('override')
  })

  it('has the last word, also after a server whose clock is ahead', async () => {
    const { decision } = await place(50)
    const { rescoring } = server.services
    const ahead = { ...rescoring, nowMs: () => Date.now() + 3000 }
    const result = await decideByHand(ahead, {
      shopId: 'default',
      decisionId: decision.id,
      outcome: 'decline',
      by: 'anna',
      why: WHY,
      reservation: null,
    })
    if (result.state !== 'overridden') throw new Error(result.state)
    const stopped = result.decision
    const released = (await override(decision.id, 'approve')).body as Decision
    expect(await read(stopped.id)).toMatchObject({ superseded_by: released.id })
    expect(await read(released.id)).toMatchObject({ superseded_by: null })
    const { body } = await server.call('POST', `/v1/decisions/${decision.id}/rescore`)
    const asked = body as Decision
    expect(asked).toMatchObject({ outcome: 'approve', actions: [] })
    expect(await read(released.id)).toMatchObject({ superseded_by: asked.id })
  })

  it('with the same idempotency key decides once', async () => {
    const { decision } = await place(500)
    const headers = { 'idempotency-key': 'override-1' }
    const one = await override(decision.id, 'approve', { headers })
    const two = await override(decision.id, 'approve', { headers })
    expect(two.body).toEqual(one.body)
  })

  it('decides nothing about what has left, and needs a key that may', async () => {
    const { decision, transactionId } = await place(500)
    const key = (
      await server.services.store.apiKeys.create('default', 'a program', ['decide', 'record'])
    ).key
    const isKnown = async () => (await server.get('/v1/decisions', { key })).status !== 401
    expect(await until(isKnown)).toBe(true)
    expect(await override(decision.id, 'approve', { key })).toMatchObject({ status: 403 })
    const event = { type: 'shipment_created', transaction_id: transactionId }
    await server.post('/v1/events', { event, fulfilment: { status: 'shipped' } })
    expect(await override(decision.id, 'approve')).toMatchObject({
      status: 409,
      body: { code: 'order_closed' },
    })
  })
})

describe('an action', () => {
  it('is asked for in its order, carried out, and kept with what came of it', async () => {
    const draft = { url: receiver.origin, events: ['action.asked'] }
    await server.post('/v1/webhooks', draft)
    const { decision } = await place(500)
    expect(decision.actions.map(({ kind }) => kind)).toEqual(['void', 'cancel'])
    await override(decision.id, 'approve')
    expect(await until(() => receiver.accepted.size === 4)).toBe(true)
    const asked = [...receiver.accepted.values()].map(({ data }) => data as AskedData)
    const ofFirst = asked.filter(({ decision_id: id }) => id === decision.id)
    expect(ofFirst.map(({ action }) => action.kind)).toEqual(['void', 'cancel'])
    const later = asked.filter(({ decision_id: id }) => id !== decision.id)
    expect(later.map(({ action }) => action.kind)).toEqual(['release', 'capture'])

    const path = `/v1/decisions/${decision.id}/actions`
    await server.post(`${path}/void`, { state: 'failed', note: 'pi_2: already_voided' })
    await server.post(`${path}/cancel`, { state: 'done' })
    await server.post(`${path}/void`, { state: 'done' })
    const { action_reports: reports } = await read(decision.id)
    expect(reports.map(({ kind, state, note }) => [kind, state, note])).toEqual([
      ['cancel', 'done', ''],
      ['void', 'done', ''],
    ])
  })

  const CAPTURE = {
    kind: 'capture' as const,
    on_failure: {
      actions: [{ kind: 'hold' as const }, { kind: 'notify' as const, target: 'desk' }],
      within_minutes: 1,
    },
  }
  const failedOnes = async (id: string) => {
    const { superseded_by: next } = await read(id)
    return next === null ? null : read(next)
  }

  it('that failed asks for what is named instead, once, and that for the next', async () => {
    await putLive(server, { ...declineAbove(100), actions: { approve: [CAPTURE] } }, 'default')
    const { decision } = await place(50)
    const fail = (id: string, kind: string) =>
      server.post(`/v1/decisions/${id}/actions/${kind}`, { state: 'failed', note: 'declined' })
    await fail(decision.id, 'capture')
    await fail(decision.id, 'capture')
    const held = (await failedOnes(decision.id))!
    expect(held).toMatchObject({
      outcome: 'approve',
      risk_score: decision.risk_score,
      rescored_from: decision.id,
      after_failure: { decision_id: decision.id, kind: 'capture' },
      actions: [{ kind: 'hold', reason: 'ACTION_FAILED' }],
      superseded_by: null,
    })
    await fail(held.id, 'hold')
    const last = (await failedOnes(held.id))!
    expect(last.actions).toEqual([{ kind: 'notify', target: 'desk', reason: 'ACTION_FAILED' }])
    await fail(last.id, 'notify')
    expect((await read(last.id)).superseded_by).toBe(null)
    const isTold = () =>
      [...receiver.accepted.values()].some(
        ({ data }) => (data as AskedData).decision_id === last.id,
      )
    expect(await until(isTold)).toBe(true)
  })

  it('that nobody speaks about in its time counts as failed; one that was done does not', async () => {
    const [late, done] = [(await place(50)).decision, (await place(50)).decision]
    await server.post(`/v1/decisions/${done.id}/actions/capture`, { state: 'done' })
    const { rescoring, store } = server.services
    const parts = { ...rescoring, store, nowMs: () => Date.now() + 61_000 }
    expect(await checkDeadlines({ ...rescoring, store }, 'default', late.id)).toBeGreaterThan(
      Date.now(),
    )
    for (const { id } of [late, done, late]) {
      expect(await checkDeadlines(parts, 'default', id)).toBe(undefined)
    }
    expect((await read(late.id)).action_reports).toMatchObject([
      { kind: 'capture', state: 'failed', reported_by: 'gatehouse' },
    ])
    expect((await failedOnes(late.id))?.actions).toMatchObject([{ kind: 'hold' }])
    expect(await failedOnes(done.id)).toBe(null)
    const { jobs } = store
    const waits = async () => (await jobs.counts()).find(({ queue }) => queue === 'action_deadline')
    expect(await waits()).toMatchObject({ waiting: expect.any(Number) as number })
  })

  it('that nobody asked for cannot be reported', async () => {
    const { decision } = await place(50)
    const path = `/v1/decisions/${decision.id}/actions/refund`
    expect(await server.post(path, { state: 'done' })).toMatchObject({ status: 404 })
  })
})

interface AskedData {
  readonly decision_id: string
  readonly action: { readonly kind: string }
}
