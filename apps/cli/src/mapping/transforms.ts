/** What a cell, or several, becomes in the event. */
export type MappedValue = string | number | boolean

/** The value, `null` where the cell holds nothing, or what is wrong with it. */
export type TransformResult =
  | { readonly ok: true; readonly value: MappedValue | null }
  | { readonly ok: false; readonly problem: string }

/** Turns the cells of one row into a value. Empty cells never get here. */
export type Convert = (cells: readonly string[]) => TransformResult

/** A parameter of a transform as the mapping file gives it: already of the declared type. */
export type Parameters = Readonly<Record<string, unknown>>

export interface Transform {
  readonly name: string
  /** Type of what it gives: what a custom input is declared as. */
  readonly result: 'string' | 'int' | 'double' | 'bool'
  /** How many columns it reads. */
  readonly columns: number
  /** JSON Schema of each parameter it takes besides `column` and `as`. */
  readonly parameters: Readonly<Record<string, object>>
  readonly required: readonly string[]
  readonly doc: string
  make(parameters: Parameters): Convert
}

const TEXT = { type: 'string', maxLength: 255 }
const WORDS = { type: 'array', items: TEXT, minItems: 1, maxItems: 100 }
const DIGITS = { type: 'integer', minimum: 1, maximum: 20 }
const MS_PER_HOUR = 3_600_000
const HOURS_PER_DAY = 24

/** Every way in which a column becomes a field. The order is that of the documentation. */
export const TRANSFORMS: readonly Transform[] = [
  {
    ...oneColumn('text', 'string', 'The cell as it is, without spaces around it.'),
    make: () => each((cell) => cell),
  },
  {
    ...oneColumn('lower', 'string', 'Lower case.'),
    make: () => each((cell) => cell.toLowerCase()),
  },
  {
    ...oneColumn('upper', 'string', 'Upper case.'),
    make: () => each((cell) => cell.toUpperCase()),
  },
  {
    ...oneColumn(
      'prefix',
      'string',
      'The cell after the text `with`: tokens of digits alone are refused.',
    ),
    parameters: { with: TEXT },
    required: ['with'],
    make: (parameters) => each((cell) => `${String(parameters['with'])}${cell}`),
  },
  {
    ...oneColumn(
      'padded',
      'string',
      'Zeros in front up to `digits`: spreadsheets drop them from postcodes.',
    ),
    parameters: { digits: DIGITS },
    required: ['digits'],
    make: (parameters) => each((cell) => cell.padStart(Number(parameters['digits']), '0')),
  },
  {
    ...oneColumn('decimal', 'double', 'A number: `12`, `12.50`, `-3e2`.'),
    make: () => each(decimal),
  },
  {
    ...oneColumn('integer', 'int', 'A whole number.'),
    make: () =>
      each((cell) => (/^[+-]?[0-9]{1,15}$/.test(cell) ? Number(cell) : wrong('no whole number'))),
  },
  {
    ...oneColumn('flag', 'bool', 'True for the words of `yes`, false for those of `no`.'),
    parameters: { yes: WORDS, no: WORDS },
    required: ['yes', 'no'],
    make: ({ yes, no }) => flag(yes as readonly string[], no as readonly string[]),
  },
  {
    ...oneColumn('map', 'string', 'The word that `values` gives for the cell, else `otherwise`.'),
    parameters: {
      values: { type: 'object', additionalProperties: TEXT, minProperties: 1, maxProperties: 1000 },
      otherwise: TEXT,
    },
    required: ['values'],
    make: ({ values, otherwise }) =>
      mapped(
        new Map(Object.entries(values as Record<string, string>)),
        otherwise as string | undefined,
      ),
  },
  {
    ...oneColumn(
      'time',
      'string',
      'A date and time: `2026-03-01T20:15:30Z`, `2026-03-01 20:15`; UTC when no offset is given.',
    ),
    make: () => each(time),
  },
  {
    ...oneColumn('unix_seconds', 'string', 'Seconds since 1970-01-01T00:00:00Z.'),
    make: () => each((cell) => fromSeconds(Number(cell))),
  },
  {
    ...oneColumn(
      'day_and_hour',
      'string',
      'Two columns, a day number and an hour, counted from `start`.',
    ),
    columns: 2,
    parameters: { start: { type: 'string', format: 'date-time' } },
    required: ['start'],
    make: ({ start }) => dayAndHour(Date.parse(String(start))),
  },
  {
    ...oneColumn(
      'first_digits',
      'string',
      'The first `digits` of a masked card number: `435087******1044`.',
    ),
    parameters: { digits: { enum: [6, 8] } },
    required: ['digits'],
    make: ({ digits }) => each((cell) => masked(cell, 0, Number(digits))),
  },
  {
    ...oneColumn('last_digits', 'string', 'The last `digits` of a masked card number.'),
    parameters: { digits: { enum: [2, 4] } },
    required: ['digits'],
    make: ({ digits }) => each((cell) => masked(cell, -Number(digits), undefined)),
  },
]

const byName = new Map(TRANSFORMS.map((transform) => [transform.name, transform]))

export function findTransform(name: string): Transform | undefined {
  return byName.get(name)
}

function oneColumn(name: string, result: Transform['result'], doc: string) {
  return { name, result, doc, columns: 1, parameters: {}, required: [] as readonly string[] }
}

type Cell = MappedValue | TransformResult

function each(convert: (cell: string) => Cell): Convert {
  return ([cell = '']) => {
    const made = convert(cell)
    return typeof made === 'object' ? made : { ok: true, value: made }
  }
}

function wrong(problem: string): TransformResult {
  return { ok: false, problem }
}

function decimal(cell: string): Cell {
  const value = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/.test(cell)
    ? Number(cell)
    : NaN
  return Number.isFinite(value) ? value : wrong('no number')
}

function flag(yes: readonly string[], no: readonly string[]): Convert {
  return each((cell) => {
    if (yes.includes(cell)) return true
    return no.includes(cell) ? false : wrong('neither one of `yes` nor of `no`')
  })
}

function mapped(values: ReadonlyMap<string, string>, otherwise: string | undefined): Convert {
  return each((cell) => values.get(cell) ?? otherwise ?? wrong('not among `values`'))
}

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

function time(cell: string): Cell {
  const match = DATE_TIME.exec(cell)
  if (match === null) return wrong('no date and time such as `2026-03-01T20:15:30Z`')
  const [, date, minutes = '00:00', seconds = ':00', offset = 'Z'] = match
  const atMs = Date.parse(`${date}T${minutes}${seconds}${offset.toUpperCase()}`)
  return Number.isNaN(atMs) ? wrong('no such date') : new Date(atMs).toISOString()
}

/** The years that RFC 3339 can write. */
const YEAR_10000_SECONDS = 253_402_300_800

function fromSeconds(seconds: number): Cell {
  if (!(seconds >= 0 && seconds < YEAR_10000_SECONDS)) return wrong('no number of seconds')
  return new Date(seconds * 1000).toISOString()
}

function dayAndHour(startMs: number): Convert {
  return ([day = '', hour = '']) => {
    const hours = Number(day) * HOURS_PER_DAY + Number(hour)
    const atMs = startMs + hours * MS_PER_HOUR
    if (!Number.isFinite(hours) || Math.abs(atMs) >= YEAR_10000_SECONDS * 1000) {
      return wrong('no day and hour')
    }
    return { ok: true, value: new Date(atMs).toISOString() }
  }
}

function masked(cell: string, from: number, to: number | undefined): Cell {
  const digits = cell.slice(from, to)
  const wanted = Math.abs(to ?? from)
  return /^[0-9]+$/.test(digits) && digits.length === wanted
    ? digits
    : wrong(`no ${wanted} digits at that end`)
}
