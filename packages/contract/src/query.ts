import type { TObject } from 'typebox'

interface ParameterView {
  readonly type?: unknown
}

const INTEGER = /^-?(?:0|[1-9][0-9]{0,15})$/
const DECIMAL = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?$/

/**
 * The texts of a query string as the values that a schema asks for: `12` becomes a number where a
 * number is wanted, `true` a boolean. What does not read as such stays text, and the validator
 * then says what is wrong with it. A parameter that is given twice stays an array, and is refused.
 */
export function readQuery(
  query: Readonly<Record<string, unknown>>,
  schema: TObject,
): Record<string, unknown> {
  const read: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(query)) {
    const parameter = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    read[name] = typeof value === 'string' ? readText(value, parameter) : value
  }
  return read
}

function readText(value: string, parameter: ParameterView | undefined): unknown {
  switch (parameter?.type) {
    case 'integer':
      return INTEGER.test(value) ? Number(value) : value
    case 'number':
      return DECIMAL.test(value) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    default:
      return value
  }
}
