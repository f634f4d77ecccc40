import { ApiError } from './api-error.ts'

/** Networks that are remembered; beyond it those that were seen the longest ago start anew. */
const VISITORS_MAX = 100_000
const MINUTE_MS = 60_000

interface Bucket {
  tokens: number
  atMs: number
}

/**
 * Keeps those who need no key from asking too often: each network has a bucket that fills up evenly
 * (token bucket), as large as what it may ask for in a minute.
 * @param nowMs milliseconds that never go back
 */
export class VisitorLimit {
  readonly #perMinute: number
  readonly #nowMs: () => number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perMinute: number, nowMs: () => number = () => performance.now()) {
    this.#perMinute = perMinute
    this.#nowMs = nowMs
  }

  /** @throws ApiError `too_many_requests` with `Retry-After` */
  take(address: string): void {
    const network = networkOf(address)
    const nowMs = this.#nowMs()
    const before = this.#buckets.get(network) ?? { tokens: this.#perMinute, atMs: nowMs }
    const gained = ((nowMs - before.atMs) * this.#perMinute) / MINUTE_MS
    const tokens = Math.min(this.#perMinute, before.tokens + gained)
    const isGranted = tokens >= 1
    this.#buckets.delete(network)
    this.#buckets.set(network, { tokens: isGranted ? tokens - 1 : tokens, atMs: nowMs })
    if (this.#buckets.size > VISITORS_MAX) {
      this.#buckets.delete(this.#buckets.keys().next().value!)
    }
    if (isGranted) return
    const seconds = Math.ceil(((1 - tokens) * MINUTE_MS) / this.#perMinute / 1000)
    throw new ApiError('too_many_requests', {
      detail: `without a key ${this.#perMinute} requests a minute are answered`,
      headers: { 'retry-after': String(seconds) },
    })
  }
}

/** One household has one IPv4 address, or 64 bits of IPv6 (RFC 6177). */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(zeros, 0) }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
