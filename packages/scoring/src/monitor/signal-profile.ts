import { isUnknown, type SignalType, type SignalValue } from '@gatehouse/contract'

/** Values that are kept to find where bins of a number begin. */
const NUMBERS_MAX = 20_000
/** Words that are told apart: the rest are one. */
const WORDS_MAX = 5000

/** What was seen of one signal over a stretch of time. */
export interface SignalProfile {
  /** Values, whatever they were. */
  rows: number
  unknown: number
  /** How often it was unknown for each reason. */
  readonly reasons: Map<string, number>
  readonly numbers: number[]
  readonly words: Map<string, number>
}

export function emptyProfile(): SignalProfile {
  return { rows: 0, unknown: 0, reasons: new Map(), numbers: [], words: new Map() }
}

export function addValue(profile: SignalProfile, type: SignalType, value: SignalValue): void {
  profile.rows++
  if (isUnknown(value)) {
    profile.unknown++
    count(profile.reasons, value.reason)
    return
  }
  // Lists and times have no distribution that is worth comparing: whether they are there has.
  if (type === 'int' || type === 'double') {
    if (profile.numbers.length < NUMBERS_MAX) profile.numbers.push(Number(value))
  } else if (type === 'bool' || type === 'string') {
    const word = String(value)
    if (profile.words.has(word) || profile.words.size < WORDS_MAX) count(profile.words, word)
  }
}

/** The most frequent reason for which it is unknown; `null`: it is always known. */
export function mainReason({ reasons }: SignalProfile): string | null {
  let most: [string, number] | null = null
  for (const entry of reasons) if (most === null || entry[1] > most[1]) most = entry
  return most === null ? null : most[0]
}

function count(counts: Map<string, number>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1)
}
