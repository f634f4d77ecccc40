import {
  type BodyCounts,
  COPIES_MAX,
  PLACES_MAX,
  START_DECISION,
  START_EVENT,
} from './body-counts.ts'
import {
  anyCharacter,
  COPIED,
  COPY_BITS,
  END_CHARACTER,
  FIRST_VALUE,
  FRAME_ID_BITS,
  nextTable,
  orderTable,
  OTHER_FRAME,
  type PlaceTable,
  placeTable,
  UNKNOWN_FRAME,
  valueTable,
} from './body-symbols.ts'
import { END } from './json-pieces.ts'
import { RangeDecoder } from './range-coder.ts'
import { IS_EXPECTED, NO_VALUE } from './value-orders.ts'
import type { SymbolTable } from './symbol-table.ts'

/** A decoded body never grows beyond this: bytes that are no body must not fill the memory. */
const CHARACTERS_MAX = 16 * 1024 * 1024

interface DecodedOrder {
  readonly table: SymbolTable
  readonly next: readonly number[]
  last: number
}

function expectedOf({ next, last }: DecodedOrder): number {
  return last === NO_VALUE ? NO_VALUE : next[last]!
}

/** Reads what `BodyEncoder` wrote by the same counts. */
export class BodyDecoder {
  readonly #counts: BodyCounts
  readonly #nextTables: SymbolTable[]
  readonly #valueTables: SymbolTable[]
  readonly #places: PlaceTable[][]
  /** By frame. */
  readonly #orders: ReadonlyMap<number, DecodedOrder>

  constructor(counts: BodyCounts) {
    this.#counts = counts
    this.#nextTables = counts.next.map(nextTable)
    this.#valueTables = counts.values.map((_, frame) => valueTable(counts, frame))
    this.#places = counts.places.map((places) => places.map(placeTable))
    this.#orders = new Map(
      counts.orders?.map((order) => [
        order.frame,
        { table: orderTable(order), next: order.next, last: order.next.length - 1 },
      ]),
    )
  }

  /** Throws a `RangeError` when it notices that the bytes are damaged. */
  decode(bytes: Uint8Array, known: readonly string[]): { event: string; decision: string } {
    const coder = new RangeDecoder(bytes)
    const recent = [...known]
    for (const order of this.#orders.values()) order.last = order.next.length - 1
    const event = this.#decodeText(coder, START_EVENT, recent)
    return { event, decision: this.#decodeText(coder, START_DECISION, recent) }
  }

  #decodeText(coder: RangeDecoder, start: number, recent: string[]): string {
    let text = ''
    let before = start
    for (;;) {
      const { frame, frameText } = this.#decodeFrame(coder, before)
      text += frameText
      if (frameText.endsWith(END)) return text.slice(0, -1)
      text += this.#decodeValue(coder, frame, recent)
      if (text.length > CHARACTERS_MAX) throw new RangeError('the stored body is damaged')
      before = frame
    }
  }

  #decodeFrame(coder: RangeDecoder, before: number): { frame: number; frameText: string } {
    if (before !== UNKNOWN_FRAME) {
      const symbol = this.#nextTables[before]!.decode(coder)
      if (symbol !== OTHER_FRAME) {
        const frame = this.#counts.next[before]![symbol - 1]![0]
        return { frame, frameText: this.#counts.frames[frame]! }
      }
    }
    const frame = coder.peek(FRAME_ID_BITS)
    coder.consume(frame, 1, FRAME_ID_BITS)
    if (frame === 0) return { frame: UNKNOWN_FRAME, frameText: this.#decodeCharacters(coder, []) }
    const frameText = this.#counts.frames[frame]
    if (frameText === undefined) throw new RangeError('the stored body is damaged')
    return { frame, frameText }
  }

  #decodeValue(coder: RangeDecoder, frame: number, recent: string[]): string {
    const order = this.#orders.get(frame)
    const expected = order === undefined ? NO_VALUE : expectedOf(order)
    if (expected !== NO_VALUE && order!.table.decode(coder) === IS_EXPECTED) {
      order!.last = expected
      return this.#counts.values[frame]![expected]![0]
    }
    const symbol = this.#decodeValueSymbol(coder, frame)
    if (order !== undefined) order.last = symbol < FIRST_VALUE ? NO_VALUE : symbol - FIRST_VALUE
    if (symbol >= FIRST_VALUE) return this.#counts.values[frame]![symbol - FIRST_VALUE]![0]
    if (symbol === COPIED) {
      const copied = coder.peek(COPY_BITS)
      coder.consume(copied, 1, COPY_BITS)
      const value = recent[copied]
      if (value === undefined) throw new RangeError('the stored body is damaged')
      return value
    }
    const value = this.#decodeCharacters(coder, this.#places[frame] ?? [])
    if (recent.length < COPIES_MAX) recent.push(value)
    return value
  }

  #decodeValueSymbol(coder: RangeDecoder, frame: number): number {
    if (frame !== UNKNOWN_FRAME) return this.#valueTables[frame]!.decode(coder)
    const symbol = coder.peek(1)
    coder.consume(symbol, 1, 1)
    return symbol
  }

  #decodeCharacters(coder: RangeDecoder, places: readonly PlaceTable[]): string {
    let text = ''
    for (;;) {
      const place = places[Math.min(text.length, PLACES_MAX - 1)]
      let character = place === undefined ? 0 : place.characters[place.table.decode(coder)]!
      if (place === undefined || character < 0) character = anyCharacter.decode(coder)
      if (character === END_CHARACTER) return text
      text += String.fromCharCode(character)
      if (text.length > CHARACTERS_MAX) throw new RangeError('the stored body is damaged')
    }
  }
}
