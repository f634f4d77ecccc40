import type { ReferenceSource, SanctionsAnswer } from '@gatehouse/contract'
import { notKnown } from '../answers.ts'
import { linesOf } from '../csv.ts'
import { ReferenceDataError } from '../errors.ts'
import { STEPS_PER_SLICE, type Sliced } from '../slices.ts'
import { shortDigest } from '../sources.ts'
import { rowFormatOf, type RowFormat } from './list-rows.ts'
import { nameScore, nameTokens, soundKey } from './person-name.ts'

/** The largest collections have some 100 MB. */
export const SANCTIONS_BYTES_MAX = 256 * 1024 * 1024
const LINE_LENGTH_MAX = 200_000
/** One word is too little to know anybody by. */
const TOKENS_MIN = 2

interface Listed {
  readonly entry: string
  readonly tokens: readonly string[]
  readonly countries: readonly string[]
}

export interface SanctionsList {
  readonly source: ReferenceSource
  readonly names: readonly Listed[]
  /** Numbers of names, by what one of their tokens sounds of. */
  readonly bySound: ReadonlyMap<string, readonly number[]>
}

export function sanctionsInvalid(path: string, why: string): ReferenceDataError {
  return new ReferenceDataError(
    'feed_invalid',
    `sanctions list \`${path}\` ${why}; correct the file`,
  )
}

/**
 * Reads a list in the form of OFAC, the European Union or OpenSanctions.
 * @throws ReferenceDataError `feed_invalid`, naming the line
 */
export function* readSanctions(path: string, bytes: Buffer): Sliced<SanctionsList> {
  const text = bytes.toString('utf8')
  const names: Listed[] = []
  const bySound = new Map<string, number[]>()
  let format: RowFormat | undefined
  let lineNumber = 0
  for (const line of linesOf(text)) {
    lineNumber++
    if (lineNumber % STEPS_PER_SLICE === 0) yield
    if (format === undefined) {
      format = rowFormatOf(line)
      if (format === undefined) {
        throw sanctionsInvalid(path, 'is in none of the forms of OFAC, the EU and OpenSanctions')
      }
      if (format.hasHeader) continue
    }
    // OFAC's files end with the end-of-file character of DOS.
    if (line.trim() === '' || line === '\u001A') continue
    const rows = format.read(cellsOf(line, format.delimiter))
    if (rows === undefined) throw sanctionsInvalid(path, `line ${lineNumber} cannot be read`)
    for (const { entry, name, countries } of rows) {
      const tokens = nameTokens(name)
      if (tokens.length < TOKENS_MIN) continue
      for (const key of soundsOf(tokens)) {
        const known = bySound.get(key)
        if (known === undefined) bySound.set(key, [names.length])
        else known.push(names.length)
      }
      names.push({ entry, tokens, countries })
    }
  }
  if (names.length === 0) throw sanctionsInvalid(path, 'names nobody')
  const id = `sanctions:${path.slice(path.lastIndexOf('/') + 1)}`
  const source = { id, version: shortDigest(text), licence: 'operator', attribution: '' }
  return { source, names, bySound }
}

/** Looks people up in all lists of the operator's. */
export class SanctionsIndex {
  readonly sources: readonly ReferenceSource[]
  readonly #lists: readonly SanctionsList[]

  constructor(lists: readonly SanctionsList[]) {
    this.sources = lists.map(({ source }) => source)
    this.#lists = lists
  }

  lookUp(name: string, country: string | null): SanctionsAnswer {
    if (this.sources.length === 0) return notKnown('not_configured')
    const tokens = nameTokens(name)
    if (tokens.length < TOKENS_MIN) return notKnown('malformed_input')
    let best: Listed | undefined
    let bestScore = 0
    for (const listed of this.#lists.flatMap((list) => candidates(list, tokens))) {
      const score = nameScore(tokens, listed.tokens)
      if (score > bestScore) {
        best = listed
        bestScore = score
      }
    }
    return {
      known: true,
      score: Math.round(bestScore * 1e4) / 1e4,
      entry: best?.entry ?? null,
      isOfCountry:
        best === undefined || best.countries.length === 0 || country === null
          ? null
          : best.countries.includes(country),
    }
  }
}

/** Names of which two tokens sound like tokens of the one that is asked about. */
function candidates({ names, bySound }: SanctionsList, tokens: readonly string[]): Listed[] {
  const hits = new Map<number, number>()
  const sounds = soundsOf(tokens)
  for (const key of sounds) {
    for (const at of bySound.get(key) ?? []) hits.set(at, (hits.get(at) ?? 0) + 1)
  }
  const least = Math.min(TOKENS_MIN, sounds.size)
  return [...hits].filter(([, count]) => count >= least).map(([at]) => names[at]!)
}

function soundsOf(tokens: readonly string[]): ReadonlySet<string> {
  return new Set(tokens.map(soundKey))
}

function cellsOf(line: string, delimiter: string): string[] {
  if (line.length > LINE_LENGTH_MAX) return []
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!
    if (char === '"') {
      if (isQuoted && line[at + 1] === '"') {
        cell += '"'
        at++
      } else {
        isQuoted = !isQuoted
      }
    } else if (char === delimiter && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else {
      cell += char
    }
  }
  cells.push(cell)
  return cells
}
