import { privacyServiceIn } from './privacy-services.ts'
import { nameServersIn, type Registration } from './rdap-response.ts'

/** What a WHOIS server said: a registration, that there is none, or text that says neither. */
export type WhoisResult =
  | { readonly state: 'registered'; readonly registration: Registration }
  | { readonly state: 'not_registered' }
  | { readonly state: 'unreadable' }

const LINES_MAX = 2000
const VALUES_MAX = 64
const LINE_LENGTH_MAX = 1000

/** WHOIS has no standard (RFC 3912 defines no format): these are the keys that registries write. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  registered: [
    'creation date',
    'created',
    'created on',
    'created date',
    'registered',
    'registered on',
    'registered date',
    'registration date',
    'registration time',
    'domain name commencement date',
    'domain registration date',
    'domain record activated',
    'activated',
  ],
  expires: [
    'registry expiry date',
    'registrar registration expiration date',
    'expiry date',
    'expiration date',
    'expiration time',
    'expires',
    'expires on',
    'expire',
    'expire date',
    'paid-till',
    'renewal date',
    'valid until',
    'domain expires',
  ],
  changed: ['updated date', 'changed', 'last updated', 'last modified', 'modified', 'last update'],
  registrar: ['registrar', 'registrar name', 'sponsoring registrar', 'registrar organization'],
  nameServers: ['name server', 'nserver', 'name servers', 'nameserver', 'nameservers', 'ns'],
  statuses: ['domain status', 'status', 'state', 'eppstatus', 'registration status'],
  country: ['registrant country', 'registrant country/economy', 'country'],
  registrant: [
    'registrant organization',
    'registrant organisation',
    'registrant name',
    'registrant',
    'org',
    'organization',
    'person',
    'holder',
  ],
}
const FIELD_BY_KEY = new Map(
  Object.entries(KEYS).flatMap(([field, keys]) => keys.map((key) => [key, field] as const)),
)

const NOT_REGISTERED =
  /^(?:%+ ?|# ?)?(?:no match|not found|no (?:data|entries|object|information)s? (?:was |were )?found|domain (?:name )?(?:not found|is available)|.{0,80}\bis (?:available|free)\b|status:\s*(?:available|free)|the queried object does not exist|no such domain|nothing found)/im

/**
 * Reads the shapes that WHOIS servers have in common: `Key: value`, `[Key] value`, and a key alone on
 * its line with its values indented below. What is not understood is `null`, never a guess.
 */
export function readWhois(text: string): WhoisResult {
  const fields = fieldsOf(text)
  const first = (field: string) => fields.get(field)?.[0] ?? null
  const registeredAtMs = timeIn(first('registered'))
  const nameServers = nameServersIn(
    (fields.get('nameServers') ?? []).map((value) => value.split(/\s/, 1)[0]),
  )
  const registrar = first('registrar')
  if (registeredAtMs === null && nameServers.length === 0 && registrar === null) {
    return { state: NOT_REGISTERED.test(text.slice(0, 4000)) ? 'not_registered' : 'unreadable' }
  }
  const country = first('country')
  const services = (fields.get('registrant') ?? []).map(privacyServiceIn)
  return {
    state: 'registered',
    registration: {
      registeredAtMs,
      expiresAtMs: timeIn(first('expires')),
      changedAtMs: timeIn(first('changed')),
      registrar: registrar?.slice(0, 200) ?? null,
      registrantCountry:
        country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null,
      privacyService: services.find((service) => service !== null) ?? null,
      nameServers,
      statuses: statusesIn(fields.get('statuses') ?? []),
    },
  }
}

/** Values by field, in their order. */
function fieldsOf(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  /** The field whose values may follow on lines of their own. */
  let open: string | null = null
  for (const line of text.split(/\r\n|\n|\r/, LINES_MAX)) {
    const bounded = line.slice(0, LINE_LENGTH_MAX)
    if (bounded.trim() === '' || /^\s*[%#>]/.test(bounded)) {
      if (bounded.trim() === '') open = null
      continue
    }
    const { key, value } = pairOf(bounded)
    const field = key === null ? null : (FIELD_BY_KEY.get(key) ?? null)
    if (field !== null) {
      if (value !== '') add(fields, field, value)
      open = value === '' || field === 'nameServers' ? field : null
    } else if (open !== null && /^\s/.test(bounded)) {
      // A key that is not known ends the values of the one before.
      if (key !== null && value !== '' && open !== 'nameServers') open = null
      else add(fields, open, bounded.trim())
    } else open = null
  }
  return fields
}

function pairOf(line: string): { key: string | null; value: string } {
  const bracketed = /^\[([^\]]{1,60})\]\s*(.*)$/.exec(line)
  if (bracketed !== null) return { key: keyOf(bracketed[1]!), value: bracketed[2]!.trim() }
  const at = line.indexOf(':')
  if (at < 1 || at > 60) return { key: null, value: '' }
  return { key: keyOf(line.slice(0, at)), value: line.slice(at + 1).trim() }
}

/** `Created Date......` and `  Registered on` are keys as well. */
function keyOf(text: string): string {
  return text.replace(/\.+$/, '').trim().toLowerCase()
}

function add(fields: Map<string, string[]>, field: string, value: string): void {
  const values = fields.get(field) ?? []
  if (values.length < VALUES_MAX) values.push(value)
  fields.set(field, values)
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** Dates as registries write them; day first where it could be either, as registries do. */
function timeIn(value: string | null): number | null {
  if (value === null) return null
  const text = value.trim().slice(0, 60)
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(text)
  if (iso !== null) return timeOf(iso.slice(1).map((part) => Number(part ?? 0)))
  const compact = /^(\d{4})(\d{2})(\d{2})\b/.exec(text)
  if (compact !== null) return timeOf(compact.slice(1).map(Number))
  const named = /^(?:[a-z]{3},? )?(\d{1,2})[-. /]([a-z]{3})[a-z]*[-. /](\d{4})/i.exec(text)
  const month = named === null ? -1 : MONTHS.indexOf(named[2]!.toLowerCase())
  if (month >= 0) return timeOf([Number(named![3]), month + 1, Number(named![1])])
  const dayFirst = /^(\d{1,2})[-./](\d{1,2})[-./](\d{4})/.exec(text)
  return dayFirst === null ? null : timeOf([3, 2, 1].map((at) => Number(dayFirst[at])))
}

function timeOf([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]) {
  const isDate = year >= 1980 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31
  return isDate ? Date.UTC(year, month - 1, day, hour, minute, second) : null
}

/** `clientHold https://icann.org/epp#clientHold` is `client hold` in RDAP (RFC 8056). */
function statusesIn(values: readonly string[]): string[] {
  const statuses = values.flatMap((value) => {
    const word = value.split(/\s+(?=https?:|\()/, 1)[0]!.trim()
    const spaced = word.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
    return /^[a-z][a-z ]{1,60}$/.test(spaced) ? [spaced] : []
  })
  return [...new Set(statuses)].sort().slice(0, 32)
}
