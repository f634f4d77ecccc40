import { CLAIM_WORDS, PLAIN_WORDS, SECTOR_WORDS, type Sector } from './name-words.ts'

/** One part of a label. */
export interface NamePart {
  readonly text: string
  /** `other`: letters that no list knows, in one piece; `digits`: figures. */
  readonly kind: 'sector' | 'claim' | 'plain' | 'other' | 'digits'
  readonly sector: Sector | null
}

/** A label of DNS has at most 63 octets (RFC 1035, section 2.3.4). */
const LABEL_MAX = 63

const WORDS: ReadonlyMap<string, Omit<NamePart, 'text'>> = wordTable()
const LONGEST = Math.max(...[...WORDS.keys()].map(({ length }) => length))

/**
 * Splits a label into known words, runs of letters that nobody knows, and figures. Dynamic
 * programming over the places of the label: the split of least cost, where a word costs less the
 * longer it is for its one piece, and an unknown letter costs more than a known one. Of equal costs
 * the split with the longer word first. Linear in the length of the label times the longest word.
 *
 * @param label one label of a host name in lower case; longer ones than 63 characters are cut off
 */
export function segmentLabel(label: string): NamePart[] {
  return label
    .slice(0, LABEL_MAX)
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((piece) => piece.match(/\p{N}+|[^\p{N}]+/gu) ?? [])
    .flatMap((run) =>
      /^\p{N}/u.test(run) ? [{ text: run, kind: 'digits' as const, sector: null }] : split(run),
    )
}

/** A piece more; a letter of a word that is known; one that is not, and its first one. */
const PIECE = 1
const KNOWN_LETTER = 0.1
const UNKNOWN_LETTER = 1
const UNKNOWN_PIECE = 1.5
/** Words of two letters are found in any text: they have to earn their place. */
const SHORT_WORD = 1

function split(run: string): NamePart[] {
  const best: { cost: number; from: number; isWord: boolean }[] = [
    { cost: 0, from: 0, isWord: true },
  ]
  for (let end = 1; end <= run.length; end += 1) {
    let least = { cost: Infinity, from: 0, isWord: false }
    for (let from = 0; from < end; from += 1) {
      const before = best[from]!
      if (end - from <= LONGEST && WORDS.has(run.slice(from, end))) {
        const short = end - from <= 2 ? SHORT_WORD : 0
        const cost = before.cost + PIECE + short + KNOWN_LETTER * (end - from)
        if (cost < least.cost) least = { cost, from, isWord: true }
      }
      // An unknown run does not follow another: they would be one.
      if (from > 0 && !before.isWord) continue
      const cost = before.cost + PIECE + UNKNOWN_PIECE + UNKNOWN_LETTER * (end - from)
      if (cost < least.cost) least = { cost, from, isWord: false }
    }
    best.push(least)
  }
  const parts: NamePart[] = []
  for (let end = run.length; end > 0;) {
    const { from, isWord } = best[end]!
    const text = run.slice(from, end)
    const word = isWord ? WORDS.get(text) : undefined
    parts.push({ text, kind: word?.kind ?? 'other', sector: word?.sector ?? null })
    end = from
  }
  return parts.reverse()
}

/** What a word is, where it is in several lists: of a sector first, then a claim. */
function wordTable(): Map<string, Omit<NamePart, 'text'>> {
  const table = new Map<string, Omit<NamePart, 'text'>>()
  const add = (words: string, kind: NamePart['kind'], sector: Sector | null) => {
    for (const word of words.split(' ')) if (!table.has(word)) table.set(word, { kind, sector })
  }
  add(CLAIM_WORDS, 'claim', null)
  for (const [sector, words] of Object.entries(SECTOR_WORDS)) add(words, 'sector', sector as Sector)
  add(PLAIN_WORDS, 'plain', null)
  return table
}
