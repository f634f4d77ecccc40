import { type BodyCounts, COPY_CHARACTERS_MIN } from './body-counts.ts'
import {
  COPIED,
  COPY_BITS,
  FIRST_VALUE,
  orderTable,
  SPELLED,
  UNKNOWN_FRAME,
  valueTable,
} from './body-symbols.ts'
import { hashBytes } from './byte-runs.ts'
import { endOfScalarBytes, QUOTE, WORD_PART } from './json-bytes.ts'
import { NO_PIECE, PieceIndex } from './piece-index.ts'
import { symbolCode } from './range-coder.ts'
import { IS_EXPECTED, IS_OTHER, NO_VALUE, type ValueOrder } from './value-orders.ts'
import type { Spelling } from './spelling.ts'
import type { Workspace } from './workspace.ts'

interface OrderCodes {
  readonly expectedCode: number
  readonly otherCode: number
  /** The place of the frame's first value among all pieces. */
  readonly firstPiece: number
  readonly next: Int32Array
  last: number
}

function orderCodes(order: ValueOrder, firstPieces: readonly number[]): OrderCodes {
  const table = orderTable(order)
  return {
    expectedCode: table.codeOf(IS_EXPECTED),
    otherCode: table.codeOf(IS_OTHER),
    firstPiece: firstPieces[order.frame]!,
    next: Int32Array.from(order.next),
    last: order.next.length - 1,
  }
}

/** Codes of values: frequent ones by their text, others copied or spelled. */
export class ValueCodes {
  /** Values grouped by their frame; the number of each is its code. */
  readonly #index: PieceIndex
  /** By frame: the value that came last; before there was any, a number of the frame's own. */
  readonly #latest: Int32Array
  /**
   * By value: the one that came next in the same frame. Only a guess where to look first: rules,
   * for one, come in the same order in every body, and looking there is faster than searching.
   */
  readonly #followers: Int32Array
  readonly #spelledCodes: Int32Array
  readonly #copiedCodes: Int32Array
  readonly #spelling: Spelling
  /** By frame. */
  readonly #orders: ReadonlyMap<number, OrderCodes>

  constructor(counts: BodyCounts, spelling: Spelling) {
    const tables = counts.values.map((_, frame) => valueTable(counts, frame))
    this.#index = new PieceIndex(
      counts.values.flatMap((pairs, frame) =>
        pairs.map(([text], index) => ({
          group: frame,
          text,
          number: tables[frame]!.codeOf(index + FIRST_VALUE),
        })),
      ),
    )
    const { pieceLimit } = this.#index
    this.#latest = Int32Array.from(tables, (_, frame) => pieceLimit + frame)
    this.#followers = new Int32Array(pieceLimit + tables.length).fill(NO_PIECE)
    this.#spelledCodes = Int32Array.from(tables, (table) => table.codeOf(SPELLED))
    this.#copiedCodes = Int32Array.from(tables, (table) => table.codeOf(COPIED))
    this.#spelling = spelling
    const firstPieces = [0]
    for (const pairs of counts.values) firstPieces.push(firstPieces.at(-1)! + pairs.length)
    this.#orders = new Map(
      counts.orders?.map((order) => [order.frame, orderCodes(order, firstPieces)]),
    )
  }

  /** Nothing has come yet. */
  startBody(): void {
    for (const order of this.#orders.values()) order.last = order.next.length - 1
  }

  /** Adds the code of the value of `frame` that starts at `start`, and answers where it ends. */
  add(work: Workspace, frame: number, start: number): number {
    if (frame === UNKNOWN_FRAME) {
      return this.#addOther(work, frame, start, endOfScalarBytes(work.text, work.view, start))
    }
    const order = this.#orders.get(frame)
    return order === undefined
      ? this.#addFrequent(work, frame, start)
      : this.#addOrdered(work, order, frame, start)
  }

  #addOrdered(work: Workspace, order: OrderCodes, frame: number, start: number): number {
    const { text, view } = work
    const index = this.#index
    const expected = order.last === NO_VALUE ? NO_VALUE : order.next[order.last]!
    if (expected !== NO_VALUE) {
      const end = index.endAt(index.pieceAt(order.firstPiece + expected), view, start)
      if (end !== 0 && (text[start] === QUOTE || WORD_PART[text[end]!] === 0)) {
        order.last = expected
        work.addCode(order.expectedCode)
        return end
      }
      work.addCode(order.otherCode)
    }
    const end = endOfScalarBytes(text, view, start)
    const piece = index.find(frame, hashBytes(view, start, end), view, start, end)
    if (piece === NO_PIECE) {
      order.last = NO_VALUE
      return this.#addOther(work, frame, start, end)
    }
    order.last = index.placeOf(piece) - order.firstPiece
    work.addCode(index.numberOf(piece))
    return end
  }

  #addFrequent(work: Workspace, frame: number, start: number): number {
    const { text, view } = work
    const index = this.#index
    const latest = this.#latest[frame]!
    const expected = this.#followers[latest]!
    if (expected !== NO_PIECE) {
      const end = index.endAt(expected, view, start)
      if (end !== 0 && (text[start] === QUOTE || WORD_PART[text[end]!] === 0)) {
        this.#latest[frame] = expected
        work.addCode(index.numberOf(expected))
        return end
      }
    }
    const end = endOfScalarBytes(text, view, start)
    const value = index.find(frame, hashBytes(view, start, end), view, start, end)
    if (value === NO_PIECE) return this.#addOther(work, frame, start, end)
    // Never one that the end of a text cut off: elsewhere it would only be the beginning of one.
    if (text[end] !== 0) this.#followers[latest] = value
    this.#latest[frame] = value
    work.addCode(index.numberOf(value))
    return end
  }

  #addOther(work: Workspace, frame: number, start: number, end: number): number {
    const hash = hashBytes(work.view, start, end)
    const copied = end - start < COPY_CHARACTERS_MIN ? -1 : work.findValue(hash, start, end)
    if (copied < 0) {
      work.addCode(frame === UNKNOWN_FRAME ? symbolCode(SPELLED, 1, 1) : this.#spelledCodes[frame]!)
      this.#spelling.add(work, frame, start, end)
      work.addValue(hash, start, end)
    } else {
      work.addCode(frame === UNKNOWN_FRAME ? symbolCode(COPIED, 1, 1) : this.#copiedCodes[frame]!)
      work.addCode(symbolCode(copied, 1, COPY_BITS))
    }
    return end
  }
}
