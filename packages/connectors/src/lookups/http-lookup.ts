import type {
  AddressFacts,
  LookupFacts,
  LookupName,
  PersonFacts,
  PhoneLineFacts,
} from '@gatehouse/contract'
import { ADDRESS_PRECISIONS } from '@gatehouse/contract'
import type { ConfiguredDoor } from '@gatehouse/egress'
import { readPointer } from '../scores/http/http-score.ts'
import { askJson, type Lookup } from './lookup.ts'

/** A service of the operator's own choice: it gets the question as JSON. */
export interface HttpLookupSettings {
  readonly url: string
  readonly header: { readonly name: string; readonly value: string } | null
  /** JSON pointers (RFC 6901) to what is read, by its name: `{"exists": "/result/found"}`. */
  readonly fields: Readonly<Record<string, string>>
}

/** Words that network operators and address services say yes and no with. */
const YES = /^(true|yes|y|1|active|reachable|connected|delivered|delivrd|ok|live)$/i
const NO =
  /^(false|no|n|0|inactive|unreachable|absent|dead|invalid|disconnected|undeliv|undelivered)$/i

type Read<Name extends LookupName> = (
  field: (name: string) => unknown,
) => LookupFacts[Name] | undefined

export function openHttpAddress(door: ConfiguredDoor, settings: HttpLookupSettings) {
  return open('address', door, settings, (field): AddressFacts | undefined => {
    const exists = readFlag(field('exists'))
    const precision = ADDRESS_PRECISIONS.find((known) => known === field('precision')) ?? null
    const building = field('building')
    if (exists === null && precision === null) return undefined
    return {
      known: true,
      exists: exists ?? (precision === 'building' || precision === 'street'),
      precision,
      isResidential: readFlag(field('is_residential')),
      building: typeof building === 'string' ? building.slice(0, 64) : null,
    }
  })
}

export function openHttpPhone(door: ConfiguredDoor, settings: HttpLookupSettings) {
  return open('phone', door, settings, (field): PhoneLineFacts | undefined => {
    const isReachable = readFlag(field('reachable'))
    return isReachable === null ? undefined : { known: true, isReachable }
  })
}

export function openHttpPerson(door: ConfiguredDoor, settings: HttpLookupSettings) {
  return open('person', door, settings, (field): PersonFacts | undefined => {
    const isFound = readFlag(field('found'))
    return isFound === null ? undefined : { known: true, isFound }
  })
}

function open<Name extends LookupName>(
  name: Name,
  door: ConfiguredDoor,
  { url, header, fields }: HttpLookupSettings,
  read: Read<Name>,
): Lookup<Name> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(header === null ? {} : { [header.name]: header.value }),
  }
  return {
    name,
    ask: (question, signal) =>
      askJson<Name>(
        door,
        { method: 'POST', url, headers, body: Buffer.from(JSON.stringify(question)), signal },
        (answer) => read((field) => readPointer(answer, fields[field] ?? `/${field}`)),
      ),
  }
}

/** What is neither yes nor no is not known. */
export function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return YES.test(text) ? true : NO.test(text) ? false : null
}
