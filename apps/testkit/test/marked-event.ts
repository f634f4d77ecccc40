import {
  COUNTRY_PATTERN,
  CURRENCY_PATTERN,
  EVENT_SCHEMAS,
  EVENT_TYPES,
  type EventType,
  type PersonalMark,
} from '@gatehouse/contract'

/** A text that was put into an event and can be found again, wherever it goes. */
export interface Mark {
  readonly path: string
  /** As it was sent. */
  readonly value: string
  /** What of it must not be found: the mailbox of an email address, else all of it. */
  readonly needle: string
  readonly isPersonal: boolean
}

export interface MarkedEvent {
  readonly body: object
  readonly marks: readonly Mark[]
}

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly 'x-personal'?: PersonalMark
  readonly 'x-money'?: true
}

/** Finds the needles of all marks in a text, in one pass. */
export function needlesIn(text: string): ReadonlySet<string> {
  const found = text.matchAll(/zq\d{6}x|81\.\d+\.\d+\.\d+|(?:0|\+?49)30(2\d{7})|[a\d]{32}/gi)
  return new Set([...found].map(([whole, phone]) => (phone === undefined ? whole : `030${phone}`)))
}

/** Text inputs that the shops of these tests call plain. */
export const PLAIN_INPUT = 'warehouse'

let made = 0
/** Unlike any word, and safe in every field. */
export const next = (): string => `zq${String(++made).padStart(6, '0')}x`
/** A public address of its own. */
const nextIp = (): string => `81.${2 + (++made >> 16)}.${(made >> 8) & 255}.${made & 255}`

/** Every field of the event's schema, each text with a mark of its own. */
export function markedEvent(type: EventType): MarkedEvent {
  const marks: Mark[] = []
  const fill = (schema: Schema, path: string): unknown => {
    const below = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
    const mark = (value: string, isPersonal: boolean, needle = value, at = path): string => {
      marks.push({ path: at, value, needle, isPersonal })
      return value
    }
    if (schema['x-personal'] === 'texts') {
      const plain = mark(next(), false, undefined, below(PLAIN_INPUT))
      const text = mark(next(), true, undefined, below('greeting'))
      return { [PLAIN_INPUT]: plain, greeting: text, years: 3, is_new: true }
    }
    if (schema.properties !== undefined) {
      return Object.fromEntries(
        Object.entries(schema.properties).map(([name, each]) => [name, fill(each, below(name))]),
      )
    }
    if (schema.items !== undefined) return [0, 1].map((index) => fill(schema.items!, below(index)))
    if (schema.enum !== undefined) return schema.enum[0]
    if (schema.type === 'boolean') return true
    if (schema['x-money'] === true) return 10
    if (schema.type !== 'string') return 1
    if (path === 'event.type') return type
    // The shop is the one that the key speaks for.
    if (path === 'event.shop_id') return undefined
    if (schema.format === 'ip') return mark(nextIp(), true)
    const isPersonal = schema['x-personal'] !== undefined
    if (isPersonal && (schema['x-personal'] === 'id' || path === 'email.address')) {
      const mailbox = next()
      return mark(`${mailbox}@example.com`, true, mailbox)
    }
    const patterned = schema.pattern === undefined ? undefined : PATTERNED[schema.pattern]
    if (patterned === undefined) return mark(isPhone(path) ? nextPhone() : next(), isPersonal)
    const value = patterned()
    return isPersonal ? mark(value, true) : value
  }
  const body = fill(EVENT_SCHEMAS[EVENT_TYPES[type].kind] as Schema, '') as object
  return { body, marks }
}

const isPhone = (path: string): boolean => path.endsWith('phone_number')
/** A real number of Germany: it becomes an entity. */
const nextPhone = (): string => `030${String(20_000_000 + ++made)}`
const TIME = '2026-03-01T20:15:30Z'

/** Texts that must have a form of their own. */
const PATTERNED: Readonly<Record<string, () => string>> = {
  [COUNTRY_PATTERN]: () => 'DE',
  [CURRENCY_PATTERN]: () => 'EUR',
  '^[+]?[0-9 -]{0,4}$': () => '49',
  '^[0-9]{1,2}$': () => '05',
  '^(?:[0-9]{6}|[0-9]{8})$': () => '411111',
  '^(?:[0-9]{2}|[0-9]{4})$': () => '1111',
  '^[0-9]{4}$': () => '1111',
  '^[0-9A-Fa-f]{32}$': () => String(++made).padStart(8, 'a').repeat(4),
  '^(?:19[7-9][0-9]|2[01][0-9]{2})-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])$':
    () => TIME,
}
