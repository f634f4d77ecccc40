/** A piece of work to do later, at least once. Handlers must be idempotent. */
export interface NewJob {
  readonly shopId: string
  /** For example `rescore`. */
  readonly queue: string
  /** At most 64 KiB of JSON, without personal data. */
  readonly payload: unknown
  /** Not before; milliseconds since the epoch. Default: at once. */
  readonly runAtMs?: number
  /** One waiting job per (shop, queue, uniqueKey); a second one is dropped. */
  readonly uniqueKey?: string
}
