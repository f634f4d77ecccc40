import { createHmac, timingSafeEqual } from 'node:crypto'

/** What is signed (Standard Webhooks 1.0): who sends it when is part of it. */
export interface SignedMessage {
  /** Stays the same when it is sent again. Holds no full stop. */
  readonly id: string
  /** Unix seconds of this attempt. */
  readonly timestamp: number
  /** The body as it is sent, byte for byte. */
  readonly body: string | Uint8Array
}

const PREFIX = 'whsec_'
/** How far the clocks of sender and receiver may be apart, and how late it may come. */
export const SIGNATURE_TOLERANCE_S = 300

/** `webhook-signature` for each secret, those in force during a rotation, newest first. */
export function signatureOf(message: SignedMessage, secrets: readonly string[]): string {
  return secrets.map((secret) => `v1,${mac(message, secret).toString('base64')}`).join(' ')
}

/** Headers of a request, in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export type Verified =
  | { readonly ok: true; readonly id: string; readonly timestamp: number }
  | { readonly ok: false; readonly why: 'malformed' | 'too_old' | 'too_new' | 'wrong_signature' }

/**
 * What a receiver does first: it was sent by who knows the secret, it is what was sent, and it was
 * sent just now. An attempt that was recorded and is sent once more within the tolerance has the
 * same id: the receiver remembers ids that long.
 *
 * @param nowS Unix seconds
 */
export function verifyWebhook(
  headers: WebhookHeaders,
  body: string | Uint8Array,
  secret: string,
  nowS: number,
): Verified {
  const id = headers['webhook-id']
  const sent = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof sent !== 'string' || typeof signatures !== 'string') {
    return { ok: false, why: 'malformed' }
  }
  if (id === '' || !/^\d{1,12}$/.test(sent)) return { ok: false, why: 'malformed' }
  const timestamp = Number(sent)
  if (timestamp < nowS - SIGNATURE_TOLERANCE_S) return { ok: false, why: 'too_old' }
  if (timestamp > nowS + SIGNATURE_TOLERANCE_S) return { ok: false, why: 'too_new' }
  const expected = mac({ id, timestamp, body }, secret)
  const isSigned = signatures.split(' ').some((signature) => {
    const [version, text] = signature.split(',', 2)
    const given = Buffer.from(text ?? '', 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
  return isSigned ? { ok: true, id, timestamp } : { ok: false, why: 'wrong_signature' }
}

function mac({ id, timestamp, body }: SignedMessage, secret: string): Buffer {
  const key = Buffer.from(
    secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret,
    'base64',
  )
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}
