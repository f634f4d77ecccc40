import { hash } from 'node:crypto'
import type { IdempotencyRequest, KeptReservation } from './outcome.ts'

/** The primary key of a request: 128 bits of the SHA-256 of shop, route and key, as a UUID. */
export function requestId(request: IdempotencyRequest | KeptReservation): string {
  if ('requestId' in request) return request.requestId
  const text = JSON.stringify([request.shopId, request.route, request.key])
  return hash('sha256', text).slice(0, 32)
}
