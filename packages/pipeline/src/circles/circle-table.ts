import { CIRCLE_REASONS, type CircleReason } from '@gatehouse/contract'
import type { SaidItem } from '@gatehouse/store'
import { lastAtMost } from '../lists/sorted-keys.ts'

const WORDS = 4
const ROWS_AT_FIRST = 64

/** What one member says of a token. */
export interface Said {
  /** Which of the circle's members. */
  readonly member: number
  readonly reason: CircleReason
  readonly severity: number
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly expiresAtMs: number
}

/** Everything that is said in a circle of one kind: 43 bytes for each token and member. */
export class CircleTable {
  count = 0
  #words = Array.from({ length: WORDS }, () => new Uint32Array(ROWS_AT_FIRST))
  #members = new Uint8Array(ROWS_AT_FIRST)
  #reasons = new Uint8Array(ROWS_AT_FIRST)
  #severities = new Uint8Array(ROWS_AT_FIRST)
  #times = new Float64Array(3 * ROWS_AT_FIRST)

  /** In the order of their tokens. */
  add(item: SaidItem, member: number): void {
    if (this.count === this.#members.length) this.#grow()
    const at = this.count++
    const token = wordsOf(item.token)
    for (let word = 0; word < WORDS; word++) this.#words[word]![at] = token[word]!
    this.#members[at] = member
    this.#reasons[at] = Math.max(0, CIRCLE_REASONS.indexOf(item.reason as CircleReason))
    this.#severities[at] = item.severity
    this.#times.set([item.firstSeenMs, item.lastSeenMs, item.expiresAtMs], 3 * at)
  }

  of(token: Uint8Array): Said[] {
    const found: Said[] = []
    if (this.count === 0) return found
    const wanted = wordsOf(token)
    let at = lastAtMost({ words: this.#words, count: this.count }, wanted)
    for (; at >= 0 && this.#words.every((column, word) => column[at] === wanted[word]); at--) {
      found.push({
        member: this.#members[at]!,
        reason: CIRCLE_REASONS[this.#reasons[at]!]!,
        severity: this.#severities[at]!,
        firstSeenMs: this.#times[3 * at]!,
        lastSeenMs: this.#times[3 * at + 1]!,
        expiresAtMs: this.#times[3 * at + 2]!,
      })
    }
    return found
  }

  #grow(): void {
    const rows = 2 * this.count
    this.#words = this.#words.map((column) => copied(column, new Uint32Array(rows)))
    this.#members = copied(this.#members, new Uint8Array(rows))
    this.#reasons = copied(this.#reasons, new Uint8Array(rows))
    this.#severities = copied(this.#severities, new Uint8Array(rows))
    this.#times = copied(this.#times, new Float64Array(3 * rows))
  }
}

function copied<Column extends Uint32Array | Uint8Array | Float64Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from)
  return to
}

function wordsOf(token: Uint8Array): number[] {
  const view = new DataView(token.buffer, token.byteOffset, token.byteLength)
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)]
}
