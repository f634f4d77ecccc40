import { NOT_SENT_REASON, type SignalType } from '@gatehouse/contract'
import { mainReason, type SignalProfile } from './signal-profile.ts'
import { stabilityIndex, sumOf } from './stability-index.ts'

/** Of fewer values on either side nothing is said. */
export const ROWS_MIN = 500
const BINS = 10
const WORDS_TOLD = 20
/** Siddiqi's bands. */
export const PSI_WATCH = 0.1
export const PSI_ALERT = 0.25
/** Change of the share that is unknown, in standard deviations and in itself. */
const UNKNOWN_SIGMAS = 6
const UNKNOWN_WATCH = 0.05
const UNKNOWN_ALERT = 0.2
/** It was there more often than not, and is gone. */
const GONE_SHARE = 0.95
const THERE_SHARE = 0.5
/** Share of values that the reference has never seen. */
const NEW_WATCH = 0.05
const NEW_ALERT = 0.2

export type MonitorLevel = 'steady' | 'watch' | 'alert'

/**
 * `distribution`: its values are others. `not_sent`: the shop no longer sends it. `source_gone`: what
 * tells it no longer answers. `unknown_share`: it is unknown more or less often. `new_values`: words
 * that were never seen.
 */
export type SignalFindingKind =
  | 'distribution'
  | 'not_sent'
  | 'source_gone'
  | 'unknown_share'
  | 'new_values'

export interface SignalFinding {
  readonly kind: SignalFindingKind
  readonly level: 'watch' | 'alert'
}

export interface SignalComparison {
  /** Share that is unknown. */
  readonly unknownBefore: number
  readonly unknownNow: number
  /** The most frequent reason now. */
  readonly reason: string | null
  /** Of the known values; `null`: too few, or of a type that is not compared. */
  readonly psi: number | null
  /** Share of words that the reference does not have; `null`: it holds no words, or too few. */
  readonly newShare: number | null
  /** The most frequent of them. */
  readonly newWords: readonly string[]
  readonly findings: readonly SignalFinding[]
}

/** What changed about a signal between two stretches of time. */
export function compareSignal(
  type: SignalType,
  before: SignalProfile,
  now: SignalProfile,
): SignalComparison {
  const unknownBefore = before.rows === 0 ? 0 : before.unknown / before.rows
  const unknownNow = now.rows === 0 ? 0 : now.unknown / now.rows
  const reason = mainReason(now)
  const isEnough = before.rows >= ROWS_MIN && now.rows >= ROWS_MIN
  const missing = isEnough
    ? missingFinding({ before, now, unknownBefore, unknownNow, reason })
    : null
  const { psi, newShare, newWords } = distributionOf(type, before, now)
  const findings = [
    ...(missing === null ? [] : [missing]),
    ...levelled('distribution', psi, PSI_WATCH, PSI_ALERT),
    ...levelled('new_values', newShare, NEW_WATCH, NEW_ALERT),
  ]
  return { unknownBefore, unknownNow, reason, psi, newShare, newWords, findings }
}

function levelled(
  kind: SignalFindingKind,
  value: number | null,
  watch: number,
  alert: number,
): SignalFinding[] {
  if (value === null || value < watch) return []
  return [{ kind, level: value >= alert ? 'alert' : 'watch' }]
}

interface Missing {
  readonly before: SignalProfile
  readonly now: SignalProfile
  readonly unknownBefore: number
  readonly unknownNow: number
  readonly reason: string | null
}

function missingFinding({ before, now, ...missing }: Missing): SignalFinding | null {
  const { unknownBefore, unknownNow, reason } = missing
  const change = unknownNow - unknownBefore
  const pooled = (before.unknown + now.unknown) / (before.rows + now.rows)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / before.rows + 1 / now.rows))
  if (Math.abs(change) < UNKNOWN_WATCH || Math.abs(change) < UNKNOWN_SIGMAS * deviation) return null
  if (unknownNow >= GONE_SHARE && unknownBefore <= THERE_SHARE) {
    return { kind: reason === NOT_SENT_REASON ? 'not_sent' : 'source_gone', level: 'alert' }
  }
  return { kind: 'unknown_share', level: Math.abs(change) >= UNKNOWN_ALERT ? 'alert' : 'watch' }
}

type Distribution = Pick<SignalComparison, 'psi' | 'newShare' | 'newWords'>
const NONE: Distribution = { psi: null, newShare: null, newWords: [] }

function distributionOf(type: SignalType, before: SignalProfile, now: SignalProfile): Distribution {
  const isEnough = before.rows - before.unknown >= ROWS_MIN && now.rows - now.unknown >= ROWS_MIN
  if (!isEnough) return NONE
  if (type === 'int' || type === 'double') {
    return { ...NONE, psi: numberIndex(before.numbers, now.numbers) }
  }
  return type === 'bool' || type === 'string' ? wordIndex(before.words, now.words) : NONE
}

/** Bins that hold a tenth of the reference each; a value that is frequent has one of its own. */
export function numberIndex(before: readonly number[], now: readonly number[]): number {
  const sorted = Float64Array.from(before).sort()
  const bounds = new Set<number>()
  for (let bin = 1; bin < BINS; bin++) {
    bounds.add(sorted[Math.floor((bin * sorted.length) / BINS)]!)
  }
  const edges = Float64Array.from(bounds).sort()
  const countsOf = (values: Iterable<number>) => {
    // Of each edge what is below it, and what is it: many signals are mostly one number.
    const counts = new Float64Array(2 * edges.length + 1)
    for (const value of values) {
      let at = 0
      while (at < edges.length && edges[at]! < value) at++
      counts[at < edges.length && edges[at] === value ? 2 * at + 1 : 2 * at]!++
    }
    return counts
  }
  return stabilityIndex(...merged(countsOf(before), countsOf(now)))
}

/** Bins that hold next to nothing of the reference say more of chance than of change. */
function merged(before: Float64Array, now: Float64Array): [number[], number[]] {
  const least = sumOf(before) * 0.02
  const [first, second]: [number[], number[]] = [[], []]
  let [heldBefore, heldNow] = [0, 0]
  for (let bin = 0; bin < before.length; bin++) {
    heldBefore += before[bin]!
    heldNow += now[bin]!
    if (heldBefore < least && bin < before.length - 1) continue
    first.push(heldBefore)
    second.push(heldNow)
    heldBefore = 0
    heldNow = 0
  }
  return [first, second]
}

function wordIndex(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): Distribution {
  const told = [...before]
    .sort(([, a], [, b]) => b - a)
    .slice(0, WORDS_TOLD)
    .map(([word]) => word)
  const countsOf = (words: ReadonlyMap<string, number>) => {
    const counts = told.map((word) => words.get(word) ?? 0)
    return [...counts, sumOf([...words.values()]) - sumOf(counts)]
  }
  const fresh = [...now].filter(([word]) => !before.has(word)).sort(([, a], [, b]) => b - a)
  const total = sumOf([...now.values()])
  const isFew = before.size <= 10 * WORDS_TOLD
  return {
    psi: stabilityIndex(countsOf(before), countsOf(now)),
    // Of what is nearly always new (a city, a user agent) that says nothing.
    newShare: isFew && total > 0 ? sumOf(fresh.map(([, count]) => count)) / total : null,
    newWords: fresh.slice(0, 5).map(([word]) => word),
  }
}
