import type { Binning } from '../data/bins.ts'
import type { Calibration } from '../calibrate/calibration.ts'
import type { TreeModel } from './ensemble.ts'
import {
  checkChildren,
  fieldsOf,
  finite,
  listOf,
  numbers,
  readDocument,
  refuse,
  whole,
  type Read,
} from './read-document.ts'
import { SET_WORDS, type Tree } from './tree.ts'

/** A model as it is kept: describes itself, and is the same bytes whenever it is the same model. */
export interface StoredModel extends TreeModel {
  readonly calibration: Calibration
  /** What a person wants to know of it: rows, times, settings, figures. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>
}

const FORMAT = 'gatehouse-trees/1'
const TREES_MAX = 10_000
const NODES_MAX = 65_536
const FEATURES_MAX = 5000

/** JSON of one line. Its SHA-256 is the model's name in every decision. */
export function writeModel({ features, base, trees, calibration, about }: StoredModel): string {
  return JSON.stringify({
    format: FORMAT,
    about,
    features: features.map((feature) =>
      feature.kind === 'category'
        ? { name: feature.name, kind: feature.kind, categories: [...feature.bins.keys()] }
        : {
            name: feature.name,
            kind: feature.kind,
            monotone: feature.monotone,
            bounds: [...feature.bounds],
            ...(feature.zeroIsMissing === true ? { zero_is_missing: true } : {}),
          },
    ),
    base,
    trees: trees.map((tree) => ({
      feature: [...tree.feature],
      // JSON has no infinity: `null` is beyond every number.
      threshold: Array.from(tree.threshold, (value) => (value === Infinity ? null : value)),
      missing_left: [...tree.missingLeft],
      sets: tree.sets.map((set) => (set === null ? null : [...set])),
      left: [...tree.left],
      right: [...tree.right],
      leaf_value: [...tree.leafValue],
      cover: [...tree.cover],
      leaf_cover: [...tree.leafCover],
    })),
    calibration:
      calibration.kind === 'platt'
        ? calibration
        : {
            kind: calibration.kind,
            at: [...calibration.at],
            probability: [...calibration.probability],
          },
  })
}

export type ModelRead = Read<StoredModel>

/** Reads what `writeModel` wrote. A file that was tampered with is refused: no walk ends nowhere. */
export function readModel(text: string): ModelRead {
  return readDocument(text, modelOf)
}

function modelOf(document: unknown): StoredModel {
  const { format, about, features, base, trees, calibration } = fieldsOf(document, 'the document')
  if (format !== FORMAT) refuse(`its format is not \`${FORMAT}\``)
  const read = listOf(features, FEATURES_MAX, '`features`').map(featureOf)
  if (new Set(read.map(({ name }) => name)).size < read.length) refuse('two features of one name')
  return {
    about: fieldsOf(about, '`about`'),
    features: read,
    base: finite(base, '`base`'),
    trees: listOf(trees, TREES_MAX, '`trees`').map((tree, at) => treeOf(tree, at, read)),
    calibration: calibrationOf(calibration),
  }
}

function featureOf(document: unknown): Binning {
  const fields = fieldsOf(document, 'a feature')
  const { name, kind, categories, monotone, bounds, zero_is_missing: zero } = fields
  if (typeof name !== 'string' || name === '') return refuse('a feature has no name')
  if (kind === 'number') {
    if (monotone !== -1 && monotone !== 0 && monotone !== 1) refuse(`\`monotone\` of \`${name}\``)
    const read = numbers(bounds, 254, `\`bounds\` of \`${name}\``)
    if (read.some((bound, at) => at > 0 && bound <= read[at - 1]!)) refuse(`bounds of \`${name}\``)
    if (zero !== undefined && zero !== true) refuse(`\`zero_is_missing\` of \`${name}\``)
    const binning = { kind, name, monotone: monotone as -1 | 0 | 1, bounds: read } as const
    return zero === true ? { ...binning, zeroIsMissing: true } : binning
  }
  if (kind !== 'category') return refuse(`\`kind\` of \`${name}\``)
  const names = listOf(categories, 255, `\`categories\` of \`${name}\``)
  if (names.some((each) => typeof each !== 'string')) refuse(`a category of \`${name}\``)
  const bins = new Map(names.map((each, bin) => [each as string, bin]))
  if (bins.size < names.length) refuse(`\`${name}\` has a category twice`)
  return { kind, name, bins }
}

function treeOf(document: unknown, at: number, features: readonly Binning[]): Tree {
  const where = (what: string) => `\`${what}\` of tree ${at}`
  const fields = fieldsOf(document, `tree ${at}`)
  const feature = whole(fields['feature'], NODES_MAX, where('feature'))
  const { length } = feature
  const inner = (name: string) => {
    const values = numbers(fields[name], NODES_MAX, where(name))
    return values.length === length ? values : refuse(where(name))
  }
  const thresholds = listOf(fields['threshold'], NODES_MAX, where('threshold'))
  const sets = listOf(fields['sets'], NODES_MAX, where('sets'))
  const left = Int32Array.from(inner('left'))
  const right = Int32Array.from(inner('right'))
  const leafValue = numbers(fields['leaf_value'], NODES_MAX + 1, where('leaf_value'))
  const leafCover = numbers(fields['leaf_cover'], NODES_MAX + 1, where('leaf_cover'))
  if (leafCover.some((cover) => cover < 0)) refuse(where('leaf_cover'))
  if (leafValue.length !== length + 1 || leafCover.length !== length + 1)
    refuse(where('leaf_value'))
  if (thresholds.length !== length || sets.length !== length) refuse(where('threshold'))
  checkChildren(left, right, at)
  for (let node = 0; node < length; node++) {
    const kind = features[feature[node]!]?.kind
    if (kind === undefined || (kind === 'category') !== (sets[node] !== null)) {
      refuse(where('feature'))
    }
  }
  return {
    feature,
    threshold: Float64Array.from(thresholds, (value) =>
      value === null ? Infinity : finite(value, where('threshold')),
    ),
    missingLeft: Uint8Array.from(inner('missing_left'), (value) => (value === 1 ? 1 : 0)),
    sets: sets.map((set) => (set === null ? null : setOf(set, where('sets')))),
    left,
    right,
    leafValue,
    cover: inner('cover'),
    leafCover,
  }
}

function setOf(document: unknown, where: string): Uint32Array {
  const words = numbers(document, SET_WORDS, where)
  return words.length === SET_WORDS ? Uint32Array.from(words) : refuse(where)
}

function calibrationOf(document: unknown): Calibration {
  const fields = fieldsOf(document, '`calibration`')
  if (fields['kind'] === 'platt') {
    const slope = finite(fields['slope'], '`slope`')
    return { kind: 'platt', slope, intercept: finite(fields['intercept'], '`intercept`') }
  }
  if (fields['kind'] !== 'isotonic') refuse('`kind` of the calibration')
  const at = numbers(fields['at'], 1_000_000, '`at`')
  const probability = numbers(fields['probability'], 1_000_000, '`probability`')
  const isFit =
    at.length > 0 &&
    at.length === probability.length &&
    at.every((value, place) => place === 0 || value > at[place - 1]!) &&
    probability.every(
      (value, place) => value > 0 && value < 1 && (place === 0 || value >= probability[place - 1]!),
    )
  return isFit ? { kind: 'isotonic', at, probability } : refuse('the steps of the calibration')
}
