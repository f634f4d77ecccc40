import { compareText } from '../layer-reading.ts'
import { CLAIM_WORDS, SECTOR_WORDS } from '../registration/name-words.ts'
import { readName, type NameReading } from '../registration/naming.ts'

/** A member as far as a forecast needs it. */
export interface NamedMember {
  /** Registrable domain in lower case. */
  readonly domain: string
  readonly registrar?: string | null | undefined
}

/** A name that the operator may register next. */
export interface NameCandidate {
  readonly domain: string
  /** Relative weight among the candidates, 0 to 1; they sum to 1. No probability that it comes. */
  readonly share: number
  readonly from: 'grammar' | 'number' | 'letter' | 'suffix'
}

export interface Forecast {
  /** Best first. */
  readonly candidates: readonly NameCandidate[]
  /** Where the operator buys, most first, as shares. */
  readonly registrars: readonly { readonly registrar: string; readonly share: number }[]
  readonly suffixes: readonly { readonly suffix: string; readonly share: number }[]
}

/** Members that are read, and candidates that are weighed. */
const MEMBERS_MAX = 500
const CANDIDATES_MAX = 20_000
/** A word of a list that the operator has not used weighs this much of one use. */
const UNSEEN_WORD = 0.15
/** Numbers that are tried above the highest and below the lowest one. */
const NUMBERS_BEYOND = 20
/** Suffixes that a name is tried under, the operator's most used first. */
const SUFFIXES_MAX = 20
/** Words that are put together for all patterns: names are written by whom we watch. */
const COMBINATIONS_MAX = 200_000
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * The operator's next names, from how the known ones are put together: other words of the same lists in
 * the same pattern, the next numbers, the letters not used yet in the place where names differ by one,
 * and known names under the operator's other suffixes. For watching registrations and certificate
 * logs; never a reason to block.
 */
export function forecast(
  members: readonly NamedMember[],
  { count = 100 }: { readonly count?: number | undefined } = {},
): Forecast {
  const known = [...members]
    .sort((a, b) => compareText(a.domain, b.domain))
    .slice(0, MEMBERS_MAX)
    .map(({ domain }) => readName(domain))
  const names = new Set(members.map(({ domain }) => domain))
  const suffixes = sharesOf(known.map(({ suffix }) => suffix))
  const weights = new Map<string, { weight: number; from: NameCandidate['from'] }>()
  const tried = [...suffixes].slice(0, SUFFIXES_MAX)
  const add = (label: string, from: NameCandidate['from'], weight: number) => {
    for (const [suffix, share] of tried) {
      const domain = `${label}.${suffix}`
      if (label === '' || label.length > 63 || names.has(domain)) continue
      const seen = weights.get(domain)
      if (!seen && weights.size >= CANDIDATES_MAX) return
      const total = (seen?.weight ?? 0) + weight * share
      weights.set(domain, { weight: total, from: seen?.from ?? from })
    }
  }
  byNumber(known, add)
  byLetter(known, add)
  for (const { label } of known) add(label, 'suffix', 0.5 / known.length)
  byGrammar(known, add)
  return {
    candidates: ranked(weights, count),
    registrars: [...sharesOf(members.flatMap(({ registrar }) => registrar ?? []))].map(
      ([registrar, share]) => ({ registrar, share }),
    ),
    suffixes: [...suffixes].map(([suffix, share]) => ({ suffix, share })),
  }
}

type Add = (label: string, from: NameCandidate['from'], weight: number) => void

/** `stem-07`: numbers next to those that are known, nearer ones more. */
function byNumber(known: readonly NameReading[], add: Add): void {
  const stems = new Map<string, { numbers: number[]; width: number }>()
  for (const reading of known) {
    for (const match of reading.label.matchAll(/\d{1,9}/g)) {
      const before = reading.label.slice(0, match.index)
      const after = reading.label.slice(match.index + match[0].length)
      const stem = `${before}\n${after}`
      const seen = stems.get(stem) ?? { numbers: [], width: 0 }
      seen.numbers.push(Number(match[0]))
      if (match[0].startsWith('0')) seen.width = Math.max(seen.width, match[0].length)
      stems.set(stem, seen)
    }
  }
  for (const [stem, { numbers, width }] of stems) {
    if (numbers.length < 2) continue
    const [before = '', after = ''] = stem.split('\n')
    const least = Math.min(...numbers)
    const most = Math.max(...numbers)
    const seen = new Set(numbers)
    const share = numbers.length / known.length
    const from = Math.max(0, least - NUMBERS_BEYOND, most - 1000)
    for (let next = from; next <= most + NUMBERS_BEYOND; next += 1) {
      if (seen.has(next)) continue
      const away = next > most ? next - most : next < least ? 2 * (least - next) : 1
      add(`${before}${String(next).padStart(width, '0')}${after}`, 'number', share / (1 + away))
    }
  }
}

/** Names that differ in one letter: the letters that are left in that place. */
function byLetter(known: readonly NameReading[], add: Add): void {
  const shapes = new Map<string, Set<string>>()
  for (const { label } of known) {
    for (let at = 0; at < label.length; at += 1) {
      if (!LETTERS.includes(label[at]!)) continue
      const shape = `${label.slice(0, at)}\n${label.slice(at + 1)}`
      shapes.set(shape, (shapes.get(shape) ?? new Set()).add(label[at]!))
    }
  }
  for (const [shape, letters] of shapes) {
    if (letters.size < 3) continue
    const [before = '', after = ''] = shape.split('\n')
    for (const letter of LETTERS) {
      if (letters.has(letter)) continue
      add(`${before}${letter}${after}`, 'letter', letters.size / known.length / 4)
    }
  }
}

/** The patterns of the known names with other words of the same kind in each place. */
function byGrammar(known: readonly NameReading[], add: Add): void {
  const patterns = new Map<string, NameReading[]>()
  for (const reading of known) {
    if (reading.family === null || reading.parts.length > 4) continue
    const shape = shapeOf(reading)
    patterns.set(shape, [...(patterns.get(shape) ?? []), reading])
  }
  for (const readings of patterns.values()) {
    const places = readings[0]!.parts.map((_part, at) => choicesAt(readings, at))
    const share = readings.length / known.length
    const most = COMBINATIONS_MAX / patterns.size
    combine(places, separatorsOf(readings[0]!), most, (label, weight) => {
      add(label, 'grammar', share * weight)
    })
  }
}

/** Kinds of the parts with the separators between them. */
function shapeOf(reading: NameReading): string {
  const separators = separatorsOf(reading)
  return reading.parts
    .map(({ kind, sector }, at) => `${kind}:${sector ?? ''}${separators[at] ?? ''}`)
    .join('|')
}

/** What follows each part, as it was written. */
function separatorsOf({ label, parts }: NameReading): string[] {
  let at = 0
  return parts.map(({ text }) => {
    const end = label.indexOf(text, at) + text.length
    let next = end
    while (next < label.length && /[^\p{L}\p{N}]/u.test(label[next]!)) next += 1
    at = next
    return label.slice(end, next)
  })
}

function choicesAt(readings: readonly NameReading[], at: number): [word: string, share: number][] {
  const { kind, sector } = readings[0]!.parts[at]!
  const seen = new Map<string, number>()
  for (const { parts } of readings) {
    const word = parts[at]!.text
    seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  if (kind === 'claim') addUnseen(seen, CLAIM_WORDS)
  if (kind === 'sector' && sector) addUnseen(seen, SECTOR_WORDS[sector])
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0)
  return [...seen]
    .map(([word, count]): [string, number] => [word, count / total])
    .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
    .slice(0, 60)
}

function addUnseen(seen: Map<string, number>, words: string): void {
  for (const word of words.split(' ')) if (!seen.has(word)) seen.set(word, UNSEEN_WORD)
}

function combine(
  places: readonly (readonly [string, number][])[],
  separators: readonly string[],
  most: number,
  found: (label: string, weight: number) => void,
): void {
  let left = most
  const step = (at: number, label: string, weight: number): void => {
    // Below this a candidate is never among the first.
    if (weight < 1e-6 || left-- <= 0) return
    if (at === places.length) return found(label, weight)
    for (const [word, share] of places[at]!)
      step(at + 1, label + word + separators[at]!, weight * share)
  }
  step(0, '', 1)
}

function ranked(
  weights: ReadonlyMap<string, { weight: number; from: NameCandidate['from'] }>,
  count: number,
): NameCandidate[] {
  const total = [...weights.values()].reduce((sum, { weight }) => sum + weight, 0)
  return [...weights]
    .sort((a, b) => b[1].weight - a[1].weight || compareText(a[0], b[0]))
    .slice(0, Math.max(0, count))
    .map(([domain, { weight, from }]) => ({ domain, share: weight / total, from }))
}

/** Shares of equal values, most first. */
function sharesOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return new Map(
    [...counts]
      .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
      .map(([value, count]) => [value, count / values.length]),
  )
}
