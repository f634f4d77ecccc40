import type { AnomalyFeature } from './isolation-forest.ts'
import type { IsolationTree } from './isolator.ts'
import type { AnomalyModel } from './anomaly-model.ts'
import {
  checkChildren,
  fieldsOf,
  finite,
  listOf,
  numbers,
  readDocument,
  refuse,
  type Read,
} from '../model/read-document.ts'

export const ANOMALY_FORMAT = 'gatehouse-anomaly/1'
const TREES_MAX = 2000
const NODES_MAX = 8192
const FEATURES_MAX = 5000
const CATEGORIES_MAX = 5000
const DEPTHS_MAX = 10_001
const DIGITS = 6

/** JSON of one line, the same bytes whenever it is the same model. */
export function writeAnomalyModel({ forest, depths, about }: AnomalyModel): string {
  return JSON.stringify({
    format: ANOMALY_FORMAT,
    about,
    sample: forest.sample,
    features: forest.features.map((feature) =>
      feature.kind === 'number'
        ? feature
        : { kind: feature.kind, name: feature.name, shares: [...feature.shares] },
    ),
    trees: forest.trees.map((tree) => ({
      feature: [...tree.feature],
      // JSON has no infinity: `null` parts what is missing from all numbers.
      threshold: Array.from(tree.threshold, (value) => (Number.isFinite(value) ? value : null)),
      missing_left: [...tree.missingLeft],
      left: [...tree.left],
      right: [...tree.right],
      leaf_rows: [...tree.leafRows],
    })),
    depths: Array.from(depths, (depth) => Number(depth.toFixed(DIGITS))),
  })
}

export type AnomalyRead = Read<AnomalyModel>

/** Reads what `writeAnomalyModel` wrote. A file that was tampered with is refused: no walk ends nowhere. */
export function readAnomalyModel(text: string): AnomalyRead {
  return readDocument(text, modelOf)
}

function modelOf(document: unknown): AnomalyModel {
  const { format, about, features, sample, trees, depths } = fieldsOf(document, 'the document')
  if (format !== ANOMALY_FORMAT) refuse(`its format is not \`${ANOMALY_FORMAT}\``)
  const read = listOf(features, FEATURES_MAX, '`features`').map(featureOf)
  if (read.length === 0) refuse('`features`')
  if (new Set(read.map(({ name }) => name)).size < read.length) refuse('two features of one name')
  const grown = listOf(trees, TREES_MAX, '`trees`').map((tree, at) => treeOf(tree, at, read.length))
  if (grown.length === 0) refuse('`trees`')
  const size = finite(sample, '`sample`')
  if (!Number.isInteger(size) || size < 2) refuse('`sample`')
  const kept = numbers(depths, DEPTHS_MAX, '`depths`')
  if (kept.length < 2 || kept.some((depth, at) => at > 0 && depth < kept[at - 1]!)) {
    refuse('`depths`')
  }
  return {
    about: fieldsOf(about, '`about`'),
    forest: { features: read, sample: size, trees: grown },
    depths: kept,
  }
}

function featureOf(document: unknown): AnomalyFeature {
  const { name, kind, shares } = fieldsOf(document, 'a feature')
  if (typeof name !== 'string' || name === '') return refuse('a feature has no name')
  if (kind === 'number') return { kind, name }
  if (kind !== 'category') return refuse(`\`kind\` of \`${name}\``)
  const read = listOf(shares, CATEGORIES_MAX, `\`shares\` of \`${name}\``).map(
    (each): [string, number] => {
      const [category, share] = listOf(each, 2, `\`shares\` of \`${name}\``)
      if (typeof category !== 'string') return refuse(`a category of \`${name}\``)
      return [category, finite(share, `a share of \`${name}\``)]
    },
  )
  return { kind, name, shares: new Map(read) }
}

function treeOf(document: unknown, at: number, features: number): IsolationTree {
  const where = (what: string) => `\`${what}\` of tree ${at}`
  const fields = fieldsOf(document, `tree ${at}`)
  const ints = (name: string, isFit: (value: number) => boolean) => {
    const values = numbers(fields[name], NODES_MAX, where(name))
    const isWhole = values.every((value) => Number.isInteger(value) && isFit(value))
    return isWhole ? Int32Array.from(values) : refuse(where(name))
  }
  const feature = ints('feature', (value) => value >= 0 && value < features)
  const leafRows = ints('leaf_rows', (value) => value >= 0)
  const { length } = feature
  if (leafRows.length !== length + 1) refuse(where('leaf_rows'))
  const missingLeft = ints('missing_left', (value) => value === 0 || value === 1)
  const thresholds = listOf(fields['threshold'], NODES_MAX, where('threshold'))
  const child = (name: string) => ints(name, (value) => value < length && value >= ~length)
  const [left, right] = [child('left'), child('right')]
  if ([missingLeft, thresholds, left, right].some((each) => each.length !== length)) {
    refuse(`tree ${at}`)
  }
  checkChildren(left, right, at)
  const threshold = Float64Array.from(thresholds, (value, node) => {
    if (value !== null) return finite(value, where('threshold'))
    return missingLeft[node] === 1 ? -Infinity : Infinity
  })
  return { feature, threshold, missingLeft: Uint8Array.from(missingLeft), left, right, leafRows }
}
