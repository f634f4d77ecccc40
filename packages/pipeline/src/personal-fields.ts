/** Raw personal values by dotted path, `shopping_cart` entries by index. */
export type PersonalValues = Record<string, string>

export interface SplitEvent {
  /** The event, `undefined` in place of each raw personal value: JSON leaves those out. */
  readonly event: unknown
  readonly values: PersonalValues
}

/**
 * Which fields of an event say who a person is, as the schema marks them (`x-personal`). Paths are
 * whole, or start from the item of the list that they are in.
 */
type Fields =
  | { readonly kind: 'personal'; readonly path: string }
  | { readonly kind: 'object'; readonly properties: readonly (readonly [string, Fields])[] }
  | { readonly kind: 'list'; readonly path: string; readonly items: Fields }

/**
 * Compiles the personal fields of an event schema, so that what is stored in the clear follows
 * from the contract and from nothing else. Of an event, only what may hold something personal is
 * looked at, and only what holds something is copied.
 */
export function compilePersonalSplit(schema: object): (event: unknown) => SplitEvent {
  const root = fieldsOf(schema as SchemaNode, '')
  return (event) => {
    const values: PersonalValues = {}
    return { event: root === null ? event : without(event, root, '', values), values }
  }
}

/** The part of a JSON Schema that is looked at. */
interface SchemaNode {
  readonly 'x-personal'?: boolean
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
}

/** `null` where nothing below is personal. */
function fieldsOf(schema: SchemaNode, path: string): Fields | null {
  if (schema['x-personal'] === true) return { kind: 'personal', path }
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

/** `base`: the list item that we are in, or nothing. */
function without(value: unknown, fields: Fields, base: string, values: PersonalValues): unknown {
  if (fields.kind === 'personal') {
    values[joined(base, fields.path)] = typeof value === 'string' ? value : JSON.stringify(value)
    return undefined
  }
  if (typeof value !== 'object' || value === null) return value
  if (fields.kind === 'list') {
    if (!Array.isArray(value)) return value
    const { items } = fields
    const path = joined(base, fields.path)
    return value.map((item, index) => without(item, items, `${path}.${index}`, values))
  }
  const from = value as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | null = null
  for (const [name, below] of fields.properties) {
    const member = from[name]
    if (member === undefined) continue
    const rest = without(member, below, base, values)
    if (rest !== member) (copy ??= { ...from })[name] = rest
  }
  return copy ?? value
}
