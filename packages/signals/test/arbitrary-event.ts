import { orderEventSchema, type OrderEvent } from '@gatehouse/contract'
import fc from 'fast-check'

/** Every text that says who a person is begins with this, so that it can be found again. */
export const PERSONAL_MARK = 'personal-'

/** The keywords of JSON Schema that the event's schema is written in. */
interface Schema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly 'x-personal'?: boolean
}

const LIST_LENGTH_MAX = 4
const SMALL_NUMBER_MAX = 50

const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Any order event that the schema accepts: every block and field is there or not. */
export const arbitraryEvent = valueOf(
  orderEventSchema as unknown as Schema,
) as fc.Arbitrary<OrderEvent>

function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valueOf))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return fc.array(valueOf(schema.items!), { maxLength: LIST_LENGTH_MAX })
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return numberIn(schema, (range) => fc.integer(range))
    case 'number':
      return numberIn(schema, (range) => fc.double({ ...range, noNaN: true }))
    case 'string':
      return textOf(schema)
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`)
  }
}

/** Small numbers as often as large ones: a count of 3 finds what one of 10^11 does not. */
function numberIn(
  { minimum: min = 0, maximum: max = 0 }: Schema,
  between: (range: { min: number; max: number }) => fc.Arbitrary<number>,
) {
  const small = fc.integer({ min: Math.ceil(min), max: Math.min(max, SMALL_NUMBER_MAX) })
  return fc.oneof(small, between({ min, max }))
}

function objectOf({ properties, required = [], patternProperties }: Schema) {
  if (patternProperties) {
    const [[pattern, schema] = ['', {}]] = Object.entries(patternProperties)
    return fc.dictionary(fc.stringMatching(new RegExp(pattern)), valueOf(schema), { maxKeys: 3 })
  }
  const fields = Object.entries(properties!).map(([name, schema]) => [name, valueOf(schema)])
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...required],
  })
}

/** Generators cannot look ahead; what a lookahead refuses is sorted out afterwards. */
function matching(pattern: string): fc.Arbitrary<string> {
  const whole = new RegExp(pattern)
  return fc
    .stringMatching(new RegExp(pattern.replace(/\(\?!.*?\$\)/, '')))
    .filter((text) => whole.test(text))
}

function textOf(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'ip') return fc.oneof(fc.ipV4(), fc.ipV6())
  if (schema.format === 'date-time') return moment
  if (schema.pattern) return matching(schema.pattern)
  const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 8 }))
  return schema['x-personal']
    ? fc.oneof(
        fc.constant(''),
        text.map((tail) => `${PERSONAL_MARK}${tail}`),
      )
    : text
}
