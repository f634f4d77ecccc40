import { ApiError } from './http/api-error.ts'

/** Changes of one shop that may wait; a merchant's tools never have as many under way. */
const WAITING_MAX = 100

/** Runs the work of one shop one after the other; different shops do not wait for each other. */
export type InTurn = <Result>(shopId: string, work: () => Promise<Result>) => Promise<Result>

/**
 * What is checked against the other lists and rulesets of a shop must not change until the change
 * is made. This holds inside one process.
 * @throws ApiError `overloaded` from the returned function when too many wait
 */
export function createTurns(): InTurn {
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>()
  return async (shopId, work) => {
    const line = lines.get(shopId) ?? { last: Promise.resolve(), waiting: 0 }
    if (line.waiting >= WAITING_MAX) {
      throw new ApiError('overloaded', { headers: { 'retry-after': '1' } })
    }
    line.waiting++
    lines.set(shopId, line)
    const turn = line.last.then(work, work)
    line.last = turn
    try {
      return await turn
    } finally {
      line.waiting--
      if (line.waiting === 0) lines.delete(shopId)
    }
  }
}
