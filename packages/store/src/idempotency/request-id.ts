import { hash } from 'node:crypto'
import type { IdempotencyRequest, KeptReservation } from './outcome.ts'

/** Of a body's hash, half is stored: 128 bits of a keyed hash. Rows of before have all of it. */
export const BODY_HASH_BYTES = 16

/** The primary key of a request: 128 bits of the SHA-256 of shop, route and key, as a UUID. */
export function requestId(request: IdempotencyRequest | KeptReservation): string {
  if ('requestId' in request) return request.requestId
  const text = JSON.stringify([request.shopId, request.route, request.key])
  return hash('sha256', text).slice(0, 32)
}
