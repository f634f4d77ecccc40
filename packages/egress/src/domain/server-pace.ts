/** Requests that may be sent to one server in quick succession. */
const BURST = 5
const PER_SECOND = 1
/** Who would have to wait longer is sent away: there is a later. */
const WAIT_MAX_MS = 10_000
const BACK_OFF_FIRST_MS = 60_000
const BACK_OFF_MAX_MS = 3_600_000
/** About 600 registries run RDAP servers. */
const SERVERS_MAX = 2000

interface Pace {
  /** Below zero: so many have been promised a turn. */
  tokens: number
  filledAtMs: number
  /** Asks to be left alone until then. */
  restUntilMs: number
  refusals: number
}

/** When a server may be asked: `isGranted`, and the turn is taken; else from then on, ask again. */
export interface Turn {
  readonly isGranted: boolean
  readonly atMs: number
}

/**
 * How often each registry is asked. They publish no limits and answer 429; who goes on regardless
 * is shut out.
 */
export interface ServerPace {
  turn(server: string, nowMs: number): Turn
  answered(server: string): void
  /**
   * @param retryAfterMs what the server asked for, if it did
   * @returns until when it is left alone
   */
  refused(server: string, nowMs: number, retryAfterMs: number | null): number
}

export function createServerPace(): ServerPace {
  const paces = new Map<string, Pace>()
  const paceOf = (server: string, nowMs: number): Pace => {
    let pace = paces.get(server)
    if (pace === undefined) {
      if (paces.size >= SERVERS_MAX) paces.delete(paces.keys().next().value!)
      pace = { tokens: BURST, filledAtMs: nowMs, restUntilMs: 0, refusals: 0 }
      paces.set(server, pace)
    }
    return pace
  }
  return {
    turn(server, nowMs) {
      const pace = paceOf(server, nowMs)
      if (pace.restUntilMs > nowMs) return { isGranted: false, atMs: pace.restUntilMs }
      const gained = (Math.max(0, nowMs - pace.filledAtMs) / 1000) * PER_SECOND
      pace.tokens = Math.min(BURST, pace.tokens + gained)
      pace.filledAtMs = nowMs
      const waitMs = pace.tokens >= 1 ? 0 : Math.ceil(((1 - pace.tokens) / PER_SECOND) * 1000)
      if (waitMs > WAIT_MAX_MS) return { isGranted: false, atMs: nowMs + waitMs }
      pace.tokens -= 1
      return { isGranted: true, atMs: nowMs + waitMs }
    },
    answered(server) {
      const pace = paces.get(server)
      if (pace !== undefined) pace.refusals = 0
    },
    refused(server, nowMs, retryAfterMs) {
      const pace = paceOf(server, nowMs)
      const backOff = Math.min(BACK_OFF_FIRST_MS * 2 ** pace.refusals, BACK_OFF_MAX_MS)
      pace.refusals += 1
      pace.restUntilMs = nowMs + Math.min(retryAfterMs ?? backOff, BACK_OFF_MAX_MS)
      return pace.restUntilMs
    },
  }
}
