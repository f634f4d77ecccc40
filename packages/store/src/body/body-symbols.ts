import type { BodyCounts, CharacterCounts } from './body-counts.ts'
import type { ValueOrder } from './value-orders.ts'
import { SymbolTable } from './symbol-table.ts'

/** Symbols of a value table; the frequent values follow. */
export const SPELLED = 0
export const COPIED = 1
export const FIRST_VALUE = 2
/** Symbol of a frame table: none of the usual followers, which come behind it. */
export const OTHER_FRAME = 0
export const FRAME_ID_BITS = 12
export const COPY_BITS = 8
/** The end of a text, as a character. */
export const END_CHARACTER = 256
/** Symbol of a place table: a character that no sample had there. */
export const OTHER_CHARACTER = 0

/** A frame that no sample had: nothing is known of what follows it. */
export const UNKNOWN_FRAME = -1

/** Any character, for what no sample had: 257 equal shares. */
export const anyCharacter = new SymbolTable(Array.from({ length: END_CHARACTER + 1 }, () => 1))

/** Which frame follows another. */
export function nextTable(pairs: BodyCounts['next'][number]): SymbolTable {
  return new SymbolTable([1, ...pairs.map(([, count]) => count)])
}

/** Which value follows a frame. */
export function valueTable(counts: BodyCounts, frame: number): SymbolTable {
  return new SymbolTable([
    1 + counts.literals[frame]!,
    1 + counts.copies[frame]!,
    ...counts.values[frame]!.map(([, count]) => count),
  ])
}

/** Whether the expected value comes. */
export function orderTable({ expected, others }: ValueOrder): SymbolTable {
  return new SymbolTable([1 + others, 1 + expected])
}

/** Which character stands in a place. */
export interface PlaceTable {
  readonly table: SymbolTable
  /** By symbol. The first is none, but `OTHER_CHARACTER`. */
  readonly characters: readonly number[]
}

/** "Another character" gets the share that characters seen once have (Good-Turing). */
export function placeTable(counts: CharacterCounts): PlaceTable {
  const pairs = Object.entries(counts)
  const once = pairs.filter(([, count]) => count === 1).length
  return {
    table: new SymbolTable([1 + once, ...pairs.map(([, count]) => count)]),
    characters: [-1, ...pairs.map(([character]) => Number(character))],
  }
}
