import { EgressError } from '../egress-error.ts'
import type { HostileDoor } from '../hostile/hostile-door.ts'
import { readBootstrap, type RdapBootstrap } from './bootstrap.ts'

/** Where IANA publishes which registry answers for which top-level domain (RFC 9224). */
const URL_OF_IANA = 'https://data.iana.org/rdap/dns.json'
const DAY_MS = 86_400_000
const KEPT_MS = 7 * DAY_MS
const RETRY_MS = 3_600_000
/** It has about 60 KB. */
const LIMITS = { bytesMax: 1_048_576, contentTypes: null, timeoutMs: 15_000, redirectsMax: 2 }

/**
 * The list of registries, fetched when it is first needed and once a week. An old one is better
 * than none.
 *
 * @returns a function that throws EgressError while there is none
 */
export function bootstrapOfIana(
  door: HostileDoor,
  nowMs: () => number,
): () => Promise<RdapBootstrap> {
  let held: RdapBootstrap | null = null
  let goodUntilMs = 0
  let fetching: Promise<RdapBootstrap> | null = null

  async function fetched(): Promise<RdapBootstrap> {
    try {
      const { status, body } = await door.fetch(URL_OF_IANA, { limits: LIMITS })
      const read = status === 200 ? readBootstrap(new TextDecoder().decode(body)) : null
      if (read?.ok !== true)
        throw new EgressError('bad_response', 'IANA sent no list of registries')
      held = read.bootstrap
      goodUntilMs = nowMs() + KEPT_MS
      return held
    } catch (error) {
      if (held === null) throw error
      goodUntilMs = nowMs() + RETRY_MS
      return held
    } finally {
      fetching = null
    }
  }
  return async () => {
    if (held !== null && nowMs() < goodUntilMs) return held
    fetching ??= fetched()
    return fetching
  }
}
