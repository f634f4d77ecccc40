import { createElsewhereIndex, type ElsewhereIndex, type LoadedCircle } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'

/** Some 60 MB. Beyond it those are let go who have not ordered for the longest. */
const ROWS_MAX = 1_000_000
/** What other nodes counted is known here this late; what this node counted, at once. */
const EVERY_MS = 1000
/** A transaction that began earlier may be seen later: what it changed is read once more. */
const OVERLAP_MS = 10_000

export interface KeptElsewhere {
  readonly elsewhere: ElsewhereIndex
  /** Who shares has changed. */
  load(circles: readonly LoadedCircle[]): Promise<void>
  /** Writes down what is not yet, and ends. */
  close(): Promise<void>
}

/** Holds what people did at the shops that share it, and keeps it in the database behind the orders. */
export function keepElsewhere(
  { circleHistory }: Pick<Store, 'circleHistory'>,
  nowMs: () => number,
  log: Pick<FastifyBaseLogger, 'error'>,
): KeptElsewhere {
  const elsewhere = createElsewhereIndex(ROWS_MAX)
  const read = new Set<string>()
  let sinceMs = nowMs() - OVERLAP_MS
  let isFailing = false
  let last: Promise<void> = Promise.resolve()

  async function exchange(): Promise<void> {
    const additions = elsewhere.takeAdditions()
    try {
      if (additions.length > 0) elsewhere.merge(await circleHistory.add(additions))
    } catch (error) {
      elsewhere.giveBack(additions)
      throw error
    }
    if (read.size === 0) return
    const { counts, untilMs } = await circleHistory.changed(sinceMs)
    elsewhere.merge(counts)
    sinceMs = Math.max(sinceMs, untilMs - OVERLAP_MS)
  }

  const run = (): Promise<void> => {
    last = last.then(exchange).then(
      () => void (isFailing = false),
      (error: unknown) => {
        // Said once: the database is away, and everybody says so.
        if (!isFailing) log.error({ err: error }, 'counts of circles could not be kept')
        isFailing = true
      },
    )
    return last
  }
  const timer = setInterval(() => void run(), EVERY_MS)
  timer.unref()
  return {
    elsewhere,
    async load(circles) {
      const sharing = circles.filter(({ members }) =>
        members.some(({ sharesHistory }) => sharesHistory),
      )
      elsewhere.load(sharing)
      for (const { name } of sharing) {
        if (read.has(name)) continue
        elsewhere.merge(await circleHistory.newest(name, ROWS_MAX))
        read.add(name)
      }
    },
    async close() {
      clearInterval(timer)
      await run()
    },
  }
}
