/** Requests that may be sent to one server in quick succession. */
const BURST = 5
const PER_SECOND = 1
const BACK_OFF_FIRST_MS = 60_000
const BACK_OFF_MAX_MS = 3_600_000
/** About 600 registries run RDAP servers. */
const SERVERS_MAX = 2000

interface Pace {
  tokens: number
  filledAtMs: number
  /** Asks to be left alone until then. */
  restUntilMs: number
  refusals: number
}

/**
 * How often each registry is asked. They publish no limits and answer 429; who goes on regardless
 * is shut out.
 */
export interface ServerPace {
  /** `null`: ask now; else the time from which on it may be asked. */
  mayAsk(server: string, nowMs: number): number | null
  answered(server: string): void
  /** @param retryAfterMs what the server asked for, if it did */
  refused(server: string, nowMs: number, retryAfterMs: number | null): void
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
    mayAsk(server, nowMs) {
      const pace = paceOf(server, nowMs)
      if (pace.restUntilMs > nowMs) return pace.restUntilMs
      const gained = (Math.max(0, nowMs - pace.filledAtMs) / 1000) * PER_SECOND
      pace.tokens = Math.min(BURST, pace.tokens + gained)
      pace.filledAtMs = nowMs
      if (pace.tokens < 1) return nowMs + Math.ceil(((1 - pace.tokens) / PER_SECOND) * 1000)
      pace.tokens -= 1
      return null
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
    },
  }
}
