import { ApiError } from './http/api-error.ts'

const RETRY_SECONDS = '2'

export interface PlacesOptions {
  /** How many may work at once. */
  readonly placesMax: number
  readonly waitingMax: number
  readonly waitingOfOneMax: number
}

interface Waiting {
  readonly shopId: string
  readonly enter: () => void
  readonly refuse: (why: Error) => void
}

/**
 * Lets a few work at once, and the shops in turn: of one shop the next waits until those of the
 * others that came while it worked have had theirs.
 */
export interface Places {
  /**
   * @returns how to leave
   * @throws ApiError `too_many_requests` with a `Retry-After` when too many wait
   */
  enter(shopId: string): Promise<() => void>
  /** Who waits is refused. */
  close(): void
}

export function createPlaces({ placesMax, waitingMax, waitingOfOneMax }: PlacesOptions): Places {
  const waiting: Waiting[] = []
  const working = new Map<string, number>()
  let taken = 0

  function leaver(shopId: string): () => void {
    return () => {
      taken--
      const left = (working.get(shopId) ?? 1) - 1
      if (left === 0) working.delete(shopId)
      else working.set(shopId, left)
      const next = nextOne()
      if (next !== undefined) next.enter()
    }
  }

  /** Of the shop that has least at work; of those the first that came. */
  function nextOne(): Waiting | undefined {
    let best = -1
    for (const [at, { shopId }] of waiting.entries()) {
      if (best === -1 || workingOf(shopId) < workingOf(waiting[best]!.shopId)) best = at
    }
    return best === -1 ? undefined : waiting.splice(best, 1)[0]
  }
  const workingOf = (shopId: string) => working.get(shopId) ?? 0

  function begin(shopId: string): () => void {
    taken++
    working.set(shopId, workingOf(shopId) + 1)
    return leaver(shopId)
  }

  return {
    async enter(shopId) {
      if (taken < placesMax) return begin(shopId)
      const ofShop = waiting.filter((each) => each.shopId === shopId).length
      if (waiting.length >= waitingMax || ofShop >= waitingOfOneMax) {
        throw new ApiError('too_many_requests', { headers: { 'retry-after': RETRY_SECONDS } })
      }
      return new Promise((resolve, reject) => {
        waiting.push({ shopId, enter: () => resolve(begin(shopId)), refuse: reject })
      })
    },
    close() {
      for (const { refuse } of waiting.splice(0)) refuse(new ApiError('unavailable'))
    },
  }
}
