/** The identity of one keyed request. `bodyHash` is `Store.bodyHash` of the raw body bytes. */
export interface IdempotencyRequest {
  readonly shopId: string
  /** Method and route pattern, for example `POST /v1/decisions`. */
  readonly route: string
  /** The `Idempotency-Key` header, 1 to 255 characters. */
  readonly key: string
  readonly bodyHash: Uint8Array
}

/**
 * The right to answer a key, held by one request of this process. It ends by being stored with
 * `journal.append(record, {reservation, status})`, or by `idempotency.release(reservation)`
 * when the request failed. Always end it in a `finally`: ending twice is harmless.
 */
export interface IdempotencyReservation extends IdempotencyRequest {
  readonly createdAtMs: number
  /** The database was away: nobody knows whether the key was used before. */
  readonly isUnchecked?: boolean
}

/** A reservation as it is kept on the disk: without the key, as in the database. */
export interface KeptReservation {
  /** `requestId(...)` of the request. */
  readonly requestId: string
  readonly bodyHash: Uint8Array
  readonly createdAtMs: number
}

export interface StoredAnswer {
  readonly status: number
  /** The bytes that were answered first. */
  readonly answer: Uint8Array
}

export type IdempotencyState =
  | { readonly state: 'new'; readonly reservation: IdempotencyReservation }
  /** Answer 409: the first request with this key is still being worked on. */
  | { readonly state: 'in_flight' }
  /** Answer the stored bytes with `Idempotent-Replayed: true`. */
  | ({ readonly state: 'replay' } & StoredAnswer)
  /** Answer 422: the key was used with another body. */
  | { readonly state: 'conflict' }

/** `begin` reads once; `release` frees a key whose request failed. Keys are kept 24 hours. */
export interface Idempotency {
  begin(request: IdempotencyRequest): Promise<IdempotencyState>
  release(reservation: IdempotencyReservation): void
  /** Deletes keys older than 24 hours, in bounded steps. Answers how many. */
  expire(nowMs: number): Promise<number>
}
