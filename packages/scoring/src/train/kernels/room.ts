import { COLUMN_BYTES, COUNTS_AT, openKernels, PAIR_BYTES, WIDTH, type Kernels } from './kernels.ts'

/** WebAssembly addresses 32 bits. */
const ROOM_BYTES_MAX = 65_536 * 65_536

/** The sums of a node's rows by column and bin: where they begin, in bytes. */
export type Histogram = number

export interface RoomSize {
  readonly rows: number
  readonly columns: number
  /** Columns that one tree may use. */
  readonly columnsPerTree: number
  readonly leaves: number
}

/**
 * What trees are grown on, and what growing one needs, in the one memory that the kernels work on.
 * It is taken once for a training; what is never written takes no room.
 */
export class Room {
  /** The bins of each column, row by row. */
  readonly columns: readonly Uint8Array[]
  /** Of each row the gradient and the second derivative of the loss, one after the other. */
  readonly pairs: Float64Array
  /** The rows that the tree sees. */
  readonly rows: Uint32Array
  /** All of the memory, to read histograms by. */
  readonly doubles: Float64Array
  readonly words: Uint32Array
  /** Of each bin whether it goes left: 1 or 0. */
  readonly goesLeft: Uint8Array
  readonly #kernels: Kernels
  readonly #ordered: Float64Array
  readonly #aside: Uint32Array
  readonly #histogramsAt: number
  #chosen: readonly number[] = []
  #free: Histogram[] = []
  #taken = 0

  /** @throws RangeError for rows and columns that would need more than 4 GiB */
  constructor({ rows, columns, columnsPerTree, leaves }: RoomSize) {
    let bytes = 0
    const take = (wanted: number): number => {
      const at = bytes
      bytes += Math.ceil(wanted / PAIR_BYTES) * PAIR_BYTES
      return at
    }
    const columnsAt = Array.from({ length: columns }, () => take(rows))
    const pairsAt = take(rows * PAIR_BYTES)
    const orderedAt = take(rows * PAIR_BYTES)
    const rowsAt = take(rows * 4)
    const asideAt = take((rows + 1) * 4)
    const goesLeftAt = take(256)
    this.#histogramsAt = take(columnsPerTree * COLUMN_BYTES * leaves)
    if (bytes > ROOM_BYTES_MAX) {
      throw new RangeError(
        `${rows} rows of ${columns} columns are more than can be learned from: take a sample of the rows`,
      )
    }
    const { memory, kernels } = openKernels(bytes)
    const { buffer } = memory
    this.#kernels = kernels
    this.columns = columnsAt.map((at) => new Uint8Array(buffer, at, rows))
    this.pairs = new Float64Array(buffer, pairsAt, rows * 2)
    this.#ordered = new Float64Array(buffer, orderedAt, rows * 2)
    this.rows = new Uint32Array(buffer, rowsAt, rows)
    this.#aside = new Uint32Array(buffer, asideAt, rows + 1)
    this.goesLeft = new Uint8Array(buffer, goesLeftAt, 256)
    this.doubles = new Float64Array(buffer)
    this.words = new Uint32Array(buffer)
  }

  /** For a tree of these columns: no histogram is in use any more. */
  begin(chosen: readonly number[]): void {
    this.#chosen = chosen
    this.#free = []
    this.#taken = 0
  }

  /** What all rows of the last histogram add up to, in their order. */
  sumsOf(count: number): { gradient: number; hessian: number } {
    const ordered = this.#ordered
    let gradient = 0
    let hessian = 0
    for (let at = 0; at < count * 2; at += 2) {
      gradient += ordered[at]!
      hessian += ordered[at + 1]!
    }
    return { gradient, hessian }
  }

  /** Adds up the rows of a node. */
  histogramOf(from: number, to: number): Histogram {
    const { columns, pairs, rows } = this
    const ordered = this.#ordered.byteOffset
    const histogram = this.#take()
    const rowsAt = rows.byteOffset + from * 4
    const count = to - from
    this.#kernels.gather(rowsAt, pairs.byteOffset, count, ordered)
    const chosen = this.#chosen.map((column) => columns[column]!.byteOffset)
    let column = 0
    for (; column + WIDTH <= chosen.length; column += WIDTH) {
      const into = histogram + column * COLUMN_BYTES
      const [a, b, c, d] = [0, 1, 2, 3].map((next) => chosen[column + next]!)
      this.#kernels.addColumns(rowsAt, ordered, count, into, a!, b!, c!, d!)
    }
    for (; column < chosen.length; column++) {
      const into = histogram + column * COLUMN_BYTES
      this.#kernels.addColumn(rowsAt, ordered, count, into, chosen[column]!)
    }
    return histogram
  }

  /** The larger child is what the smaller one leaves of the parent, whose place it takes. */
  subtract(parent: Histogram, child: Histogram): void {
    this.#kernels.subtract(parent, child, this.#chosen.length)
  }

  /** The histogram is not read any more. */
  giveBack(histogram: Histogram): void {
    this.#free.push(histogram)
  }

  /**
   * Puts the rows that go left by `goesLeft` before those that go right, each in the order that they
   * had.
   * @returns the first row that went right
   */
  part(from: number, to: number, column: number): number {
    const { rows } = this
    const bins = this.columns[this.#chosen[column]!]!.byteOffset
    const aside = this.#aside
    const begin = rows.byteOffset + from * 4
    const end = this.#kernels.part(
      begin,
      to - from,
      bins,
      this.goesLeft.byteOffset,
      aside.byteOffset,
    )
    const middle = ((end >>> 0) - rows.byteOffset) / 4
    rows.set(aside.subarray(0, to - middle), middle)
    return middle
  }

  #take(): Histogram {
    const bytes = this.#chosen.length * COLUMN_BYTES
    const histogram = this.#free.pop() ?? this.#histogramsAt + bytes * this.#taken++
    this.words.fill(0, histogram / 4, (histogram + bytes) / 4)
    return histogram
  }
}

/** Where the sums of a column begin among all doubles, and its counts among all words. */
export interface ColumnAt {
  readonly sums: number
  readonly counts: number
}

export function columnOf(histogram: Histogram, column: number): ColumnAt {
  const at = histogram + column * COLUMN_BYTES
  return { sums: at / 8, counts: (at + COUNTS_AT) / 4 }
}
