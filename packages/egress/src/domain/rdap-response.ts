import { privacyServiceIn, REDACTED } from './privacy-services.ts'

/** What a registry says about a domain. Times are milliseconds since the epoch. */
export interface Registration {
  /** When it was registered, this time; `null`: the registry does not say. */
  readonly registeredAtMs: number | null
  readonly expiresAtMs: number | null
  readonly changedAtMs: number | null
  /** Name of the registrar. */
  readonly registrar: string | null
  /** ISO 3166-1 alpha-2 of the registrant; most registries keep it back. */
  readonly registrantCountry: string | null
  /**
   * The service that stands in for the registrant, by the name that it is known by; `redacted`: the
   * registry keeps the registrant back (RFC 9537).
   */
  readonly privacyService: string | null
  /** Lower case, without a dot at the end, sorted; 16 at most. */
  readonly nameServers: readonly string[]
  /** As RDAP has them (RFC 8056): `client hold`; lower case, sorted, 32 at most. */
  readonly statuses: readonly string[]
}

export type RdapResult =
  | { readonly ok: true; readonly registration: Registration }
  | { readonly ok: false; readonly problem: string }

const REGISTRAR_LENGTH_MAX = 200
const NAME_SERVERS_MAX = 16
const STATUSES_MAX = 32
const NAME_SERVER = /^[a-z0-9._-]{1,253}$/
const STATUS = /^[a-z][a-z ]{0,60}$/

interface Entity {
  readonly roles?: unknown
  readonly vcardArray?: unknown
}

/**
 * Reads a domain object (RFC 9083, section 5.3). What is missing or redacted (RFC 9537) is `null`,
 * never a guess; an object about another domain is refused.
 */
export function readRdapDomain(body: Uint8Array, asked: string): RdapResult {
  let object: Record<string, unknown>
  try {
    object = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as typeof object
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  if (object === null || typeof object !== 'object' || object['objectClassName'] !== 'domain') {
    return { ok: false, problem: 'it is no domain object (RFC 9083)' }
  }
  const name = object['ldhName']
  // A final dot is the same name (RFC 1034, section 3.1).
  if (typeof name !== 'string' || name.toLowerCase().replace(/\.$/, '') !== asked) {
    return { ok: false, problem: 'it is about another domain' }
  }
  const events = listOf(object['events'])
  const entities = listOf(object['entities']) as Entity[]
  return {
    ok: true,
    registration: {
      registeredAtMs: timeOf(events, 'reregistration') ?? timeOf(events, 'registration'),
      expiresAtMs: timeOf(events, 'expiration'),
      changedAtMs: timeOf(events, 'last changed'),
      registrar: textOf(entities, 'registrar', 'fn')?.slice(0, REGISTRAR_LENGTH_MAX) ?? null,
      registrantCountry: countryOf(entities),
      privacyService: privacyServiceOf(entities, listOf(object['redacted'])),
      nameServers: nameServersIn(listOf(object['nameservers']).map(({ ldhName }) => ldhName)),
      statuses: statusesIn(object['status']),
    },
  }
}

/** Names as registrations hold them: lower case, each once, sorted. What is no name is left out. */
export function nameServersIn(values: readonly unknown[]): string[] {
  const names = values.flatMap((value) => {
    const name = typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : ''
    return NAME_SERVER.test(name) ? [name] : []
  })
  return [...new Set(names)].sort().slice(0, NAME_SERVERS_MAX)
}

function statusesIn(value: unknown): string[] {
  const all = Array.isArray(value) ? (value as unknown[]) : []
  const texts = all.flatMap((each) => (typeof each === 'string' ? [each.toLowerCase()] : []))
  return [...new Set(texts.filter((text) => STATUS.test(text)))].sort().slice(0, STATUSES_MAX)
}

/** By what the registrant is called; else by what the registry says that it has left out. */
function privacyServiceOf(
  entities: readonly Entity[],
  redacted: readonly Record<string, unknown>[],
): string | null {
  for (const property of ['org', 'fn']) {
    const service = privacyServiceIn(textOf(entities, 'registrant', property) ?? '')
    if (service !== null) return service
  }
  const isKeptBack = redacted.some(({ name }) => {
    const { description, type } = (name ?? {}) as { description?: unknown; type?: unknown }
    return [description, type].some(
      (each) => typeof each === 'string' && /^registrant (?:name|org)/i.test(each),
    )
  })
  return isKeptBack ? REDACTED : null
}

function listOf(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return []
  return value.filter((each) => typeof each === 'object' && each !== null)
}

/** The latest event of this action; RFC 9083, section 4.5. */
function timeOf(events: readonly Record<string, unknown>[], action: string): number | null {
  let latest: number | null = null
  for (const { eventAction, eventDate } of events) {
    if (eventAction !== action || typeof eventDate !== 'string') continue
    const time = Date.parse(eventDate)
    if (Number.isFinite(time)) latest = Math.max(latest ?? time, time)
  }
  return latest
}

/** Properties of a jCard (RFC 7095): `[name, parameters, type, value]`. */
function propertiesOf(entities: readonly Entity[], role: string): unknown[][] {
  return entities
    .filter(({ roles }) => Array.isArray(roles) && roles.includes(role))
    .flatMap(({ vcardArray }) => {
      const properties = Array.isArray(vcardArray) ? (vcardArray[1] as unknown) : []
      return Array.isArray(properties) ? properties.filter((each) => Array.isArray(each)) : []
    })
}

function textOf(entities: readonly Entity[], role: string, property: string): string | undefined {
  const value = propertiesOf(entities, role).find(([name]) => name === property)?.[3]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** As the `CC` parameter (RFC 8605), or as the last part of the address where it is a code. */
function countryOf(entities: readonly Entity[]): string | null {
  for (const [name, parameters, , value] of propertiesOf(entities, 'registrant')) {
    if (name !== 'adr') continue
    const code = (parameters as { cc?: unknown } | null)?.cc
    const last = Array.isArray(value) ? (value.at(-1) as unknown) : undefined
    for (const candidate of [code, last]) {
      if (typeof candidate === 'string' && /^[A-Za-z]{2}$/.test(candidate)) {
        return candidate.toUpperCase()
      }
    }
  }
  return null
}
