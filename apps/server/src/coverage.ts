import {
  COVERAGE_DAYS,
  COVERAGE_EVENTS_MAX,
  NOT_SENT_REASON,
  type Checkpoint,
  type Coverage,
  type Decision,
  type Mode,
  type SignalCoverage,
} from '@gatehouse/contract'
import { ownerOf } from '@gatehouse/signals'
import type { Store } from '@gatehouse/store'

const DAY_MS = 86_400_000
/** A page of decisions: each is decoded, about 6 KB. */
const PAGE_ROWS = 200

export interface CoverageRequest {
  readonly shopId: string
  readonly mode: Mode
  readonly checkpoint: Checkpoint
  /** How many of the newest decisions. */
  readonly decisions: number
  /** Every signal that the rules of the shop may name there. */
  readonly signalNames: readonly string[]
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** What of the facts that rules read arrives: signals of the newest decisions, events by type. */
export async function coverageOf(
  { shopId, mode, checkpoint, decisions, signalNames, nowMs }: CoverageRequest,
  { reading }: Pick<Store, 'reading'>,
): Promise<Coverage> {
  const tallies = new Map(signalNames.map((name) => [name, new Map<string | null, number>()]))
  const times: number[] = []
  const seen = new Set<string>()
  let cursor: string | null = null
  do {
    const limit = Math.min(PAGE_ROWS, decisions - times.length)
    const from = cursor === null ? {} : { cursor }
    const page = await reading.search({ shopId, kind: 'decision', checkpoint, limit, ...from })
    for (const record of page.records) {
      // Of an order that was scored again the newest decision alone: the first had less to go by.
      const first = record.rescoredFrom ?? record.id
      if (seen.has(first)) continue
      seen.add(first)
      times.push(record.receivedAtMs)
      const { signals } = JSON.parse(Buffer.from(record.decisionJson!).toString()) as Decision
      for (const [name, tally] of tallies) addTo(name, tally, signals[name])
    }
    cursor = page.nextCursor
  } while (cursor !== null && times.length < decisions)
  const events = await reading.countEvents(
    shopId,
    nowMs - COVERAGE_DAYS * DAY_MS,
    COVERAGE_EVENTS_MAX,
  )
  return {
    mode,
    checkpoint,
    decisions: times.length,
    oldest_at: timeText(times.at(-1)),
    newest_at: timeText(times[0]),
    signals: [...tallies].map(([name, tally]) => coveredBy(name, tally)),
    events: events.map(({ type, count, newestAtMs }) => ({
      type,
      count,
      newest_at: new Date(newestAtMs).toISOString(),
    })),
  }
}

/** Counts why there is no value; `null`: there is one. What a decision leaves out was not sent. */
function addTo(
  name: string,
  tally: Map<string | null, number>,
  value: Decision['signals'][string] | undefined,
) {
  const isUnknown = typeof value === 'object' && !Array.isArray(value)
  // Rules have a word for what nobody was asked to do; that nothing came is what it says.
  const isNothing = value === undefined || (name.startsWith('challenge.') && value === 'none')
  const why = isNothing ? NOT_SENT_REASON : isUnknown ? value.unknown : null
  // There is a value, which is not shown.
  const key = why === WITHHELD ? null : why
  tally.set(key, (tally.get(key) ?? 0) + 1)
}

const WITHHELD = 'withheld'

function coveredBy(name: string, tally: ReadonlyMap<string | null, number>): SignalCoverage {
  const unknown = [...tally].flatMap(([reason, count]) =>
    reason === null ? [] : [{ reason, count }],
  )
  return {
    name,
    owner: ownerOf(name) ?? '',
    known: tally.get(null) ?? 0,
    unknown: unknown.toSorted((a, b) => b.count - a.count),
  }
}

function timeText(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}
