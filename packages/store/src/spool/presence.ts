import { setTimeout as sleep } from 'node:timers/promises'
import { isAwayError } from './away-error.ts'

/** Whether the database is there, as far as this process can tell. */
export interface Presence {
  readonly isAway: boolean
  /** Before it the database counts as there. */
  begin(): void
  /** Something waited for it too long, or was told that it is gone. */
  suspect(): void
  /** Called each time it goes away. */
  onAway(listener: () => void): void
  /** The result of `work`, or `away` as soon as the database is. Other errors are thrown. */
  unlessAway<Result>(work: () => Promise<Result>): Promise<Result | 'away'>
  /** Resolves when nothing of the watch is under way. */
  close(): Promise<void>
}

export interface PresenceOptions {
  /** Throws when the database does not answer in time. */
  readonly ping: () => Promise<unknown>
  /**
   * Called while it is there and something is left to do. `false`: nothing is. When it throws the
   * database counts as away.
   */
  readonly catchUp: () => Promise<boolean>
  readonly everyMs: number
  /** When it last stored something; of `performance.now()`. */
  readonly storedAtMs: () => number
  /** Work that waits so long while nothing is stored is a sign that it is away. */
  readonly patienceMs: number
}

/**
 * Asks again and again. A database that went away is there again only after it has taken what was
 * kept for it meanwhile, a first batch at least: one that answers questions and stores nothing (its
 * disk is full, it is a standby) is away.
 */
export function watchPresence(options: PresenceOptions): Presence {
  const { ping, catchUp, everyMs, storedAtMs, patienceMs } = options
  let isAway = false
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  let watching: Promise<void> | undefined

  function suspect(): void {
    if (isAway || watching === undefined || closing.signal.aborted) return
    isAway = true
    for (const listener of listeners) listener()
  }

  /** Suspects when `work` begun now waits too long. Answers how to end it. */
  function suspectWhenLate(): () => void {
    const beganMs = performance.now()
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    const look = () => {
      const leftMs = Math.max(beganMs, storedAtMs()) + patienceMs - performance.now()
      if (leftMs > 0) timer = setTimeout(look, leftMs)
      // What has come meanwhile is read first.
      else setImmediate(() => (isOver ? undefined : suspect()))
    }
    look()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await ping()
        let isMore = true
        while (isMore && !closing.signal.aborted) {
          isMore = await catchUp()
          isAway = false
        }
      } catch {
        suspect()
      }
      await sleep(everyMs, undefined, { ref: false, signal: closing.signal }).catch(() => {})
    }
  }

  return {
    get isAway() {
      return isAway
    },
    begin() {
      watching ??= watch()
    },
    suspect,
    onAway(listener) {
      listeners.add(listener)
    },
    async unlessAway(work) {
      if (isAway) return 'away'
      let forget: (() => void) | undefined
      const away = new Promise<'away'>((tell) => {
        const listener = () => tell('away')
        listeners.add(listener)
        forget = () => void listeners.delete(listener)
      })
      const end = suspectWhenLate()
      const working = work()
      try {
        return await Promise.race([working, away])
      } catch (error) {
        if (watching === undefined || !isAwayError(error)) throw error
        suspect()
        return 'away'
      } finally {
        end()
        forget!()
        // When it is late its failure is nobody's any more.
        working.catch(() => {})
      }
    },
    async close() {
      closing.abort()
      await watching
    },
  }
}
