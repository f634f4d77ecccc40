import {
  add,
  addPairs,
  assemble,
  chain,
  constant,
  get,
  load,
  loadByte,
  loadPair,
  multiply,
  set,
  shiftLeft,
  store,
  storePair,
  subtract,
  subtractFours,
  subtractPairs,
  tee,
  whileBelow,
  type Code,
  type Kernel,
} from './assemble.ts'

/**
 * Of each bin of a column the sums of gradient and second derivative, a pair of doubles, and after
 * all pairs the rows of each bin, whole numbers of 32 bits.
 */
export const PAIR_BYTES = 16
export const COUNTS_AT = 256 * PAIR_BYTES
export const COLUMN_BYTES = COUNTS_AT + 256 * 4

/** Columns that are added up at once: a row and what the loss says of it are loaded for all. */
export const WIDTH = 4

/** What the kernels are called as. All are addresses in bytes, but for the counts of rows. */
export interface Kernels {
  /** What the loss says of each row of a node, in one piece. */
  gather(rows: number, pairs: number, count: number, into: number): void
  /** Adds `WIDTH` columns into as many histograms that follow each other. */
  addColumns(
    rows: number,
    ordered: number,
    count: number,
    into: number,
    ...columns: [first: number, second: number, third: number, fourth: number]
  ): void
  addColumn(rows: number, ordered: number, count: number, into: number, column: number): void
  /** The larger child is what the smaller one leaves of the parent. */
  subtract(parent: number, child: number, columns: number): void
  /**
   * Puts the rows that go left to the front and the others aside, each in the order that they had.
   * @param goesLeft of each bin 1 or 0, a byte each
   * @returns address after the last that went left
   */
  part(rows: number, count: number, column: number, goesLeft: number, aside: number): number
}

function gather(): Kernel {
  const [rows, pairs, count, into, end] = [0, 1, 2, 3, 4]
  return {
    name: 'gather',
    parameters: 4,
    locals: { numbers: 1, pairs: 0 },
    returnsNumber: false,
    body: [
      ...endOf(rows, count, end),
      ...whileBelow(rows, end, [
        ...get(into),
        ...chain(get(pairs), get(rows), load(), shiftLeft(4), add, loadPair()),
        ...storePair(),
        ...advance(into, PAIR_BYTES),
        ...advance(rows, 4),
      ]),
    ],
  }
}

/** Each bin is added up in the order of the rows, however many columns there are at once. */
function addColumns(name: string, width: number): Kernel {
  const [rows, ordered, count, into, firstColumn] = [0, 1, 2, 3, 4]
  const end = firstColumn + width
  const row = end + 1
  const bin = end + 2
  const place = end + 3
  const pair = end + 4
  const one = (column: number): Code => {
    const offset = column * COLUMN_BYTES
    return [
      ...chain(get(firstColumn + column), get(row), add, loadByte, set(bin)),
      ...chain(get(into), get(bin), shiftLeft(4), add, tee(place)),
      ...chain(get(place), loadPair(offset), get(pair), addPairs, storePair(offset)),
      ...chain(get(into), get(bin), shiftLeft(2), add, tee(place)),
      ...chain(get(place), load(offset + COUNTS_AT), constant(1), add),
      ...store(offset + COUNTS_AT),
    ]
  }
  return {
    name,
    parameters: end,
    locals: { numbers: 4, pairs: 1 },
    returnsNumber: false,
    body: [
      ...endOf(rows, count, end),
      ...whileBelow(rows, end, [
        ...chain(get(rows), load(), set(row)),
        ...chain(get(ordered), loadPair(), set(pair)),
        ...Array.from({ length: width }, (_, column) => one(column)).flat(),
        ...advance(ordered, PAIR_BYTES),
        ...advance(rows, 4),
      ]),
    ],
  }
}

function subtractColumns(): Kernel {
  const [parent, child, columns, end, columnEnd] = [0, 1, 2, 3, 4]
  const less = (operation: Code): Code => [
    ...get(parent),
    ...chain(get(parent), loadPair(), get(child), loadPair(), operation),
    ...storePair(),
    ...advance(child, 16),
    ...advance(parent, 16),
  ]
  const upTo = (bytes: number, operation: Code): Code => [
    ...chain(get(parent), constant(bytes), add, set(columnEnd)),
    ...whileBelow(parent, columnEnd, less(operation)),
  ]
  return {
    name: 'subtract',
    parameters: 3,
    locals: { numbers: 2, pairs: 0 },
    returnsNumber: false,
    body: [
      ...chain(get(columns), constant(COLUMN_BYTES), multiply, get(parent), add, set(end)),
      ...whileBelow(parent, end, [
        ...upTo(COUNTS_AT, subtractPairs),
        ...upTo(COLUMN_BYTES - COUNTS_AT, subtractFours),
      ]),
    ],
  }
}

/** Both places are written and one of them moves on: no branch to guess wrong. */
function part(): Kernel {
  const [rows, count, column, goesLeft, aside, end, row, left, isLeft] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  return {
    name: 'part',
    parameters: 5,
    locals: { numbers: 4, pairs: 0 },
    returnsNumber: true,
    body: [
      ...endOf(rows, count, end),
      ...chain(get(rows), set(left)),
      ...whileBelow(rows, end, [
        ...chain(get(left), get(rows), load(), tee(row), store()),
        ...chain(get(aside), get(row), store()),
        ...chain(get(goesLeft), get(column), get(row), add, loadByte, add),
        ...chain(loadByte, shiftLeft(2), set(isLeft)),
        ...chain(get(left), get(isLeft), add, set(left)),
        ...chain(get(aside), constant(4), add, get(isLeft), subtract, set(aside)),
        ...advance(rows, 4),
      ]),
      ...get(left),
    ],
  }
}

/** Sets `end` to where `count` whole numbers from `from` on end. */
function endOf(from: number, count: number, end: number): Code {
  return [...get(from), ...get(count), ...shiftLeft(2), ...add, ...set(end)]
}

function advance(local: number, bytes: number): Code {
  return [...get(local), ...constant(bytes), ...add, ...set(local)]
}

/** The parts of the standard that are used: the types of ECMAScript alone do not have them. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Memory: new (pages: { initial: number; maximum: number }) => WasmMemory
  readonly Instance: new (
    module: object,
    imports: { ground: { memory: WasmMemory } },
  ) => { readonly exports: object }
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

const PAGE_BYTES = 65_536

/** @returns memory of zeros that takes room as it is written, and what works on it */
export function openKernels(bytes: number): { memory: WasmMemory; kernels: Kernels } {
  const pages = Math.ceil(bytes / PAGE_BYTES)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const module = new WebAssembly.Module(
    assemble([
      gather(),
      addColumns('addColumns', WIDTH),
      addColumns('addColumn', 1),
      subtractColumns(),
      part(),
    ]),
  )
  const { exports } = new WebAssembly.Instance(module, { ground: { memory } })
  return { memory, kernels: exports as Kernels }
}
