import {
  unknownBecause,
  type Reference,
  type Ruleset,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'
import type { Ruling } from '@gatehouse/gate'
import { SignalColumns, type Column } from '@gatehouse/scoring'
import { CliError } from '../../cli-error.ts'
import type { CompiledMapping, RowLabel } from '../../mapping/compile-mapping.ts'
import type { Progress } from '../../progress.ts'
import { openTable, type Table } from '../../replay/read-table.ts'
import { openReplayGateway } from '../../replay/replay-gateway.ts'
import { replay, type BadRow } from '../../replay/replay.ts'
import type { ShopCatalogue } from '../../rulesets/shop-catalogue.ts'
import { KnownFraud } from './known-fraud.ts'
import type { ModelSet } from './model-sets.ts'
import { COLUMN_GROUPS, groupOfSignal, type ColumnGroup } from './column-groups.ts'

const DAY_MS = 86_400_000

/** What an order is used for. */
export const PARTS = ['warm', 'train', 'dev', 'gap', 'test'] as const
export type Part = (typeof PARTS)[number]

export interface PartFile {
  readonly part: Part
  readonly path: string
}

/** Every order that is learned from or measured, in the order of time. */
export interface CollectedOrders {
  readonly rows: number
  readonly columns: Readonly<Record<ColumnGroup, readonly Column[]>>
  /** 1 fraud, 0 good, -1 not known. */
  readonly labels: Int8Array
  readonly timesMs: Float64Array
  /** Index into `PARTS`. */
  readonly parts: Uint8Array
  /** Number of the row in its file. */
  readonly numbers: Float64Array
  /** What the packs make of it, 0 to 100. */
  readonly ruleScores: Float64Array
  /** The customer was known as defrauded by then. */
  readonly isKnownFraud: Uint8Array
  readonly badRows: number
  readonly badExamples: readonly BadRow[]
}

export interface Collecting {
  readonly files: readonly PartFile[]
  readonly set: ModelSet
  readonly mapping: CompiledMapping
  readonly catalogue: ShopCatalogue
  readonly ruleset: Ruleset
  readonly reference: Reference
  readonly progress: Progress
}

/**
 * Sends every file through the gate once, as `replay` does, and keeps the signals of each order as
 * they were when it came. What was fraud becomes known to the gate when the delay of the set has
 * passed, as in life, whichever file it is in.
 * @throws CliError that names the file: it cannot be read, or overlaps in time with the one before
 */
export async function collectOrders(collecting: Collecting): Promise<CollectedOrders> {
  const { files, set, mapping, catalogue, ruleset, reference, progress } = collecting
  const gate = openReplayGateway(mapping, catalogue, ruleset, reference)
  let nowMs = 0
  const setClock = (timeMs: number) => {
    nowMs = timeMs
    gate.setClock(timeMs)
  }
  const rows = new OrderRows(mapping, set)
  const badExamples: BadRow[] = []
  let badRows = 0
  let rowsBefore = 0
  let notBeforeMs = -Infinity
  for (const [index, { part, path }] of files.entries()) {
    const table = watched(await openTable(path), rows.see)
    try {
      const result = await replay(
        table,
        mapping,
        { ...gate, setClock },
        {
          sort: false,
          strict: false,
          limit: Infinity,
          labelDelayMs: set.labelDelayDays * DAY_MS,
          notBeforeMs,
          onDecided: (number, label, _amount, ruling) =>
            rows.add(part, number, label, nowMs, ruling),
          onProgress: (share, read) =>
            progress.update((index + share) / files.length, rowsBefore + read),
        },
      )
      rowsBefore += result.rows
      badRows += result.badRows
      badExamples.push(...result.badExamples)
      notBeforeMs = result.span?.[1] ?? notBeforeMs
    } catch (error) {
      if (error instanceof CliError) throw toldOfFile(path, index, error)
      throw error
    } finally {
      table.close()
    }
  }
  return { ...rows.collected(), badRows, badExamples: badExamples.slice(0, 10) }
}

function toldOfFile(path: string, index: number, error: CliError): CliError {
  const isOverlap = index > 0 && error.message.startsWith('row 1 is earlier')
  const why = isOverlap
    ? 'its first order is earlier than the last one of the file before: files must follow each other in time, because a model that was trained on a random split has seen the future'
    : error.message
  return new CliError(error.code, `${path}: ${why}`)
}

/** Shows each row to `see` before it is decided. */
function watched(
  table: Table,
  see: (header: readonly string[], cells: readonly string[]) => void,
): Table {
  return {
    ...table,
    async *rows() {
      for await (const row of table.rows()) {
        if (row.ok) see(table.header, row.cells)
        yield row
      }
    },
  }
}

const ROWS_PER_NAME_MIN = 20

/** Texts that are hardly ever the same twice name somebody: trees would learn them by heart. */
function isTrait(column: Column): boolean {
  return column.kind === 'number' || column.names.length * ROWS_PER_NAME_MIN <= column.codes.length
}

/** The rows as they come, column by column. */
class OrderRows {
  /** Those that `gatehouse train` makes: what is measured is what would be trained. */
  #signals: SignalColumns | null = null
  readonly #raw: SignalColumns
  readonly #rawColumns: CompiledMapping['columns']
  readonly #known: KnownFraud
  readonly #knownFraudBy: string | null
  #header: readonly string[] = []
  #places: ReadonlyMap<string, number> = new Map()
  #cells: readonly string[] = []
  readonly #labels: number[] = []
  readonly #timesMs: number[] = []
  readonly #parts: number[] = []
  readonly #numbers: number[] = []
  readonly #ruleScores: number[] = []
  readonly #isKnownFraud: number[] = []

  constructor({ columns }: CompiledMapping, set: ModelSet) {
    this.#rawColumns = columns
    this.#raw = new SignalColumns([
      ...columns.map(({ name, isNumber }) => rawColumn(name, isNumber ? 'double' : 'string')),
      rawColumn('hour', 'int'),
      rawColumn('weekday', 'int'),
    ])
    this.#known = new KnownFraud(set.labelDelayDays)
    this.#knownFraudBy = set.knownFraudBy
  }

  readonly see = (header: readonly string[], cells: readonly string[]): void => {
    if (header !== this.#header) {
      this.#header = header
      this.#places = new Map(header.map((name, place) => [name, place]))
    }
    this.#cells = cells
  }

  add(part: Part, number: number, label: RowLabel, timeMs: number, ruling: Ruling): void {
    if (part === 'warm') return
    const customer = this.#knownFraudBy === null ? null : this.#cell(this.#knownFraudBy)
    const isKnown = customer !== null && this.#known.isKnown(customer, timeMs)
    if (customer !== null && label === 'fraud') this.#known.report(customer, timeMs)
    if (part === 'gap') return
    this.#isKnownFraud.push(isKnown ? 1 : 0)
    this.#labels.push(label === null ? -1 : label === 'fraud' ? 1 : 0)
    this.#timesMs.push(timeMs)
    this.#parts.push(PARTS.indexOf(part))
    this.#numbers.push(number)
    this.#ruleScores.push(ruling.risk_score)
    this.#raw.add(this.#rawCells(timeMs))
    this.#signals ??= new SignalColumns(ruling.snapshot.declarations)
    this.#signals.add(ruling.signals)
  }

  collected(): Omit<CollectedOrders, 'badRows' | 'badExamples'> {
    const columns = Object.fromEntries(
      COLUMN_GROUPS.map((group): [ColumnGroup, Column[]] => [group, []]),
    ) as Record<ColumnGroup, Column[]>
    columns.raw.push(...this.#raw.columns().filter(isTrait))
    for (const column of this.#signals?.columns() ?? []) {
      columns[groupOfSignal(column.name)].push(column)
    }
    return {
      rows: this.#labels.length,
      columns,
      labels: Int8Array.from(this.#labels),
      timesMs: Float64Array.from(this.#timesMs),
      parts: Uint8Array.from(this.#parts),
      numbers: Float64Array.from(this.#numbers),
      ruleScores: Float64Array.from(this.#ruleScores),
      isKnownFraud: Uint8Array.from(this.#isKnownFraud),
    }
  }

  #cell(column: string): string | null {
    const text = this.#cells[this.#places.get(column) ?? -1]?.trim() ?? ''
    return text === '' ? null : text
  }

  /** The columns of the table, and the hour and weekday that any table with a time has. */
  #rawCells(timeMs: number): SignalValue[] {
    const cells = this.#rawColumns.map(({ name, isNumber }): SignalValue => {
      const text = this.#cell(name)
      if (text === null) return EMPTY
      return isNumber ? Number(text) : text
    })
    const time = new Date(timeMs)
    return [...cells, time.getUTCHours(), time.getUTCDay()]
  }
}

const EMPTY = unknownBecause('empty')

function rawColumn(name: string, type: SignalDeclaration['type']): SignalDeclaration {
  return { name: `raw.${name}`, type, doc: '', privacy: 'none' }
}
