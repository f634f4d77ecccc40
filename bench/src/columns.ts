/**
 * A backtest's inner loop: 50 rules over 1,000,000 rows of 80 signals on one thread. The columns
 * are made before the clock starts, as a backtest maps them from files; results are checked against
 * the compiled evaluator on a sample of rows. Run: `npx tsx bench/src/columns.ts [rows]`.
 */
import { pathToFileURL } from 'node:url'
import type { SignalDeclaration, SignalType, SignalValue } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import type { CheckedExpression, Column, ColumnResult, Columns } from '@gatehouse/expression'
import {
  bitsFor,
  checkExpression,
  compile,
  compileColumns,
  countBits,
  hasBit,
  setBit,
} from '@gatehouse/expression'

export interface ColumnsBench {
  readonly name: 'columns'
  readonly rows: number
  readonly rules: number
  /** Wall time for all rules over all rows, median over the rounds. Under 1,000 is wanted. */
  readonly millis: number
  readonly millisAll: readonly number[]
  readonly rowsPerSecond: number
  readonly hits: number
  readonly unknowns: number
  readonly errors: number
}

const ROUNDS = 5
const UNKNOWN_SHARE = 0.05
const NUMBERS = 40
const TEXTS = 20
const FLAGS = 20

function declare(name: string, type: SignalType): SignalDeclaration {
  return { name, type, doc: 'A signal of the benchmark.', privacy: 'none' }
}

const SIGNALS: readonly SignalDeclaration[] = [
  ...Array.from({ length: NUMBERS }, (_, index) => declare(`number.n${index}`, 'double')),
  ...Array.from({ length: TEXTS }, (_, index) => declare(`text.t${index}`, 'string')),
  ...Array.from({ length: FLAGS }, (_, index) => declare(`flag.f${index}`, 'bool')),
]

/** A seeded generator (mulberry32): every run measures the same rows. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Of the shapes that packs are made of: thresholds, countries, patterns, ratios, lists, negations. */
function makeRules(): readonly string[] {
  return Array.from({ length: 50 }, (_, rule) => {
    const n = (offset: number): string => `number.n${(rule * 3 + offset) % NUMBERS}`
    const t = (offset: number): string => `text.t${(rule * 2 + offset) % TEXTS}`
    const f = (offset: number): string => `flag.f${(rule + offset) % FLAGS}`
    const shapes = [
      `${n(0)} > ${900 + rule} && ${n(1)} < 50`,
      `${n(0)} > 500 && ${t(0)} != ${t(1)}`,
      `(${f(0)} || ${n(1)} >= 980) && !${f(1)}`,
      `${t(0)} in ["value-1", "value-7", "value-${rule}"] && ${n(2)} > 250.5`,
      `${t(1)}.startsWith("value-1") || ${n(0)} > 990 || ${n(2)} < 2`,
      `${n(0)} / ${n(1)} > 20.0 && ${n(2)} > 100`,
      `${t(0)}.matches("[13]7$") && ${n(1)} > 400 && ${f(0)}`,
      `${t(0)} in lists.blocked || ${n(1)} + ${n(2)} > 1950`,
      `known(${n(0)}) && ${n(0)} <= 3 && ${n(1)} != 5`,
      `${n(0)} > 100 && ${n(1)} > 100 && ${n(2)} > 100 && ${t(0)} == "value-3"`,
    ]
    return shapes[rule % shapes.length]!
  })
}

function makeColumns(rows: number): Columns {
  const random = generator(50)
  const distinct = Array.from({ length: 500 }, (_, index) => `value-${index}`)
  const columns = SIGNALS.map(({ type }): Column => {
    if (type === 'string') {
      const codes = Uint32Array.from({ length: rows }, () =>
        random() < UNKNOWN_SHARE ? 0 : 1 + Math.floor(random() ** 3 * distinct.length),
      )
      return { kind: 'dictionary', codes, dictionary: ['', ...distinct] }
    }
    const known = bitsFor(rows)
    for (let row = 0; row < rows; row++) if (random() >= UNKNOWN_SHARE) setBit(known, row)
    if (type === 'bool') {
      const values = bitsFor(rows)
      for (let row = 0; row < rows; row++) if (random() < 0.1) setBit(values, row)
      return { kind: 'bool', values, known }
    }
    const values = Float64Array.from({ length: rows }, () => Math.floor(random() * 1000))
    return { kind: 'number', values, known }
  })
  return { rows, columns }
}

const LISTS = [{ has: (value: string): boolean => value.endsWith('9') }]

function check(source: string): CheckedExpression {
  const checked = checkExpression(source, { signals: SIGNALS, lists: ['blocked'], result: 'bool' })
  if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join('; '))
  return checked.expression
}

/** The columns' answers against the closures', on a thousand rows. */
function assertSame(
  expressions: readonly CheckedExpression[],
  results: readonly ColumnResult[],
  { columns, rows }: Columns,
): void {
  const none = unknownBecause('no_value')
  const cell = (column: Column | undefined, row: number): SignalValue => {
    if (column?.kind === 'dictionary') {
      const code = column.codes[row]!
      return code === 0 ? none : column.dictionary[code]!
    }
    if (column === undefined || !hasBit(column.known!, row)) return none
    return column.kind === 'bool' ? hasBit(column.values, row) : column.values[row]!
  }
  const step = Math.max(1, Math.floor(rows / 1000))
  for (const [index, expression] of expressions.entries()) {
    const evaluate = compile(expression)
    for (let row = 0; row < rows; row += step) {
      const wanted = evaluate(
        columns.map((column) => cell(column, row)),
        LISTS,
      )
      if ((wanted === true) !== hasBit(results[index]!.hit, row)) {
        throw new Error(`row ${row} differs: ${expression.source}`)
      }
    }
  }
}

export function benchColumns(rows = 1_000_000): ColumnsBench {
  const expressions = makeRules().map(check)
  const columns = makeColumns(rows)
  const evaluate = compileColumns(expressions)
  const millisAll: number[] = []
  let results: readonly ColumnResult[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    results = evaluate(columns, LISTS)
    millisAll.push(performance.now() - start)
  }
  assertSame(expressions, results, columns)
  const millis = millisAll.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
  const total = (plane: keyof ColumnResult): number =>
    results.reduce((sum, result) => sum + countBits(result[plane]), 0)
  return {
    name: 'columns',
    rows,
    rules: expressions.length,
    millis,
    millisAll,
    rowsPerSecond: rows / (millis / 1000),
    hits: total('hit'),
    unknowns: total('unknown'),
    errors: total('error'),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(benchColumns(Number(process.argv[2] ?? 1_000_000)))
}
