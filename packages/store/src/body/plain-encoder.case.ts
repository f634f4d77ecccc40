import { type BodyCounts, COPIES_MAX, COPY_CHARACTERS_MIN, PLACES_MAX } from './body-counts.ts'
import { END, endOfScalar, findScalar, isScalarStart } from './json-pieces.ts'
import { SymbolTable } from './symbol-table.ts'

/**
 * The code of a body made the plain way: every frame, value and character is cut out, looked up and
 * coded on its own. What `BodyEncoder` writes must be the same, bit for bit: rows are read for ever.
 */
export function encodePlainly(
  counts: BodyCounts,
  event: string,
  decision: string,
  known: readonly string[],
): Uint8Array | undefined {
  if (event.includes(END) || decision.includes(END)) return undefined
  const coder = new PlainRangeCoder()
  const recent = [...known]
  const orders = new Map(
    counts.orders?.map((order) => [order.frame, { ...order, last: order.next.length - 1 }]),
  )
  for (const [start, text] of [event, decision].entries()) encodeText(start, text)
  return coder.finish()

  function encodeText(start: number, text: string): void {
    let before = start
    let at = 0
    for (;;) {
      const likely = likelyFrame(before)
      let valueAt = likely === undefined ? -1 : at + likely.length
      const isLikely =
        likely !== undefined &&
        text.startsWith(likely, at) &&
        isScalarStart(text.charCodeAt(valueAt))
      if (!isLikely) valueAt = findScalar(text, at)
      before = encodeFrame(before, valueAt < 0 ? text.slice(at) + END : text.slice(at, valueAt))
      if (valueAt < 0) return
      at = endOfScalar(text, valueAt)
      encodeValue(before, text.slice(valueAt, at))
    }
  }

  function likelyFrame(before: number): string | undefined {
    const frame = counts.next[before]?.[0]?.[0]
    const text = frame === undefined ? '' : counts.frames[frame]!
    return text.endsWith(':') ? text : undefined
  }

  function encodeFrame(before: number, text: string): number {
    const frame = counts.frames.indexOf(text, 2)
    if (before >= 0) {
      const pairs = counts.next[before]!
      const symbol = pairs.findIndex(([follower]) => follower === frame) + 1
      encodeSymbol(pairs, () => [1, ...pairs.map(([, count]) => count)], symbol)
      if (symbol > 0) return frame
    }
    coder.encode(Math.max(frame, 0), 1, 12)
    if (frame < 0) spell([], text)
    return frame
  }

  function encodeValue(frame: number, value: string): void {
    const copied = value.length < COPY_CHARACTERS_MIN ? -1 : recent.indexOf(value)
    if (frame < 0) {
      coder.encode(copied < 0 ? 0 : 1, 1, 1)
    } else {
      const pairs = counts.values[frame]!
      const others = [1 + counts.literals[frame]!, 1 + counts.copies[frame]!]
      const frequent = pairs.findIndex(([text]) => text === value)
      const order = orders.get(frame)
      const expected = order === undefined || order.last < 0 ? -1 : order.next[order.last]!
      if (order !== undefined) {
        order.last = frequent
        if (expected >= 0) {
          const isExpected = Number(frequent === expected)
          encodeSymbol(order, () => [1 + order.others, 1 + order.expected], isExpected)
          if (isExpected === 1) return
        }
      }
      const symbol = frequent >= 0 ? frequent + 2 : copied < 0 ? 0 : 1
      encodeSymbol(pairs, () => [...others, ...pairs.map(([, count]) => count)], symbol)
      if (frequent >= 0) return
    }
    if (copied >= 0) {
      coder.encode(copied, 1, 8)
      return
    }
    spell(counts.places[frame] ?? [], value)
    if (recent.length < COPIES_MAX) recent.push(value)
  }

  function spell(places: BodyCounts['places'][number], text: string): void {
    for (let at = 0; at <= text.length; at += 1) {
      const character = at === text.length ? 256 : text.charCodeAt(at)
      const place = places[Math.min(at, PLACES_MAX - 1)]
      if (place !== undefined) {
        const shares = Object.values(place)
        const once = shares.filter((count) => count === 1).length
        const symbol = Object.keys(place).indexOf(String(character)) + 1
        encodeSymbol(place, () => [1 + once, ...shares], symbol)
        if (symbol > 0) continue
      }
      encodeSymbol(ANY, () => ANY, character)
    }
  }

  function encodeSymbol(of: object, shares: () => readonly number[], symbol: number): void {
    const table = tables.get(of) ?? new SymbolTable(shares())
    tables.set(of, table)
    const code = table.codeOf(symbol)
    coder.encode(code & 0xfff, (code >>> 12) & 0x1fff, code >>> 25)
  }
}

const ANY: readonly number[] = Array.from({ length: 257 }, () => 1)
/** By the counts that they are made of. */
const tables = new WeakMap<object, SymbolTable>()

/** The carry-less range coder of Subbotin (1999) as it is written down, in plain numbers. */
class PlainRangeCoder {
  #low = 0
  #range = 2 ** 32 - 1
  readonly #bytes: number[] = []

  encode(start: number, size: number, totalBits: number): void {
    const share = Math.floor(this.#range / 2 ** totalBits)
    this.#low = (this.#low + share * start) % 2 ** 32
    this.#range = share * size
    for (;;) {
      const end = (this.#low + this.#range) % 2 ** 32
      if (Math.floor(this.#low / 2 ** 24) !== Math.floor(end / 2 ** 24)) {
        if (this.#range >= 2 ** 16) return
        this.#range = (2 ** 16 - (this.#low % 2 ** 16)) % 2 ** 16
      }
      this.#shift()
      this.#range = (this.#range * 256) % 2 ** 32
    }
  }

  finish(): Uint8Array {
    for (let sent = 0; sent < 4; sent += 1) this.#shift()
    return Uint8Array.from(this.#bytes)
  }

  #shift(): void {
    this.#bytes.push(Math.floor(this.#low / 2 ** 24))
    this.#low = (this.#low * 256) % 2 ** 32
  }
}
