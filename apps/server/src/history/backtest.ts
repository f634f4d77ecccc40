import {
  fromWireSignal,
  isUnknown,
  WITHHELD_REASON,
  type BacktestResult,
  type Checkpoint,
  type Decision,
  type ListKind,
  type Ruleset,
  type SignalVector,
} from '@gatehouse/contract'
import {
  atOnce,
  listContentsBuilder,
  offForAll,
  type ListContentsBuilder,
} from '@gatehouse/pipeline'
import {
  compileRuleset,
  compileSegments,
  createRedecider,
  segmentOf,
  type PastDecision,
} from '@gatehouse/gate'
import type { ListMatchers } from '@gatehouse/expression'
import type { History, HistoryFilter, PastRecord } from '@gatehouse/store'
import { shownCosts } from '../costs.ts'
import { fromStored } from '../ruleset-document.ts'
import { readsOf } from '../ruleset-reads.ts'
import { signalReader } from '../stored-signals.ts'
import { createBacktestTally } from './backtest-tally.ts'
import { decisionCounter, type CountedDecision } from './past-decision.ts'
import { HistoryRefusal, type BacktestTask, type OnProgress } from './task.ts'

/** Decisions that are held at once: some 100 MB with their signals. */
const CHUNK_ROWS = 4096
const NAMES_SHOWN = 10

/**
 * Decides stored decisions again by another ruleset, from the signals that they were made from.
 * @throws HistoryRefusal when it reads signals that none of them carries
 */
export async function runBacktest(
  task: BacktestTask,
  history: History,
  onProgress: OnProgress,
): Promise<BacktestResult> {
  const startedMs = performance.now()
  const { document, declarations, shopId, fromMs, toMs } = task
  const compiled = compileRuleset(document, 1, declarations)
  // It was checked when it was asked for; a list may have gone since.
  if (!compiled.ok) throw new HistoryRefusal(`it does not compile: ${compiled.issues[0]?.message}`)
  const { ruleset } = compiled
  const lists = await listsOf(ruleset.listNames, task, history)
  const redecider = createRedecider({ declarations, ruleset, lists })
  const segments = segmentFilter(task)
  const reader = signalReader(declarations, new Set([...redecider.reads, ...segments.reads]))
  const count = decisionCounter(task)
  const tally = createBacktestTally(document, task.costs)
  const live = liveRulesets(task, history)
  const reads = readsOf(document, declarations).signals
  const carried = new Map(reads.map((name) => [name, 0]))
  const labels = { fraud: 0, good: 0, immature: 0 }
  let isCut = false

  async function take(records: readonly PastRecord[]): Promise<void> {
    const found = await history.labels.ofEach(shopId, records)
    const counted: CountedDecision[] = []
    const past: PastDecision[] = []
    for (const [index, record] of records.entries()) {
      const each = count(record, found[index]!)
      const signals = reader(each.decision)
      if (!segments.holds(each.decision.checkpoint, signals)) continue
      counted.push(each)
      const ruleset = await live.of(each.record.rulesetVersion)
      past.push({
        signals,
        eventId: each.decision.event_id,
        atMs: each.record.receivedAtMs,
        probability: each.decision.model?.probability ?? null,
        snoozed: snoozedOnes(each, ruleset),
      })
      for (const [name, count] of carried) {
        if (carries(each.decision, name)) carried.set(name, count + 1)
      }
      if (each.truth !== null) labels[each.truth]++
      if (each.isImmature) labels.immature++
    }
    for (const [index, now] of redecider.redecide(past).entries()) tally.add(counted[index]!, now)
  }

  const filter = { shopId, checkpoints: task.checkpoints, fromMs, toMs }
  for await (const { records, share, cut } of chunks(history, filter, task.sample)) {
    await take(records)
    isCut ||= cut
    onProgress({ share, decisions: tally.decisions })
  }
  const newSignals = reads
    .filter((name) => !live.reads(name))
    .map((name) => ({ name, decisions: carried.get(name)! }))
  if (tally.decisions > 0 && !task.allowMissing) refuseMissing(newSignals)
  return {
    ruleset: document.name,
    compared_with: live.counts(),
    from: iso(fromMs),
    to: iso(toMs),
    decisions: tally.decisions,
    sampled: isCut,
    seconds: Math.round(performance.now() - startedMs) / 1000,
    currency: task.currency,
    costs: shownCosts(task.costs),
    labels: { maturity_days: task.maturityDays, ...labels },
    ...tally.result(),
    new_signals: newSignals,
    notes:
      tally.decisions === 0
        ? [noneOfThem(task)]
        : notesOf(task, labels.immature, ruleset.listNames, newSignals),
  }
}

/** Which decisions the ruleset would have made: the signals that each was made from say it. */
export function segmentFilter({
  segments: scope,
  declarations,
}: Pick<BacktestTask, 'segments' | 'declarations'>) {
  if (scope === null || scope === undefined) return { reads: [], holds: () => true }
  const compiled = compileSegments(scope.declared, declarations)
  if (!compiled.ok) {
    throw new HistoryRefusal(`the segments do not compile: ${compiled.issues[0]?.message}`)
  }
  const { segments } = compiled
  return {
    reads: segments.flatMap(({ reads }) => reads),
    holds: (checkpoint: Checkpoint, signals: SignalVector) =>
      scope.decided[checkpoint]?.includes(segmentOf(segments, signals)) === true,
  }
}

interface Chunk {
  readonly records: readonly PastRecord[]
  readonly share: number
  readonly cut: boolean
}

async function* chunks(
  history: History,
  filter: HistoryFilter,
  sample: BacktestTask['sample'],
): AsyncGenerator<Chunk> {
  if (sample !== null) {
    let slice = 0
    for await (const { records, isCut } of history.sample(filter, sample.slices, sample.rows)) {
      yield { records, share: ++slice / sample.slices, cut: isCut }
    }
    return
  }
  const { fromMs, toMs } = filter
  let held: PastRecord[] = []
  for await (const page of history.decisions(filter)) {
    held.push(...page)
    if (held.length < CHUNK_ROWS) continue
    const reachedMs = held.at(-1)!.receivedAtMs
    yield { records: held, share: (reachedMs - fromMs) / (toMs - fromMs), cut: false }
    held = []
  }
  yield { records: held, share: 1, cut: false }
}

/** `x in lists.NAME` asks what is on the list now: what was on it then is not kept. */
export async function listsOf(
  names: readonly string[],
  { shopId, nowMs }: Pick<BacktestTask, 'shopId' | 'nowMs'>,
  { lists }: History,
): Promise<ListMatchers> {
  const matchers: ListMatchers[number][] = []
  for (const name of names) {
    let builder: ListContentsBuilder | undefined
    await lists.active(shopId, name, nowMs, (items, { type }) => {
      builder ??= listContentsBuilder(type as ListKind)
      for (const { value, expiresAtMs } of items) builder.add(value, expiresAtMs ?? Infinity)
    })
    const contents = builder === undefined ? undefined : atOnce(builder.build())
    // Of a list of tokens only the signal `list.NAME` is known.
    if (contents === undefined || contents.isTokens) matchers.push(undefined)
    else matchers.push({ has: (value) => contents.has(value, nowMs) })
  }
  return matchers
}

/** The rulesets that had decided, by their versions. */
export function liveRulesets(
  { shopId, declarations }: Pick<BacktestTask, 'shopId' | 'declarations'>,
  { rulesets }: History,
) {
  const known = new Map<string | null, { readonly document: Ruleset | null; count: number }>()
  const reads = new Set<string>()
  return {
    async of(rulesetVersion: string | null): Promise<Ruleset | null> {
      let entry = known.get(rulesetVersion)
      if (entry === undefined) {
        const [name = '', version = ''] = (rulesetVersion ?? '').split('@')
        const stored = await rulesets.find(shopId, name, Number(version) || 0)
        const document = stored === undefined ? null : fromStored(stored.document).ruleset
        if (document !== null) {
          for (const signal of readsOf(document, declarations).signals) reads.add(signal)
        }
        known.set(rulesetVersion, (entry = { document, count: 0 }))
      }
      entry.count++
      return entry.document
    },
    /** Whether one of them read the signal: if no decision carries it, the shop does not send it. */
    reads: (signal: string) => reads.has(signal),
    counts: () =>
      [...known]
        .map(([ruleset, { count }]) => ({ ruleset: ruleset ?? '', decisions: count }))
        .sort((a, b) => b.decisions - a.decisions)
        .slice(0, 100),
  }
}

/** A personal value was there for the rules and is not kept: the past says nothing about it. */
function carries({ signals }: Decision, name: string): boolean {
  if (!Object.hasOwn(signals, name)) return false
  const value = fromWireSignal(signals[name]!)
  return !isUnknown(value) || value.reason !== WITHHELD_REASON
}

/** Rules that were switched off for this event only, not by the ruleset for everybody. */
export function snoozedOnes(
  { decision, record }: CountedDecision,
  live: Ruleset | null,
): ReadonlySet<string> {
  const traced = decision.rules.filter(({ result }) => result === 'snoozed')
  if (traced.length === 0) return NOBODY
  const forAll = offForAll(live, record.receivedAtMs)
  return new Set(traced.map(({ id }) => id).filter((id) => !forAll.has(id)))
}
const NOBODY: ReadonlySet<string> = new Set()

/** @throws HistoryRefusal */
function refuseMissing(signals: BacktestResult['new_signals']): void {
  const missing = signals.filter(({ decisions }) => decisions === 0).map(({ name }) => name)
  if (missing.length === 0) return
  const shown = missing.slice(0, NAMES_SHOWN).map((name) => `\`${name}\``)
  const more = missing.length - shown.length
  throw new HistoryRefusal(
    `no stored decision of that time carries ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}, which the ruleset reads and what had decided did not: the rules about it cannot be judged. Put the ruleset in shadow instead, or ask with \`allow_missing\` to take it as unknown`,
  )
}

function noneOfThem({ checkpoints, segments }: BacktestTask): string {
  const where = checkpoints.join(', ')
  const whose = segments === null || segments === undefined ? '' : ', in its segment'
  return `nothing can be judged: no decision of that time was made where it would decide (${where}${whose})`
}

function notesOf(
  { maturityDays, currency, currencySinceMs = -Infinity, fromMs }: BacktestTask,
  immature: number,
  listNames: readonly string[],
  newSignals: BacktestResult['new_signals'],
): string[] {
  const notes: string[] = []
  if (currencySinceMs > fromMs) {
    notes.push(
      `the shop's currency is ${currency} since ${iso(currencySinceMs)}: amounts of before are in another and count as nothing`,
    )
  }
  if (maturityDays > 0) {
    notes.push(
      `labels of decisions younger than ${maturityDays} days are not counted, because more are to come: ${immature} are left out`,
    )
  }
  if (listNames.length > 0) {
    const names = listNames.slice(0, NAMES_SHOWN).map((name) => `\`lists.${name}\``)
    notes.push(
      `${names.join(', ')}: what is on the list now, not what was on it then`.slice(0, 500),
    )
  }
  for (const { name, decisions } of newSignals.slice(0, NAMES_SHOWN)) {
    if (decisions === 0) notes.push(`no decision carries \`${name}\`: it was taken as unknown`)
  }
  return notes
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
