/**
 * Why reference data cannot be used.
 * - `reference_not_compiled`: the cache folder lacks a table of the installed sources.
 * - `reference_table_corrupt`: a compiled table fails its length or checksum.
 * - `reference_source_missing`: an npm package with source data is not installed.
 * - `reference_compile_failed`: the compiling process ended with an error.
 * - `mmdb_invalid`: a MaxMind DB file is corrupt, or does not know what it must know.
 * - `feed_invalid`: an operator's address feed or BIN table has a line that cannot be read.
 */
export type ReferenceDataErrorCode =
  | 'reference_not_compiled'
  | 'reference_table_corrupt'
  | 'reference_source_missing'
  | 'reference_compile_failed'
  | 'mmdb_invalid'
  | 'feed_invalid'

/** Thrown while reference data is compiled or opened; look-ups themselves never throw. */
export class ReferenceDataError extends Error {
  readonly code: ReferenceDataErrorCode

  constructor(code: ReferenceDataErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ReferenceDataError'
    this.code = code
  }
}
