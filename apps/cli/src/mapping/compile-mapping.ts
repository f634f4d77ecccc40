import { createValidators } from '@gatehouse/server'
import type { OrderEvent } from '@gatehouse/contract'
import type { CustomDeclaration } from '@gatehouse/signals'
import { suggestion } from '../nearest.ts'
import { parseEventPath, putAt, type EventPath } from './event-path.ts'
import { customNameOf, mappingSchema, type Mapping, type Source } from './mapping.ts'
import { findTransform, TRANSFORMS, type Convert, type MappedValue } from './transforms.ts'

const validatorOf = createValidators()

/** What is wrong with a mapping file, and where: a JSON pointer into it. */
export interface MappingIssue {
  readonly pointer: string
  readonly message: string
}

export type MappingResult =
  | { readonly ok: true; readonly mapping: CompiledMapping }
  | { readonly ok: false; readonly issues: readonly MappingIssue[] }

export type RowResult =
  | { readonly ok: true; readonly row: MappedRow }
  /** `column`: where the fault is, `null` where it is in the row as a whole. */
  | { readonly ok: false; readonly column: string | null; readonly problem: string }

/** `null`: the row carries no verdict, so it is decided and not measured. */
export type RowLabel = 'fraud' | 'good' | null

export interface MappedRow {
  readonly event: OrderEvent
  readonly timeMs: number
  readonly label: RowLabel
}

/** A mapping bound to the columns of one table. */
export type MapRow = (cells: readonly string[]) => RowResult

/** A column of the table that becomes a field of the order. */
export interface MappedColumn {
  readonly name: string
  /** What its field holds is a number. */
  readonly isNumber: boolean
}

export interface CompiledMapping {
  readonly name: string
  readonly currency: string
  readonly homeCountry: string | null
  readonly hasLabel: boolean
  /** Without time, label and the number of the order: what an order can be judged by. */
  readonly columns: readonly MappedColumn[]
  /** What the rules may name as `custom.NAME`. */
  readonly customInputs: readonly CustomDeclaration[]
  /** Answers the problem when a column that is named is not in the table. */
  bind(header: readonly string[]): { ok: true; map: MapRow } | { ok: false; problem: string }
}

interface Field {
  readonly path: EventPath
  readonly columns: readonly string[]
  readonly convert: Convert
  readonly result: CompiledSource['result']
}

const validate = validatorOf(mappingSchema)

/** Checks a mapping file and compiles it. Answers every fault, not only the first. */
export function compileMapping(document: unknown): MappingResult {
  const outline = validate(document)
  if (outline.length > 0) return { ok: false, issues: outline }
  const mapping = document as Mapping
  const issues: MappingIssue[] = []
  const constants: { path: EventPath; value: MappedValue }[] = []
  for (const [text, value] of Object.entries(mapping.constants ?? {})) {
    const place = pathAt('/constants', text, issues)
    if (place !== null) constants.push({ path: place, value })
  }
  const fields: Field[] = []
  const customInputs: CustomDeclaration[] = []
  for (const [text, source] of Object.entries(mapping.fields)) {
    const pointer = `/fields/${text}`
    const place = pathAt('/fields', text, issues)
    const value = compileSource(pointer, source, issues)
    if (place === null || value === null) continue
    fields.push({ path: place, ...value })
    const custom = customNameOf(text)
    if (custom !== null) customInputs.push(declaration(custom, source, value))
  }
  const time = compileSource('/time', mapping.time, issues)
  if (issues.length > 0 || time === null) return { ok: false, issues }
  const columns = mappedColumns(fields)
  fields.unshift({ path: ['event', 'time'], ...time })
  return {
    ok: true,
    mapping: {
      name: mapping.name,
      currency: mapping.shop.currency,
      homeCountry: mapping.shop.home_country ?? null,
      hasLabel: mapping.label !== undefined,
      columns,
      customInputs,
      bind: (header) => bind(header, fields, constants, mapping.label),
    },
  }
}

const ORDER_NUMBER = 'event.transaction_id'

/** Each once; a column of which one field makes a number is one of numbers. */
function mappedColumns(fields: readonly Field[]): MappedColumn[] {
  const columns = new Map<string, MappedColumn>()
  for (const { path, columns: names, result } of fields) {
    if (path.join('.') === ORDER_NUMBER) continue
    const isNumber = names.length === 1 && (result === 'int' || result === 'double')
    for (const name of names) {
      columns.set(name, { name, isNumber: isNumber || columns.get(name)?.isNumber === true })
    }
  }
  return [...columns.values()]
}

function pathAt(section: string, text: string, issues: MappingIssue[]): EventPath | null {
  if (text === 'event.time') {
    issues.push({
      pointer: `${section}/${text}`,
      message: 'the time of the order is `time`, at the top of the file',
    })
    return null
  }
  const parsed = parseEventPath(text)
  if (parsed.ok) return parsed.path
  issues.push({ pointer: `${section}/${text}`, message: parsed.problem })
  return null
}

interface CompiledSource {
  readonly columns: readonly string[]
  readonly convert: Convert
  readonly result: 'string' | 'int' | 'double' | 'bool'
}

function compileSource(
  pointer: string,
  source: Source,
  issues: MappingIssue[],
): CompiledSource | null {
  const {
    as,
    column,
    columns,
    doc: _doc,
    ...parameters
  } = typeof source === 'string' ? { as: 'text', column: source } : source
  const transform = findTransform(as)
  if (transform === undefined) {
    const names = TRANSFORMS.map(({ name }) => name)
    issues.push({
      pointer: `${pointer}/as`,
      message: `there is no transform \`${as}\`${suggestion(as, names)}`,
    })
    return null
  }
  const named = (columns ?? (column === undefined ? [] : [column])) as readonly string[]
  if (named.length !== transform.columns || (column !== undefined && columns !== undefined)) {
    const wanted =
      transform.columns === 1 ? 'one `column`' : `\`columns\`, ${transform.columns} of them`
    issues.push({ pointer, message: `\`${as}\` reads ${wanted}` })
    return null
  }
  const problems = validatorOf({
    type: 'object',
    additionalProperties: false,
    properties: transform.parameters,
    required: transform.required,
  })(parameters)
  if (problems.length > 0) {
    for (const { pointer: at, message } of problems) {
      issues.push({ pointer: `${pointer}${at}`, message: `\`${as}\`: ${message}` })
    }
    return null
  }
  return { columns: named, convert: transform.make(parameters), result: transform.result }
}

function declaration(
  name: string,
  source: Source,
  { columns, result }: CompiledSource,
): CustomDeclaration {
  const doc = typeof source === 'string' ? undefined : source.doc
  return {
    name,
    type: result,
    doc: doc ?? `Column \`${columns.join('`, `')}\`.`,
    privacy: 'pseudonymous',
  }
}

function bind(
  header: readonly string[],
  fields: readonly Field[],
  constants: readonly { path: EventPath; value: MappedValue }[],
  label: Mapping['label'],
): ReturnType<CompiledMapping['bind']> {
  const places = new Map(header.map((name, index) => [name, index]))
  const wanted = [...fields.flatMap(({ columns }) => columns), ...(label ? [label.column] : [])]
  const missing = wanted.find((column) => !places.has(column))
  if (missing !== undefined) {
    return { ok: false, problem: `there is no column \`${missing}\`${suggestion(missing, header)}` }
  }
  const bound = fields.map((field) => ({
    ...field,
    indexes: field.columns.map((column) => places.get(column)!),
  }))
  const labelOf = labelReader(label, places)
  return {
    ok: true,
    map(cells) {
      const event: Record<string, unknown> = {}
      for (const { path, value } of constants) putAt(event, path, value)
      for (const { path, columns, indexes, convert } of bound) {
        const values = indexes.map((index) => cells[index]!.trim())
        // An empty cell is a field that was not sent: the signals about it are unknown.
        if (values.includes('')) continue
        const made = convert(values)
        if (!made.ok) return { ok: false, column: columns.join('`, `'), problem: made.problem }
        if (made.value !== null) putAt(event, path, made.value)
      }
      const { time } = (event['event'] ?? {}) as { time?: string }
      if (time === undefined) return { ok: false, column: null, problem: 'the row has no time' }
      return {
        ok: true,
        row: { event: event as OrderEvent, timeMs: Date.parse(time), label: labelOf(cells) },
      }
    },
  }
}

function labelReader(
  label: Mapping['label'],
  places: ReadonlyMap<string, number>,
): (cells: readonly string[]) => RowLabel {
  if (label === undefined) return () => null
  const index = places.get(label.column)!
  const meanings = new Map<string, RowLabel>([
    ...label.fraud.map((word) => [word, 'fraud'] as const),
    ...label.good.map((word) => [word, 'good'] as const),
  ])
  return (cells) => meanings.get(cells[index]!.trim()) ?? null
}
