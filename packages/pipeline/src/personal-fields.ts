import { isIpAddress, type PersonalMark } from '@gatehouse/contract'

/** Raw personal values by dotted path, `shopping_cart` entries by index. */
export type PersonalValues = Record<string, string>

export interface SplitEvent {
  /** The event, `undefined` in place of each raw personal value: JSON leaves those out. */
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

/**
 * Which fields of an event say who a person is, as the schema marks them (`x-personal`). Paths are
 * whole, or start from the item of the list that they are in.
 */
type Fields =
  | { readonly kind: 'marked'; readonly mark: PersonalMark; readonly path: string }
  | { readonly kind: 'object'; readonly properties: readonly (readonly [string, Fields])[] }
  | { readonly kind: 'list'; readonly path: string; readonly items: Fields }

/**
 * Compiles the personal fields of an event schema, so that what is stored in the clear follows
 * from the contract and from nothing else. Of an event, only what may hold something personal is
 * looked at, and only what holds something is copied.
 */
export function compilePersonalSplit(schema: object): PersonalSplit {
  const root = fieldsOf(schema as SchemaNode, '')
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

/** `null` where nothing below is personal. */
function fieldsOf(schema: SchemaNode, path: string): Fields | null {
  const { 'x-personal': mark = null } = schema
  if (mark !== null) return { kind: 'marked', mark, path }
  if (schema.items !== undefined) {
    const items = fieldsOf(schema.items, '')
    return items === null ? null : { kind: 'list', path, items }
  }
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const fields = fieldsOf(property, joined(path, name))
    return fields === null ? [] : [[name, fields] as const]
  })
  return properties.length === 0 ? null : { kind: 'object', properties }
}

function joined(path: string, name: string): string {
  return path === '' || name === '' ? path + name : `${path}.${name}`
}

interface Taking extends SplitOptions {
  readonly values: PersonalValues
}

/** `base`: the list item that we are in, or nothing. */
function without(value: unknown, fields: Fields, base: string, taking: Taking): unknown {
  if (fields.kind === 'marked') return marked(value, fields.mark, joined(base, fields.path), taking)
  if (typeof value !== 'object' || value === null) return value
  if (fields.kind === 'list') {
    if (!Array.isArray(value)) return value
    const { items } = fields
    const path = joined(base, fields.path)
    return value.map((item, index) => without(item, items, `${path}.${index}`, taking))
  }
  const from = value as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | null = null
  for (const [name, below] of fields.properties) {
    const member = from[name]
    if (member === undefined) continue
    const rest = without(member, below, base, taking)
    if (rest !== member) (copy ??= { ...from })[name] = rest
  }
  return copy ?? value
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
