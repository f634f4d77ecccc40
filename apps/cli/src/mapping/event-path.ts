import { orderEventSchema } from '@gatehouse/contract'
import { suggestion } from '../nearest.ts'
import { customNameOf, isCustomName } from './mapping.ts'

/** A place in the order event: property names, and numbers for entries of a list. */
export type EventPath = readonly (string | number)[]

export type EventPathResult =
  | { readonly ok: true; readonly path: EventPath }
  | { readonly ok: false; readonly problem: string }

/** The part of a JSON Schema that is walked. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
}

/** Most entries of a list that a table can fill column by column. */
const ENTRIES_MAX = 100

/** Reads `billing.postal` or `shopping_cart.0.price` against the schema of the order event. */
export function parseEventPath(text: string): EventPathResult {
  const custom = customNameOf(text)
  if (custom !== null) return customPath(custom)
  const path: (string | number)[] = []
  let node: SchemaNode = orderEventSchema as SchemaNode
  for (const segment of text.split('.')) {
    if (node.items !== undefined) {
      if (!/^[0-9]{1,2}$/.test(segment) || Number(segment) >= ENTRIES_MAX) {
        return no(`\`${path.join('.')}\` is a list: name an entry, \`${path.join('.')}.0\``)
      }
      path.push(Number(segment))
      node = node.items
      continue
    }
    const properties = node.properties ?? {}
    if (!Object.hasOwn(properties, segment))
      return no(unknownField(text, path, segment, properties))
    path.push(segment)
    node = properties[segment]!
  }
  return node.properties === undefined && node.items === undefined
    ? { ok: true, path }
    : no(`\`${text}\` is a block: name a field of it`)
}

function customPath(name: string): EventPathResult {
  return isCustomName(name)
    ? { ok: true, path: ['custom_inputs', name] }
    : no(`\`${name}\` cannot name a custom input: lower-case letters, digits and \`_\``)
}

function unknownField(
  text: string,
  path: EventPath,
  segment: string,
  properties: Readonly<Record<string, SchemaNode>>,
): string {
  const prefix = path.length === 0 ? '' : `${path.join('.')}.`
  const known = Object.keys(properties).map((name) => `${prefix}${name}`)
  const hint = suggestion(`${prefix}${segment}`, known)
  return `the order event has no field \`${text}\`${hint}`
}

function no(problem: string): EventPathResult {
  return { ok: false, problem }
}

/** Puts a value at its place, making the blocks and entries on the way. */
export function putAt(event: Record<string, unknown>, path: EventPath, value: unknown): void {
  let node = event as Record<string | number, unknown>
  for (let index = 0; index < path.length - 1; index++) {
    const segment = path[index]!
    node[segment] ??= typeof path[index + 1] === 'number' ? [] : {}
    node = node[segment] as Record<string | number, unknown>
  }
  node[path.at(-1)!] = value
}
