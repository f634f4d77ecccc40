import { isIpAddress, type PersonalMark } from '@gatehouse/contract'

/** Raw personal values by dotted path, `shopping_cart` entries by index. */
export type PersonalValues = Record<string, string>

export interface SplitEvent {
  /** The event without a single raw personal value. */
  readonly event: unknown
  readonly values: PersonalValues
}

/** What the schema cannot know of a shop. */
export interface SplitOptions {
  /** Names of `custom_inputs` whose texts say nothing about a person. */
  readonly plainInputs: ReadonlySet<string>
  /** What stands for an id that is the address of a person. */
  token(id: string): string
}

export type PersonalSplit = (event: unknown, options: SplitOptions) => SplitEvent

/** Which fields of an event say who a person is, as the schema marks them (`x-personal`). */
interface Fields {
  readonly mark: PersonalMark | null
  readonly properties: ReadonlyMap<string, Fields> | null
  readonly items: Fields | null
}

/**
 * Compiles the personal fields of an event schema, so that what is stored in the clear follows
 * from the contract and from nothing else.
 */
export function compilePersonalSplit(schema: object): PersonalSplit {
  const root = fieldsOf(schema as SchemaNode)
  return (event, options) => {
    const values: PersonalValues = {}
    if (root === null) return { event, values }
    return { event: without(event, root, '', { ...options, values }), values }
  }
}

/** The part of a JSON Schema that is looked at. */
interface SchemaNode {
  readonly 'x-personal'?: PersonalMark
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
}

/** `null` where nothing below is personal: that part is kept as it is, without a copy. */
function fieldsOf(schema: SchemaNode): Fields | null {
  const { 'x-personal': mark = null } = schema
  if (mark !== null) return { mark, properties: null, items: null }
  const properties = new Map<string, Fields>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const fields = fieldsOf(property)
    if (fields !== null) properties.set(name, fields)
  }
  const items = schema.items === undefined ? null : fieldsOf(schema.items)
  if (properties.size === 0 && items === null) return null
  return { mark, properties, items }
}

interface Taking extends SplitOptions {
  readonly values: PersonalValues
}

function without(value: unknown, fields: Fields, path: string, taking: Taking): unknown {
  if (fields.mark !== null) return marked(value, fields.mark, path, taking)
  if (Array.isArray(value)) {
    const { items } = fields
    if (items === null) return value
    return value.map((item, index) => without(item, items, `${path}.${index}`, taking))
  }
  if (typeof value !== 'object' || value === null || fields.properties === null) return value
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const below = fields.properties.get(name)
    const rest =
      below === undefined
        ? member
        : without(member, below, path === '' ? name : `${path}.${name}`, taking)
    if (rest !== undefined) kept[name] = rest
  }
  return kept
}

/** What of a marked value may stay. */
function marked(value: unknown, mark: PersonalMark, path: string, taking: Taking): unknown {
  if (mark === 'texts') return withoutTexts(value, path, taking)
  if (mark === 'id') {
    if (typeof value !== 'string' || !isPersonalAddress(value)) return value
    taking.values[path] = value
    // A token of an IP address is what `minimal` keeps nowhere.
    return isIpAddress(value) ? undefined : taking.token(value)
  }
  taking.values[path] = typeof value === 'string' ? value : JSON.stringify(value)
  return undefined
}

function withoutTexts(value: unknown, path: string, { plainInputs, values }: Taking): unknown {
  if (typeof value !== 'object' || value === null) return value
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'string' || plainInputs.has(name)) kept[name] = member
    else values[`${path}.${name}`] = member
  }
  return kept
}

const EMAIL = /\S@\S/
/** As people write them: with a country code, with the zero of the country, with blanks or brackets. */
const PHONES = [
  /^(?:\+|00)[1-9][\d\s()./-]+$/,
  /^\(?0[1-9][\d\s()./-]+$/,
  /^\(?\d{2,5}\)?\s[\d\s-]+$/,
  /^\d{3}[-.]\d{3}[-.]\d{4}$/,
]
const DIGITS_MIN = 7
/** E.164, and the zeros that stand for its plus. */
const DIGITS_MAX = 17

/**
 * Whether an id is the address of a person: an email address, an IP address, or a phone number as
 * people write them. A number without a plus, a leading zero or blanks is an id like any other.
 */
export function isPersonalAddress(id: string): boolean {
  if (EMAIL.test(id) || isIpAddress(id)) return true
  if (!PHONES.some((phone) => phone.test(id))) return false
  const digits = id.replaceAll(/\D/g, '').length
  return digits >= DIGITS_MIN && digits <= DIGITS_MAX
}
