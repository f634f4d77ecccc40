import {
  currencyExponent,
  isFraudBy,
  type Outcome,
  type RuleResult,
  type Ruleset,
  type ShadowReport,
} from '@gatehouse/contract'
import { comparedIds, idsOfDocument, unpackShadows, type ShadowResult } from '@gatehouse/gate'
import { unpackWindowEvent } from '@gatehouse/signals'
import type { RulesetRun, Shadowed, Store } from '@gatehouse/store'
import { fromStored } from './ruleset-document.ts'

/** A report is answered while somebody waits; what it did not get to is older. */
const REPORT_MS_MAX = 10_000
const EXAMPLES_MAX = 20
const RUNS_SHOWN_MAX = 100

export interface ShadowReportRequest {
  readonly shopId: string
  readonly currency: string
  /** What was stored before is in another currency and counts as nothing. */
  readonly currencySinceMs: number
  readonly name: string
  readonly version: number
  readonly fromMs: number
  readonly toMs: number
}

type Parts = Pick<Store, 'reading' | 'labels' | 'rulesets' | 'rulesetRuns'>

/** Compares what was decided with what a version in shadow made of the same events. */
export async function shadowReport(
  request: ShadowReportRequest,
  document: Ruleset,
  store: Parts,
): Promise<ShadowReport> {
  const { shopId, name, version } = request
  const runs = (await store.rulesetRuns.of(shopId, name)).filter(
    (run) => run.version === version && run.kind === 'shadow',
  )
  const span = spanOf(runs, request)
  const comparison = createComparison(document, request, runs)
  const live = liveIds(shopId, store)
  const deadline = performance.now() + REPORT_MS_MAX
  let reachedMs = span.fromMs
  let complete = true
  if (span.fromMs < span.toMs) {
    for await (const page of store.reading.shadowed(shopId, span.fromMs, span.toMs)) {
      const labels = await store.labels.ofEach(shopId, page)
      for (const [index, row] of page.entries()) {
        const isFraud = isFraudBy(labels[index]!.map(({ label }) => label))
        comparison.add(row, await live(row.rulesetVersion), isFraud)
      }
      if (performance.now() < deadline) continue
      complete = false
      reachedMs = page.at(-1)!.receivedAtMs
      break
    }
  }
  return {
    name,
    version,
    runs: runs.slice(0, RUNS_SHOWN_MAX).map(shownRun),
    from: iso(complete ? request.fromMs : reachedMs),
    to: iso(request.toMs),
    complete,
    currency: request.currency,
    ...comparison.result(),
  }
}

function shownRun(run: RulesetRun): ShadowReport['runs'][number] {
  return {
    started_at: iso(run.startedAtMs),
    started_by: run.startedBy,
    ended_at: run.endedAtMs === null ? null : iso(run.endedAtMs),
    ended_by: run.endedBy,
    note: run.note,
  }
}

/** The part of what was asked for in which the version ran: outside of it no row says anything. */
function spanOf(runs: readonly RulesetRun[], { fromMs, toMs }: ShadowReportRequest) {
  const started = Math.min(...runs.map(({ startedAtMs }) => startedAtMs))
  const ended = Math.max(...runs.map(({ endedAtMs }) => endedAtMs ?? Infinity))
  // Other nodes hear of a run's end a moment later, and clocks differ a little.
  return { fromMs: Math.max(fromMs, started - SKEW_MS), toMs: Math.min(toMs, ended + SKEW_MS) }
}
const SKEW_MS = 60_000

/** The rules of a live version, `name@number`, in the order of their results. */
function liveIds(
  shopId: string,
  { rulesets }: Pick<Parts, 'rulesets'>,
): (rulesetVersion: string | null) => Promise<readonly string[]> {
  const known = new Map<string | null, readonly string[]>()
  return async (rulesetVersion) => {
    let ids = known.get(rulesetVersion)
    if (ids === undefined) {
      const [name = '', version = ''] = (rulesetVersion ?? '').split('@')
      const stored = await rulesets.find(shopId, name, Number(version) || 0)
      // `none`, what decides where nothing is published, has no rules.
      ids = stored === undefined ? [] : idsOfDocument(fromStored(stored.document).ruleset)
      known.set(rulesetVersion, ids)
    }
    return ids
  }
}

type Cell = ShadowReport['outcomes'][number]
type Compared = Pick<ShadowReport, 'compared' | 'changed' | 'outcomes' | 'rules' | 'examples'>

function createComparison(
  document: Ruleset,
  { currency, currencySinceMs }: Pick<ShadowReportRequest, 'currency' | 'currencySinceMs'>,
  runs: readonly RulesetRun[],
) {
  const own = idsOfDocument(document)
  const wanted = new Set(runs.map(({ runId }) => runId))
  const minorPerUnit = 10 ** (currencyExponent(currency) ?? 0)
  const cells = new Map<string, Cell>()
  const rules = new Map<string, ShadowReport['rules'][number]>()
  const names = new Map<readonly string[], readonly string[]>()
  const examples: ShadowReport['examples'] = []
  let compared = 0

  function cellOf(live: Outcome, shadow: Outcome): Cell {
    let cell = cells.get(`${live} ${shadow}`)
    if (cell === undefined) {
      cell = { live, shadow, decisions: 0, amount: 0, fraud: 0, good: 0 }
      cells.set(`${live} ${shadow}`, cell)
    }
    return cell
  }

  function countRules(result: ShadowResult, ids: readonly string[]): void {
    for (const { rule, live, shadow } of result.differences) {
      const id = ids[rule]!
      let counts = rules.get(id)
      if (counts === undefined) {
        rules.set(id, (counts = { id, only_live: 0, only_shadow: 0, otherwise: 0 }))
      }
      counts[sideOf(live, shadow)]++
    }
  }

  function add(row: Shadowed, live: readonly string[], isFraud: boolean | null): void {
    const result = unpackShadows(row.shadow).find(({ run }) => wanted.has(run))
    if (result === undefined) return
    compared++
    let ids = names.get(live)
    if (ids === undefined) names.set(live, (ids = comparedIds(live, own)))
    countRules(result, ids)
    const amount = row.receivedAtMs < currencySinceMs ? 0 : amountOf(row.window) / minorPerUnit
    const cell = cellOf(result.live, result.shadow)
    cell.decisions++
    cell.amount += amount
    if (isFraud !== null) cell[isFraud ? 'fraud' : 'good']++
    if (result.live === result.shadow || examples.length === EXAMPLES_MAX) return
    examples.push({
      id: row.id,
      live: result.live,
      shadow: result.shadow,
      live_risk_score: Math.round((row.riskScore ?? 0) * 100) / 100,
      shadow_risk_score: result.riskScore,
      amount,
      rules: result.differences.map(({ rule }) => ids[rule]!),
    })
  }

  function result(): Compared {
    const outcomes = [...cells.values()].map((cell) => ({
      ...cell,
      amount: Math.round(cell.amount * minorPerUnit) / minorPerUnit,
    }))
    const changed = outcomes.filter(({ live, shadow }) => live !== shadow)
    const sum = (of: (cell: Cell) => number) => changed.reduce((total, cell) => total + of(cell), 0)
    return {
      compared,
      changed: { decisions: sum((cell) => cell.decisions), amount: sum((cell) => cell.amount) },
      outcomes: outcomes.sort((a, b) => b.decisions - a.decisions),
      rules: [...rules.values()].sort((a, b) => timesOf(b) - timesOf(a)),
      examples,
    }
  }

  return { add, result }
}

function sideOf(live: RuleResult | null, shadow: RuleResult | null) {
  if (live === 'hit') return 'only_live'
  return shadow === 'hit' ? 'only_shadow' : 'otherwise'
}

function timesOf({ only_live, only_shadow, otherwise }: ShadowReport['rules'][number]): number {
  return only_live + only_shadow + otherwise
}

/** What the windows count of the order, in minor units of the shop's currency. */
function amountOf(window: Uint8Array | null): number {
  const unpacked = window === null ? null : unpackWindowEvent(window)
  return unpacked?.ok ? unpacked.event.amountMinor : 0
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
