/** Raw personal values by dotted path, `shopping_cart` entries by index. */
export type PersonalValues = Record<string, string>

export interface SplitEvent {
  /** The event without a single raw personal value. */
  readonly event: unknown
  readonly values: PersonalValues
}

/** Which fields of an event say who a person is, as the schema marks them (`x-personal`). */
interface Fields {
  readonly personal: boolean
  readonly properties: ReadonlyMap<string, Fields> | null
  readonly items: Fields | null
}

/**
 * Compiles the personal fields of an event schema, so that what is stored in the clear follows
 * from the contract and from nothing else.
 */
export function compilePersonalSplit(schema: object): (event: unknown) => SplitEvent {
  const root = fieldsOf(schema as SchemaNode)
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

/** `null` where nothing below is personal: that part is kept as it is, without a copy. */
function fieldsOf(schema: SchemaNode): Fields | null {
  if (schema['x-personal'] === true) return { personal: true, properties: null, items: null }
  const properties = new Map<string, Fields>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const fields = fieldsOf(property)
    if (fields !== null) properties.set(name, fields)
  }
  const items = schema.items === undefined ? null : fieldsOf(schema.items)
  if (properties.size === 0 && items === null) return null
  return { personal: false, properties, items }
}

function without(value: unknown, fields: Fields, path: string, values: PersonalValues): unknown {
  if (fields.personal) {
    values[path] = typeof value === 'string' ? value : JSON.stringify(value)
    return undefined
  }
  if (Array.isArray(value)) {
    const { items } = fields
    if (items === null) return value
    return value.map((item, index) => without(item, items, `${path}.${index}`, values))
  }
  if (typeof value !== 'object' || value === null || fields.properties === null) return value
  const kept: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const below = fields.properties.get(name)
    const rest =
      below === undefined
        ? member
        : without(member, below, path === '' ? name : `${path}.${name}`, values)
    if (rest !== undefined) kept[name] = rest
  }
  return kept
}
