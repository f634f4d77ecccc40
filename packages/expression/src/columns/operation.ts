import type { Bits } from './bits.ts'

/**
 * Rows go through in chunks, so that what one operation writes the next one finds in the cache:
 * 16,384 doubles are 128 KiB.
 */
export const CHUNK_WORDS = 512
export const CHUNK_ROWS = CHUNK_WORDS * 32

/** What a true-or-false part of an expression is for each row of the chunk: at most one bit of three. */
export interface Planes {
  readonly yes: Bits
  readonly unknown: Bits
  readonly error: Bits
}

export function emptyPlanes(): Planes {
  return {
    yes: new Uint32Array(CHUNK_WORDS),
    unknown: new Uint32Array(CHUNK_WORDS),
    error: new Uint32Array(CHUNK_WORDS),
  }
}

/** The rows of one step: `from` is a multiple of 32, `rows` at most `CHUNK_ROWS`. */
export interface Chunk {
  readonly from: number
  readonly rows: number
  readonly words: number
}

/**
 * One shared part of all expressions. `run` fills the planes for a chunk; whoever reads them runs
 * later, because parts are kept in the order they were made, children first. Bits beyond the last
 * row of a chunk mean nothing until the result is written.
 */
export interface BoolOperation {
  readonly planes: Planes
  run(chunk: Chunk): void
}

/** A part that is a number for each row, or unknown, or an error; those rows hold any number. */
export interface NumberOperation {
  readonly values: Float64Array
  /** Where a chunk's first row lies in `values`: a column holds all rows, a computed part one chunk. */
  start(chunk: Chunk): number
  readonly unknown: Bits
  readonly error: Bits
  run(chunk: Chunk): void
}
