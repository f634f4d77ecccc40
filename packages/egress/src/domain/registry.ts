import { EgressError } from '../egress-error.ts'
import type { Fetched, HostileDoor } from '../hostile/hostile-door.ts'
import { serversFor, type RdapBootstrap } from './bootstrap.ts'
import { readRdapDomain, type Registration } from './rdap-response.ts'
import { createServerPace } from './server-pace.ts'

/** What came of asking a registry. */
export type RegistryAnswer =
  | { readonly state: 'registered'; readonly registration: Registration }
  /** The registry knows no such domain. */
  | { readonly state: 'not_registered' }
  /** The top-level domain has no RDAP server, or it was not told which. */
  | { readonly state: 'not_supported' }
  /** Nobody could say; from `retryAtMs` on it is worth another try. */
  | { readonly state: 'failed'; readonly problem: string; readonly retryAtMs: number }

export interface Registry {
  /** @param domain registrable domain, lower-case ASCII */
  lookUp(domain: string, signal?: AbortSignal): Promise<RegistryAnswer>
}

export interface RegistryParts {
  readonly door: HostileDoor
  /** @throws EgressError when it has to be fetched and cannot be */
  readonly bootstrap: () => RdapBootstrap | Promise<RdapBootstrap>
  readonly nowMs: () => number
  /** Waits for a turn; the clock's when absent. */
  readonly wait?: (ms: number) => Promise<void>
}

/** Domain objects are 2 to 30 KB. */
const LIMITS = {
  bytesMax: 262_144,
  contentTypes: ['application/rdap+json', 'application/json'],
  timeoutMs: 10_000,
  // Registries send on to registrars (RFC 7480, section 5.2).
  redirectsMax: 3,
}
const RETRY_MS = 5 * 60_000
const NOT_FOUND = 404
const TOO_MANY = 429

/** Asks registries over RDAP (RFC 9082), each at a pace that it bears. */
export function openRegistry({ door, bootstrap, nowMs, wait = waitFor }: RegistryParts): Registry {
  const pace = createServerPace()

  async function ask(
    server: string,
    domain: string,
    signal?: AbortSignal,
  ): Promise<RegistryAnswer> {
    const turn = pace.turn(server, nowMs())
    if (!turn.isGranted) return failed('the registry is asked too often', turn.atMs)
    await wait(turn.atMs - nowMs())
    let answer: Fetched
    try {
      answer = await door.fetch(`${server}domain/${domain}`, {
        headers: { accept: 'application/rdap+json' },
        // What it is called is of no interest where it is only said that there is nothing.
        limits: { ...LIMITS, contentTypes: null },
        ...(signal === undefined ? {} : { signal }),
      })
    } catch (error) {
      if (!(error instanceof EgressError)) throw error
      return failed(error.code, nowMs() + RETRY_MS)
    }
    const { status } = answer
    if (status === TOO_MANY || status === 503) {
      const restUntilMs = pace.refused(server, nowMs(), retryAfterMs(answer, nowMs()))
      return failed(`status ${status}`, restUntilMs)
    }
    pace.answered(server)
    if (status === NOT_FOUND) return { state: 'not_registered' }
    const type = answer.headers.get('content-type')?.[0]?.split(';', 1)[0]?.trim().toLowerCase()
    if (status !== 200) return failed(`status ${status}`, nowMs() + RETRY_MS)
    if (!LIMITS.contentTypes.includes(type ?? '')) {
      return failed('the answer is no RDAP', nowMs() + RETRY_MS)
    }
    const read = readRdapDomain(answer.body, domain)
    return read.ok
      ? { state: 'registered', registration: read.registration }
      : failed(read.problem, nowMs() + RETRY_MS)
  }

  return {
    async lookUp(domain, signal) {
      let servers: readonly string[]
      try {
        servers = serversFor(await bootstrap(), domain)
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        return failed(`the list of registries: ${error.code}`, nowMs() + RETRY_MS)
      }
      let answer: RegistryAnswer = { state: 'not_supported' }
      for (const server of servers) {
        answer = await ask(server, domain, signal)
        if (answer.state !== 'failed') return answer
      }
      return answer
    },
  }
}

function waitFor(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
}

function failed(problem: string, retryAtMs: number): RegistryAnswer {
  return { state: 'failed', problem, retryAtMs }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs({ headers }: Fetched, nowMs: number): number | null {
  const text = headers.get('retry-after')?.[0]
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const time = Date.parse(text)
  return Number.isFinite(time) ? Math.max(0, time - nowMs) : null
}
