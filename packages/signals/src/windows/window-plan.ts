import {
  CARD_ENTITIES,
  unknownBecause,
  WINDOW_ENTITIES,
  WINDOW_STREAMS,
  COUNTED_STREAMS,
  isCounted,
  type Unknown,
  type WindowAggregate,
  type WindowDeclaration,
} from '@gatehouse/contract'
import type { FoldedEvent } from './folded-event.ts'

/** More than a shop needs; every window costs time in every decision. */
export const WINDOWS_MAX = 256
/** Longer than any dispute deadline; the memory for it is the operator's to give. */
export const DURATION_SECONDS_MAX = 400 * 86_400
const NAME_PATTERN = /^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,79}$/

/** A column of the record that holds another entity, and which entity that is. */
export interface DistinctColumn {
  readonly entity: number
  readonly word: number
}

/** Where one window's value comes from within its group. */
export interface WindowOutput {
  /** Index of the declaration. */
  readonly window: number
  readonly span: number
  readonly kind: 'count' | 'amount' | 'quantity' | 'distinct'
  /** Index into `distinct` of the group; 0 for the other kinds. */
  readonly slot: number
  /** Entity whose different values are counted; -1 for the other kinds. */
  readonly of: number
  /** The event that reads counts as well. */
  readonly withThis: boolean
  readonly highResaleOnly: boolean
}

/** What is kept per duration once a key has too many events in it to be counted one by one. */
export interface SpanPlan {
  readonly durationMs: number
  readonly amount: boolean
  readonly quantity: boolean
  /** Indexes into `distinct` of the group. */
  readonly slots: readonly number[]
}

/** Where a record holds what can be summed; -1 when no window sums it. */
export interface SumColumns {
  /** In doubles from the start of the record. */
  readonly amountFloat: number
  /** In words from the start of the record. */
  readonly quantityWord: number
}

/** All windows of one stream by one entity: they are read in one walk. */
export interface GroupPlan {
  readonly entity: number
  readonly keyWord: number
  readonly linkWord: number
  readonly sums: SumColumns
  /** Ascending by duration. */
  readonly spans: readonly SpanPlan[]
  readonly distinct: readonly DistinctColumn[]
  readonly outputs: readonly WindowOutput[]
  /** No window of the group asks for a sum or for different values. */
  readonly countsOnly: boolean
}

/**
 * One kind of record. Events of a stream are one record each for all their single entities, and
 * one record per SKU. A record is `words` 32-bit words: time (a double), then amount (a double) and
 * quantity if a window sums them, then the key columns, then one link per group.
 */
export interface ArenaPlan extends CountedBits {
  readonly perItem: boolean
  readonly words: number
  readonly sums: SumColumns
  /** Key columns to fill from the event. */
  readonly columns: readonly DistinctColumn[]
  readonly groups: readonly GroupPlan[]
  readonly longestMs: number
}

export const TIME_FLOAT = 0
const TIME_WORDS = 2
const AMOUNT_WORDS = 2

/** Which events are counted, by whether they carry a card: bit s stands for stream s. */
export interface CountedBits {
  readonly streams: number
  readonly cardStreams: number
}

/** What is kept per shop and hour, and the windows that tell what is usual of it. */
export interface UsualPlan {
  readonly counters: readonly CountedBits[]
  readonly outputs: readonly {
    readonly window: number
    readonly counter: number
    readonly of: 'per_hour' | 'hour_factor'
  }[]
}

/** What is kept per shop, day and key of an entity of few values. */
export interface SharePlan extends CountedBits {
  readonly window: number
  readonly entity: number
}

export interface WindowPlan {
  readonly declarations: readonly WindowDeclaration[]
  readonly usual: UsualPlan
  readonly shares: readonly SharePlan[]
  readonly arenas: readonly ArenaPlan[]
  /** The value of each window for an event without the entity. */
  readonly unknowns: readonly Unknown[]
}

export type CompileWindowsResult =
  | { readonly ok: true; readonly plan: WindowPlan }
  | { readonly ok: false; readonly issues: readonly string[] }

/** Checks the declarations and lays out what has to be stored for them, once for all events. */
export function compileWindows(declarations: readonly WindowDeclaration[]): CompileWindowsResult {
  const issues = declarationIssues(declarations)
  if (issues.length > 0) return { ok: false, issues }
  const arenas: ArenaPlan[] = []
  for (const stream of COUNTED_STREAMS.keys()) {
    for (const perItem of [false, true]) {
      const arena = planArena(declarations, stream, perItem)
      if (arena !== undefined) arenas.push(arena)
    }
  }
  const unknowns = declarations.map((declaration) => unknownBecause(`no_${declaration.by}`))
  const usual = planUsual(declarations)
  const shares = planShares(declarations)
  return { ok: true, plan: { declarations: [...declarations], arenas, unknowns, usual, shares } }
}

/** Whether records or counters of this kind count the folded event. */
export function isCountedBy(counted: CountedBits, event: FoldedEvent): boolean {
  const bits = (event.entities & HAS_CARD) === 0 ? counted.streams : counted.cardStreams
  return (bits & (1 << event.stream)) !== 0
}

const HAS_CARD = CARD_ENTITIES.reduce((bits, of) => bits | (1 << WINDOW_ENTITIES.indexOf(of)), 0)

function planUsual(declarations: readonly WindowDeclaration[]): UsualPlan {
  const mine = declarations.flatMap(({ aggregate, stream }, window) =>
    aggregate.kind === 'usual' ? [{ window, stream, of: aggregate.of }] : [],
  )
  const streams = [...new Set(mine.map(({ stream }) => COUNTED_STREAMS.indexOf(stream)))]
  return {
    counters: streams.map((stream) => ({
      streams: streamBits(stream, false),
      cardStreams: streamBits(stream, true),
    })),
    outputs: mine.map(({ window, stream, of }) => ({
      window,
      counter: streams.indexOf(COUNTED_STREAMS.indexOf(stream)),
      of,
    })),
  }
}

function planShares(declarations: readonly WindowDeclaration[]): SharePlan[] {
  return declarations.flatMap(({ aggregate, stream, by }, window) => {
    if (aggregate.kind !== 'usual_share') return []
    const counted = COUNTED_STREAMS.indexOf(stream)
    const bits = { streams: streamBits(counted, false), cardStreams: streamBits(counted, true) }
    return [{ window, entity: WINDOW_ENTITIES.indexOf(by), ...bits }]
  })
}

function declarationIssues(declarations: readonly WindowDeclaration[]): string[] {
  const issues: string[] = []
  if (declarations.length > WINDOWS_MAX) {
    issues.push(`${declarations.length} windows are declared; at most ${WINDOWS_MAX} are kept`)
  }
  const names = new Set<string>()
  for (const declaration of declarations) {
    const { name } = declaration
    if (names.has(name)) issues.push(`window \`${name}\` is declared twice`)
    names.add(name)
    issues.push(...oneDeclarationIssues(declaration).map((issue) => `window \`${name}\`: ${issue}`))
  }
  return issues
}

function oneDeclarationIssues(declaration: WindowDeclaration): string[] {
  const { name, by, stream, aggregate, durationSeconds } = declaration
  const issues: string[] = []
  if (!NAME_PATTERN.test(name)) {
    issues.push('a name is `group.name`, lower-case letters, digits and underscores')
  }
  if (!WINDOW_ENTITIES.includes(by)) issues.push(`no entity is called \`${by}\``)
  if (!COUNTED_STREAMS.includes(stream)) issues.push(`no stream is called \`${stream}\``)
  if (
    !Number.isInteger(durationSeconds) ||
    durationSeconds < 1 ||
    durationSeconds > DURATION_SECONDS_MAX
  ) {
    issues.push(`a duration is 1 to ${DURATION_SECONDS_MAX} whole seconds`)
  }
  if (aggregate.kind === 'distinct') {
    if (!WINDOW_ENTITIES.includes(aggregate.of)) {
      issues.push(`no entity is called \`${aggregate.of}\``)
    }
    if (aggregate.of === 'sku') issues.push('different SKUs are not counted; choose another entity')
    if (aggregate.of === by || aggregate.of === 'shop') {
      issues.push(`different \`${aggregate.of}\` by \`${by}\` is always one`)
    }
  }
  if (aggregate.kind === 'usual' && by !== 'shop') {
    issues.push('what is usual is learned of the whole shop; keep it by `shop`')
  }
  if (aggregate.kind === 'usual_share' && by !== 'amount_band') {
    issues.push('shares are learned of amounts only, which have few bands')
  }
  if (declaration.highResaleOnly && by !== 'sku') {
    issues.push('only SKUs are easily sold on; keep the window by `sku`')
  }
  if (aggregate.kind === 'sum' && aggregate.of === 'amount_minor' && by === 'sku') {
    issues.push('an amount is not split over SKUs; sum `quantity` instead')
  }
  return issues
}

/** Whether a window asks for events one by one; the others keep counts by hour or day. */
function isKeptByEvent({ kind }: WindowAggregate): boolean {
  return kind !== 'usual' && kind !== 'usual_share'
}

function planArena(
  declarations: readonly WindowDeclaration[],
  stream: number,
  perItem: boolean,
): ArenaPlan | undefined {
  const mine = [...declarations.entries()].filter(
    ([, { stream: name, by, aggregate }]) =>
      name === COUNTED_STREAMS[stream] && (by === 'sku') === perItem && isKeptByEvent(aggregate),
  )
  if (mine.length === 0) return undefined
  const linked = unique(mine.map(([, { by }]) => WINDOW_ENTITIES.indexOf(by)))
  const others = mine.flatMap(([, { aggregate }]) =>
    aggregate.kind === 'distinct' ? [WINDOW_ENTITIES.indexOf(aggregate.of)] : [],
  )
  const sums = planSums(mine.map(([, { aggregate }]) => aggregate))
  const columnsFrom =
    TIME_WORDS + (sums.amountFloat < 0 ? 0 : AMOUNT_WORDS) + (sums.quantityWord < 0 ? 0 : 1)
  const columns = unique([...linked, ...others]).map((entity, index) => ({
    entity,
    word: columnsFrom + index,
  }))
  const linksFrom = columnsFrom + columns.length
  const groups = linked.map((entity, index) =>
    planGroup(
      mine.filter(([, { by }]) => WINDOW_ENTITIES.indexOf(by) === entity),
      entity,
      columns,
      sums,
      linksFrom + index,
    ),
  )
  const words = linksFrom + linked.length
  return {
    perItem,
    streams: streamBits(stream, false),
    cardStreams: streamBits(stream, true),
    // Records start at a double's boundary.
    words: words + (words % 2),
    sums,
    columns,
    groups,
    longestMs: Math.max(...mine.map(([, { durationSeconds }]) => durationSeconds * 1000)),
  }
}

function streamBits(counted: number, hasCard: boolean): number {
  const name = COUNTED_STREAMS[counted] ?? 'order'
  return WINDOW_STREAMS.reduce(
    (bits, stream, index) => bits | (isCounted(name, stream, hasCard) ? 1 << index : 0),
    0,
  )
}

function planSums(aggregates: readonly WindowAggregate[]): SumColumns {
  const summed = (of: 'amount_minor' | 'quantity'): boolean =>
    aggregates.some((aggregate) => aggregate.kind === 'sum' && aggregate.of === of)
  const amountFloat = summed('amount_minor') ? TIME_WORDS / 2 : -1
  const afterAmount = TIME_WORDS + (amountFloat < 0 ? 0 : AMOUNT_WORDS)
  return { amountFloat, quantityWord: summed('quantity') ? afterAmount : -1 }
}

function planGroup(
  mine: readonly (readonly [number, WindowDeclaration])[],
  entity: number,
  columns: readonly DistinctColumn[],
  sums: SumColumns,
  linkWord: number,
): GroupPlan {
  const durations = unique(mine.map(([, { durationSeconds }]) => durationSeconds * 1000))
  const distinctEntities = unique(
    mine.flatMap(([, { aggregate }]) =>
      aggregate.kind === 'distinct' ? [WINDOW_ENTITIES.indexOf(aggregate.of)] : [],
    ),
  )
  const outputs = mine.map(([window, { aggregate, durationSeconds, ...flags }]) => {
    const span = durations.indexOf(durationSeconds * 1000)
    const { withThis = false, highResaleOnly = false } = flags
    const common = { window, span, withThis, highResaleOnly }
    if (aggregate.kind === 'distinct') {
      const of = WINDOW_ENTITIES.indexOf(aggregate.of)
      const slot = distinctEntities.indexOf(of)
      return { ...common, kind: 'distinct', slot, of } satisfies WindowOutput
    }
    const summed = aggregate.kind === 'sum' ? SUMS[aggregate.of] : 'count'
    return { ...common, kind: summed, slot: 0, of: -1 } satisfies WindowOutput
  })
  const spans = durations.map((durationMs, span): SpanPlan => {
    const here = outputs.filter((output) => output.span === span)
    return {
      durationMs,
      amount: here.some(({ kind }) => kind === 'amount'),
      quantity: here.some(({ kind }) => kind === 'quantity'),
      slots: here.filter(({ kind }) => kind === 'distinct').map(({ slot }) => slot),
    }
  })
  return {
    entity,
    keyWord: wordOf(columns, entity),
    linkWord,
    sums,
    spans,
    distinct: distinctEntities.map((of) => ({ entity: of, word: wordOf(columns, of) })),
    outputs,
    countsOnly: outputs.every(({ kind }) => kind === 'count'),
  }
}

const SUMS = { amount_minor: 'amount', quantity: 'quantity' } as const

function wordOf(columns: readonly DistinctColumn[], entity: number): number {
  return columns.find((column) => column.entity === entity)?.word ?? 0
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b)
}
