import { Ensemble, type PlattCalibration, type TreeModel } from '@gatehouse/scoring'
import type { Link } from '../link/read-link.ts'
import { BrandFinder } from './brand-finder.ts'
import { hostScore, pathScore, type LinearModel, type TextPieces } from './linear-model.ts'
import { linkParts } from './link-parts.ts'
import { NUMERIC_FEATURES, numericFeatures } from './numeric-features.ts'
import type { LexicalTables } from './tables.ts'
import { TextFeatures } from './text-features.ts'

/** A model of addresses: what it is made of, and what is known beforehand. */
export interface LexicalModel {
  readonly tables: LexicalTables
  /** Weights of text of a model that was there before; `null`: none. */
  readonly prior: LinearModel | null
  /** Weights of text. */
  readonly linear: LinearModel
  /** Text was read across the parts of the address too. */
  readonly isAcross: boolean
  /** Trees over `MODEL_FEATURES`. */
  readonly trees: TreeModel
  /** Of the trees' log-odds to those at even chances. */
  readonly calibration: PlattCalibration
  /** Sets, rows, settings and figures, for people. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>
}

/** What trees read: the numbers of the address, and what its text says. */
export const MODEL_FEATURES = [
  ...NUMERIC_FEATURES,
  'text_score_host',
  'text_score_path',
  'text_score',
  'prior_score',
] as const

/** Where each feature stands in a row. */
export const FEATURE_PLACES = Object.fromEntries(
  MODEL_FEATURES.map((name, at) => [name, at]),
) as Record<(typeof MODEL_FEATURES)[number], number>

const TEXT_AT = NUMERIC_FEATURES.length
const TEXT_BITS = 20

export interface LexicalScore {
  /** Log-odds where malicious and benign are equally likely beforehand; not capped. */
  readonly logOdds: number
  /** The same as a share, 0 to 1: `composite_risk_score`. */
  readonly risk: number
}

/** Reads links into rows, one after the other: what is computed once for all links is kept. */
export class LinkReader {
  readonly #tables: LexicalTables
  readonly #finder: BrandFinder
  readonly #text: TextFeatures

  constructor(tables: LexicalTables, isAcross: boolean) {
    this.#text = new TextFeatures(TEXT_BITS, isAcross)
    this.#tables = tables
    this.#finder = new BrandFinder(tables.brands)
  }

  /** The numbers of a link; `into` may be longer than they are many. */
  numbers(link: Link, into: Float64Array): Float64Array {
    return numericFeatures(link, linkParts(link), this.#tables, this.#finder, into)
  }

  /** The text of a link, to keep. */
  pieces(link: Link): TextPieces {
    const text = this.#text
    text.read(linkParts(link))
    const { count, pathFrom } = text
    return { places: text.places.slice(0, count), values: text.values.slice(0, count), pathFrom }
  }

  /** Both, into a row of `MODEL_FEATURES`. */
  row(
    link: Link,
    linear: LinearModel,
    prior: LinearModel | null,
    into: Float64Array,
  ): Float64Array {
    const parts = linkParts(link)
    numericFeatures(link, parts, this.#tables, this.#finder, into)
    this.#text.read(parts)
    return withText(this.#text, linear, prior, into)
  }
}

/** Puts what the text says behind the numbers of a row. */
export function withText(
  text: TextFeatures | TextPieces,
  linear: LinearModel,
  prior: LinearModel | null,
  into: Float64Array,
): Float64Array {
  const before = prior === null ? 0 : hostScore(prior, text)
  const host = hostScore(linear, text)
  const path = pathScore(linear, text)
  into[TEXT_AT] = host
  into[TEXT_AT + 1] = path
  into[TEXT_AT + 2] = host + path + before * PRIOR_SHARE
  into[TEXT_AT + 3] = before
  return into
}

/** How much of what was known before the text starts from; chosen on dev rows. */
export const PRIOR_SHARE = 0.6

/** Scores links with one model. */
export class LexicalScorer {
  readonly model: LexicalModel
  readonly #reader: LinkReader
  readonly #ensemble: Ensemble
  readonly #row = new Float64Array(MODEL_FEATURES.length)

  constructor(model: LexicalModel) {
    this.model = model
    this.#reader = new LinkReader(model.tables, model.isAcross)
    this.#ensemble = new Ensemble(model.trees)
  }

  /** The row that the trees read; another one the next time. */
  row(link: Link): Float64Array {
    const { linear, prior } = this.model
    return this.#reader.row(link, linear, prior, new Float64Array(MODEL_FEATURES.length))
  }

  score(link: Link): LexicalScore {
    const { linear, prior, calibration } = this.model
    const row = this.#reader.row(link, linear, prior, this.#row)
    const logOdds = calibration.slope * this.#ensemble.logOdds(row) + calibration.intercept
    return { logOdds, risk: 1 / (1 + Math.exp(-logOdds)) }
  }
}
