import { createValidators } from '@gatehouse/server'
import { orderEventSchema } from '@gatehouse/contract'
import type { Ruling } from '@gatehouse/gate'
import { CliError } from '../cli-error.ts'
import type { CompiledMapping, MapRow, MappedRow, RowLabel } from '../mapping/compile-mapping.ts'
import { REPLAY_SHOP, type ReplayGateway } from './replay-gateway.ts'
import type { Table } from './read-table.ts'

const validatorOf = createValidators()

/** A row that could not be decided. */
export interface BadRow {
  readonly number: number
  readonly reason: string
}

export interface ReplayOptions {
  /** Sort the rows by time first: holds them all in memory. */
  readonly sort: boolean
  /** The first bad row ends the replay. */
  readonly strict: boolean
  /** Most rows to read; `Infinity` for all. */
  readonly limit: number
  /** The first order must not be earlier: milliseconds, `-Infinity` for no bound. */
  readonly notBeforeMs: number
  /**
   * Fraud becomes known to the gate this long after its order, milliseconds; when absent, never.
   * What a file has left when it ends is known in the next one of the same gate.
   */
  readonly labelDelayMs?: number
  /** Called for every order, in the order of time. */
  onDecided(row: number, label: RowLabel, amount: number, ruling: Ruling): void
  /** Called now and then, with the share of the file that was read. */
  onProgress(share: number, rows: number): void
}

export interface ReplayResult {
  /** Rows read, good and bad. */
  readonly rows: number
  readonly decided: number
  readonly badRows: number
  /** The first of them. */
  readonly badExamples: readonly BadRow[]
  /** Event times of the first and the last order, milliseconds; `null` when nothing was decided. */
  readonly span: readonly [number, number] | null
  /** Time spent in the gate: reading the file left out. Milliseconds. */
  readonly gateMs: number
  readonly totalMs: number
}

const BAD_EXAMPLES_MAX = 10
const PROGRESS_EVERY_ROWS = 200
/** Some 2 GB of mapped rows; a longer history has to be sorted before. */
const SORTED_ROWS_MAX = 1_000_000

interface NumberedRow extends MappedRow {
  readonly number: number
}

/**
 * Sends every row of a table through the gate in the order of its time, as if it happened now:
 * an order sees what came before it. Labels are seen by `onDecided`, and with `labelDelayMs` by the
 * gate, as reports of fraud that come in so much later; an order never sees its own.
 * @throws CliError `invalid` for a column that is missing, rows out of order, a bad row if `strict`
 */
export async function replay(
  table: Table,
  mapping: CompiledMapping,
  gate: ReplayGateway,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const bound = mapping.bind(table.header)
  if (!bound.ok) throw new CliError('invalid', `the mapping does not fit: ${bound.problem}`)
  const startedMs = performance.now()
  const reader = createReader(table, bound.map, options)
  const rows = options.sort ? sorted(reader) : reader.rows()
  const { labelDelayMs } = options
  if (labelDelayMs !== undefined) gate.keepReports()
  let span: [number, number] | null = null
  let gateMs = 0
  let decided = 0
  for await (const { number, event, timeMs, label } of rows) {
    if (timeMs < (span?.[1] ?? options.notBeforeMs)) throw outOfOrder(number)
    span = [span?.[0] ?? timeMs, timeMs]
    gate.setClock(timeMs)
    const before = performance.now()
    const answer = await gate.gateway.decide({
      shopId: REPLAY_SHOP,
      event,
      type: event.event?.type ?? 'purchase',
      reservation: null,
    })
    gateMs += performance.now() - before
    if (answer.state !== 'stored' || answer.ruling === null) {
      throw new Error(`row ${number} was not decided`)
    }
    decided++
    if (labelDelayMs !== undefined && label === 'fraud') gate.reportAt(timeMs + labelDelayMs)
    options.onDecided(number, label, event.order?.amount ?? 0, answer.ruling)
  }
  return {
    rows: reader.read,
    decided,
    badRows: reader.bad,
    badExamples: reader.examples,
    span,
    gateMs,
    totalMs: performance.now() - startedMs,
  }
}

interface Reader {
  readonly read: number
  readonly bad: number
  readonly examples: readonly BadRow[]
  rows(): AsyncGenerator<NumberedRow>
}

/** Maps and checks rows; bad ones are counted, the first are kept to be shown. */
function createReader(table: Table, map: MapRow, options: ReplayOptions): Reader {
  const check = validatorOf(orderEventSchema)
  const examples: BadRow[] = []
  let read = 0
  let bad = 0

  function refuse(number: number, reason: string): void {
    if (options.strict) throw new CliError('invalid', `row ${number}: ${reason}`)
    bad++
    if (examples.length < BAD_EXAMPLES_MAX) examples.push({ number, reason })
  }

  return {
    get read() {
      return read
    },
    get bad() {
      return bad
    },
    examples,
    async *rows() {
      for await (const row of table.rows()) {
        if (read === options.limit) return
        read++
        if (read % PROGRESS_EVERY_ROWS === 0) options.onProgress(table.progress(), read)
        if (!row.ok) {
          refuse(row.number, row.problem)
          continue
        }
        const mapped = map(row.cells)
        if (!mapped.ok) {
          const where = mapped.column === null ? '' : `column \`${mapped.column}\`: `
          refuse(row.number, `${where}${mapped.problem}`)
          continue
        }
        const [issue] = check(mapped.row.event)
        if (issue === undefined) yield { ...mapped.row, number: row.number }
        else
          refuse(row.number, `\`${issue.pointer.slice(1).replaceAll('/', '.')}\`: ${issue.message}`)
      }
    },
  }
}

async function* sorted(reader: Reader): AsyncGenerator<NumberedRow> {
  const rows: NumberedRow[] = []
  for await (const row of reader.rows()) {
    if (rows.length === SORTED_ROWS_MAX) {
      throw new CliError(
        'invalid',
        `more than ${SORTED_ROWS_MAX} rows cannot be sorted here: sort the file, or use \`--limit\``,
      )
    }
    rows.push(row)
  }
  yield* rows.sort((a, b) => a.timeMs - b.timeMs || a.number - b.number)
}

function outOfOrder(number: number): CliError {
  return new CliError(
    'invalid',
    `row ${number} is earlier than the row before it: sort the file by time, or use \`--sort\``,
  )
}
