import { StoreError } from '@gatehouse/store'
import { ApiError } from './http/api-error.ts'

/** A cursor that names where the page before ended. Opaque to callers. */
export function writeCursor(name: string): string {
  return Buffer.from(name).toString('base64url')
}

/**
 * @returns the empty text for the first page
 * @throws ApiError `invalid_query`
 */
export function readCursor(cursor: string | undefined, name: RegExp): string {
  if (cursor === undefined) return ''
  const read = Buffer.from(cursor, 'base64url').toString()
  if (name.test(read)) return read
  throw invalidCursor()
}

/** What a page may be asked for (`pageQuery` of the contract, checked at the edge). */
export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

/** For `catch` of a page of the store. */
export function refuseCursor(error: unknown): never {
  throw error instanceof StoreError && error.code === 'invalid' ? invalidCursor() : error
}

function invalidCursor(): ApiError {
  return new ApiError('invalid_query', {
    issues: [
      { pointer: '/cursor', code: 'malformed', message: 'is not one of ours: leave it out' },
    ],
  })
}
