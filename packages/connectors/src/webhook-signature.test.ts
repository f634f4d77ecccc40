import { expect, it } from 'vitest'
import { signatureOf, verifyWebhook } from './webhook-signature.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const message = { id: 'evt_1', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }

const headers = (secrets: readonly string[]) => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestamp),
  'webhook-signature': signatureOf(message, secrets),
})

it('signs as Standard Webhooks does', () => {
  // The vector that its own libraries are tested with.
  const published = { ...message, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' }
  expect(signatureOf(published, [SECRET])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

it('believes either secret while one takes the place of the other', () => {
  const both = headers([OTHER, SECRET])
  for (const secret of [SECRET, OTHER]) {
    expect(verifyWebhook(both, message.body, secret, message.timestamp).ok).toBe(true)
  }
})

it('refuses what was changed, another secret, and what is sent once more later', () => {
  const signed = headers([SECRET])
  const verify = (about = {}, body = message.body, secret = SECRET, nowS = message.timestamp) =>
    verifyWebhook({ ...signed, ...about }, body, secret, nowS)
  expect(verify()).toEqual({ ok: true, id: 'evt_1', timestamp: message.timestamp })
  expect(verify({}, '{}')).toEqual({ ok: false, why: 'wrong_signature' })
  expect(verify({ 'webhook-id': 'evt_2' })).toEqual({ ok: false, why: 'wrong_signature' })
  expect(verify({}, message.body, OTHER)).toEqual({ ok: false, why: 'wrong_signature' })
  const later = message.timestamp + 301
  expect(verify({}, message.body, SECRET, later)).toEqual({ ok: false, why: 'too_old' })
  const fresh = { 'webhook-timestamp': String(later) }
  expect(verify(fresh, message.body, SECRET, later)).toEqual({ ok: false, why: 'wrong_signature' })
  const sooner = message.timestamp - 301
  expect(verify({}, message.body, SECRET, sooner)).toEqual({ ok: false, why: 'too_new' })
  for (const name of Object.keys(signed)) {
    expect(verify({ [name]: undefined })).toEqual({ ok: false, why: 'malformed' })
  }
  expect(verify({ 'webhook-signature': 'v1, v2,x' })).toEqual({ ok: false, why: 'wrong_signature' })
})
