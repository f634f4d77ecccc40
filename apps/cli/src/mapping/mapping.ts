import { CUSTOM_NAME } from '@gatehouse/signals'
import { TRANSFORMS } from './transforms.ts'

/** Where a value comes from: a column as text, or one or two columns and what is done with them. */
export type Source =
  | string
  | {
      readonly as: string
      readonly column?: string
      readonly columns?: readonly string[]
      /** What the value means, for a custom input. */
      readonly doc?: string
      readonly [parameter: string]: unknown
    }

/** A mapping file: how the rows of one table become order events. */
export interface Mapping {
  readonly name: string
  readonly description?: string
  readonly format: 'csv'
  readonly shop: { readonly currency: string; readonly home_country?: string }
  /** When the order was placed. */
  readonly time: Source
  /** Which rows turned out to be fraud. Rows with any other value are decided but not measured. */
  readonly label?: {
    readonly column: string
    readonly fraud: readonly string[]
    readonly good: readonly string[]
  }
  /** The same in every event. */
  readonly constants?: Readonly<Record<string, string | number | boolean>>
  /** Field of the order event by dotted path; entries of a list by number. */
  readonly fields: Readonly<Record<string, Source>>
}

const FIELDS_MAX = 300
const COLUMN = { type: 'string', minLength: 1, maxLength: 255 }
const LABEL_WORDS = {
  type: 'array',
  items: { type: 'string', maxLength: 255 },
  minItems: 1,
  maxItems: 100,
}

const sourceSchema = {
  anyOf: [
    COLUMN,
    {
      type: 'object',
      required: ['as'],
      properties: {
        as: { type: 'string', maxLength: 64 },
        column: COLUMN,
        columns: { type: 'array', items: COLUMN, minItems: 1, maxItems: 4 },
        doc: { type: 'string', maxLength: 255 },
      },
    },
  ],
}

/** The outline of the file. What a transform takes is checked where it is compiled. */
export const mappingSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'format', 'shop', 'time', 'fields'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' },
    description: { type: 'string', maxLength: 2000 },
    format: { enum: ['csv'] },
    shop: {
      type: 'object',
      additionalProperties: false,
      required: ['currency'],
      properties: {
        currency: { type: 'string', pattern: '^[A-Z]{3}$' },
        home_country: { type: 'string', pattern: '^[A-Z]{2}$' },
      },
    },
    time: sourceSchema,
    label: {
      type: 'object',
      additionalProperties: false,
      required: ['column', 'fraud', 'good'],
      properties: { column: COLUMN, fraud: LABEL_WORDS, good: LABEL_WORDS },
    },
    constants: {
      type: 'object',
      maxProperties: FIELDS_MAX,
      additionalProperties: {
        anyOf: [{ type: 'string', maxLength: 1024 }, { type: 'number' }, { type: 'boolean' }],
      },
    },
    fields: {
      type: 'object',
      minProperties: 1,
      maxProperties: FIELDS_MAX,
      additionalProperties: sourceSchema,
    },
  },
} as const

/** The part of a path that names a custom input, or `null`. */
export function customNameOf(path: string): string | null {
  return path.startsWith(CUSTOM_PREFIX) ? path.slice(CUSTOM_PREFIX.length) : null
}
const CUSTOM_PREFIX = 'custom_inputs.'

export function isCustomName(name: string): boolean {
  return CUSTOM_NAME.test(name)
}

/** The table of transforms in the documentation. */
export function renderTransforms(): string {
  const rows = TRANSFORMS.map(({ name, columns, parameters, result, doc }) => {
    const names = Object.keys(parameters).map((parameter) => `\`${parameter}\``)
    return `| \`${name}\` | ${columns} | ${names.join(', ')} | ${result} | ${doc} |`
  })
  return [
    '| `as` | columns | parameters | gives | meaning |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
