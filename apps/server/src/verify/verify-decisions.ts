import type { Store } from '@gatehouse/store'
import { createModelLoader } from '../model-loader.ts'
import type { FieldDifference } from './compare-decisions.ts'
import { NotReplayable, type NotReplayableReason } from './not-replayable.ts'
import { openPastShop } from './past-shop.ts'
import { differencesOf } from './redecide.ts'

/** Differences and gaps that a report names; all are counted. */
const NAMED_MAX = 100

export interface VerifyRequest {
  /** `null`: all of them. */
  readonly shopId: string | null
  /** Received at or after, milliseconds since the epoch. */
  readonly fromMs: number
  /** Received before. */
  readonly toMs: number
  /** The newest of each shop; `Infinity`: all. */
  readonly limit: number
  readonly onProgress: (share: number, decisions: number) => void
}

/** A decision that is not what its inputs make. */
export interface DifferentDecision {
  readonly shop: string
  readonly id: string
  readonly fields: readonly FieldDifference[]
}

/** A decision that cannot be made again. */
export interface UnreplayedDecision {
  readonly shop: string
  readonly id: string
  readonly why: NotReplayableReason
  readonly detail: string
}

/** What became of stored decisions that were made again. */
export interface Verification {
  readonly from: string
  readonly to: string
  readonly shops: number
  /** Stored decisions that were read. */
  readonly decisions: number
  readonly redecided: number
  readonly equal: number
  readonly different: number
  readonly not_replayed: number
  /** In how many decisions each field differs. */
  readonly fields: Readonly<Record<string, number>>
  readonly reasons: Readonly<Partial<Record<NotReplayableReason, number>>>
  /** The first ones of either kind. */
  readonly differences: readonly DifferentDecision[]
  readonly unreplayed: readonly UnreplayedDecision[]
  readonly seconds: number
}

/** Makes stored decisions again and compares what comes of it with what is stored. */
export async function verifyDecisions(store: Store, request: VerifyRequest): Promise<Verification> {
  const { fromMs, toMs, limit, onProgress } = request
  const startedMs = performance.now()
  const tally = createTally()
  const models = createModelLoader(store.models)
  const shops = (await store.shops.all())
    .map(({ shopId }) => shopId)
    .filter((shopId) => request.shopId === null || shopId === request.shopId)
  const counts = await Promise.all(
    shops.map((shopId) => store.reading.countDecisions(shopId, fromMs, toMs)),
  )
  const total = counts.reduce((sum, count) => sum + Math.min(count, limit), 0)
  for (const shopId of shops) {
    const shop = await openPastShop(store, models, shopId)
    let left = limit
    for await (const page of store.reading.decisions(shopId, fromMs, toMs)) {
      for (const read of page.slice(0, left)) {
        const { id } = read
        try {
          const fields =
            'fault' in read
              ? [{ field: 'body', stored: `cannot be read: ${read.fault}`, again: null }]
              : await differencesOf(shop, store.reading, read.record)
          tally.compared(shopId, id, fields)
        } catch (error) {
          if (!(error instanceof NotReplayable)) throw error
          tally.notReplayed({ shop: shopId, id, why: error.code, detail: error.message })
        }
      }
      left -= page.length
      onProgress(total === 0 ? 1 : Math.min(1, tally.decisions / total), tally.decisions)
      if (left <= 0) break
    }
  }
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    shops: shops.length,
    ...tally.result(),
    seconds: (performance.now() - startedMs) / 1000,
  }
}

function createTally() {
  const fields: Record<string, number> = {}
  const reasons: Partial<Record<NotReplayableReason, number>> = {}
  const differences: DifferentDecision[] = []
  const unreplayed: UnreplayedDecision[] = []
  let [equal, different, notReplayed] = [0, 0, 0]
  return {
    get decisions() {
      return equal + different + notReplayed
    },
    compared(shop: string, id: string, differing: readonly FieldDifference[]) {
      if (differing.length === 0) {
        equal++
        return
      }
      different++
      for (const { field } of differing) fields[field] = (fields[field] ?? 0) + 1
      if (differences.length < NAMED_MAX) differences.push({ shop, id, fields: differing })
    },
    notReplayed(decision: UnreplayedDecision) {
      notReplayed++
      reasons[decision.why] = (reasons[decision.why] ?? 0) + 1
      if (unreplayed.length < NAMED_MAX) unreplayed.push(decision)
    },
    result: () => ({
      decisions: equal + different + notReplayed,
      redecided: equal + different,
      equal,
      different,
      not_replayed: notReplayed,
      fields,
      reasons,
      differences,
      unreplayed,
    }),
  }
}
