import type { Readable } from 'node:stream'
import type { RouteId } from '@gatehouse/contract'
import type { IdempotencyReservation } from '@gatehouse/store'
import type { Caller } from './keys.ts'

/** A request that has passed the edge: known caller, sound body, checked parameters. */
export interface ApiRequest {
  /** The shop that is spoken for; every query below carries it. */
  readonly shopId: string
  readonly caller: Caller
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  /** Fits the schema of the route; an event fits the schema of its kind; a file is its bytes. */
  readonly body: unknown
  readonly reservation: IdempotencyReservation | null
  /** The client that a trusted proxy names; `null`: nobody can tell. */
  readonly clientAddress: () => string | null
  /** Whom the request is from, by proxies or by the connection. Never stored as it is. */
  readonly visitor: () => string
}

/**
 * What a handler answers. Bytes go out as they are: they were stored like that. What is too long to
 * hold is streamed.
 */
export interface ApiAnswer {
  readonly status: number
  readonly body: object | string | Uint8Array | Readable | null
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The bytes were stored with the idempotency key in the same transaction. */
  readonly isStored?: boolean
}

export type Handler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>
export type Handlers = { readonly [Id in RouteId]: Handler }

export function ok(body: object): ApiAnswer {
  return { status: 200, body }
}
export function created(body: object): ApiAnswer {
  return { status: 201, body }
}
export const noContent: ApiAnswer = { status: 204, body: null }
