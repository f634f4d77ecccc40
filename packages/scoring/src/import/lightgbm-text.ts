import {
  CATEGORIES_MAX,
  FEATURES_MAX,
  named,
  NODES_MAX,
  reading,
  TREES_MAX,
  unreadable,
  type ForeignModel,
  type ForeignRead,
  type ForeignTree,
  type NodeTest,
} from './foreign-model.ts'
import { readFields, type Fields } from './lightgbm-fields.ts'

/** Bits of `decision_type` (LightGBM, `include/LightGBM/tree.h`). */
const IS_CATEGORY = 1
const DEFAULT_LEFT = 2
const MISSING_SHIFT = 2
const MISSING = ['none', 'zero', 'nan'] as const

const WORD_BITS = 32

export function isLightgbmText(text: string): boolean {
  return /^tree\r?\nversion=/.test(text)
}

/**
 * Reads the text that LightGBM's `save_model` writes (format `v2` to `v4`), as LightGBM 4 does: raw
 * scores are the same doubles. Models of one probability only; linear trees are refused.
 *
 * @returns an issue in words for whoever brings the file
 */
export function readLightgbmText(text: string): ForeignRead {
  return reading(() => modelOf(text))
}

function modelOf(text: string): ForeignModel {
  if (!isLightgbmText(text)) unreadable('it is no text model of LightGBM')
  const { header, trees: blocks, isComplete, rest } = readFields(text, TREES_MAX)
  if (!isComplete) unreadable('it is cut off: `end of trees` is missing')
  const features = header.words('feature_names')
  if (features.length > FEATURES_MAX) unreadable(`it has more than ${FEATURES_MAX} features`)
  if (header.count('max_feature_idx') + 1 !== features.length) {
    unreadable('`feature_names` and `max_feature_idx` do not fit together')
  }
  if (header.count('num_class') !== 1 || header.count('num_tree_per_iteration') !== 1) {
    unreadable('it tells more than two classes apart: one probability of fraud is needed')
  }
  if (blocks.length === 0) unreadable('it has no trees')
  const sizes = header.words('tree_sizes')
  if (sizes.length !== blocks.length) {
    unreadable(`it says that it has ${sizes.length} trees, and ${blocks.length} are there`)
  }
  const slope = slopeOf(header)
  const share = header.has('average_output') ? 1 / blocks.length : 1
  // Before any of them is read: each list is as long as is said here, or is refused.
  const leaves = blocks.reduce((sum, block) => sum + block.count('num_leaves'), 0)
  if (leaves > NODES_MAX) unreadable(`it has more than ${NODES_MAX} leaves`)
  const trees = blocks.map((block, at) => treeOf(block, at, features.length, share))
  return {
    features,
    categories: pandasCategories(rest, features.length),
    base: 0,
    trees,
    calibration: { kind: 'platt', slope, intercept: 0 },
    facts: { library: 'LightGBM', version: header.text('version'), objective: objectiveOf(header) },
  }
}

function objectiveOf(header: Fields): string {
  return header.has('objective') ? header.text('objective') : 'custom'
}

/** What raw scores are multiplied by on the way to a probability. */
function slopeOf(header: Fields): number {
  const [name, ...settings] = objectiveOf(header).split(' ')
  if (name === 'cross_entropy' || name === 'xentropy') return 1
  if (name !== 'binary') {
    return unreadable(
      `its objective is ${named(name!)}: only \`binary\` and \`cross_entropy\` give a probability`,
    )
  }
  const sigmoid = settings.find((each) => each.startsWith('sigmoid:'))?.slice('sigmoid:'.length)
  const slope = sigmoid === undefined ? NaN : Number(sigmoid)
  return slope > 0 && slope < Infinity ? slope : unreadable('its `sigmoid` is no number above 0')
}

function treeOf(block: Fields, at: number, features: number, share: number): ForeignTree {
  const where = `tree ${at}: `
  const leaves = block.count('num_leaves')
  if (leaves < 1) unreadable(`${where}\`num_leaves\` is out of range`)
  if (block.has('is_linear') && block.count('is_linear') !== 0) {
    unreadable(`${where}its leaves are linear models (\`linear_tree\`), which are not read`)
  }
  const leafValue = block.numbers('leaf_value', leaves)
  if (share !== 1) for (let leaf = 0; leaf < leaves; leaf++) leafValue[leaf]! *= share
  const inner = leaves - 1
  if (inner === 0) {
    const none = new Int32Array(0)
    const empty = new Float64Array(0)
    const leafCover = Float64Array.of(0)
    return { feature: none, tests: [], left: none, right: none, leafValue, cover: empty, leafCover }
  }
  const feature = block.integers('split_feature', inner)
  for (const each of feature) {
    if (each < 0 || each >= features) unreadable(`${where}there is no feature ${each}`)
  }
  const thresholds = block.numbers('threshold', inner)
  const types = block.integers('decision_type', inner)
  const sets = setsOf(block, where)
  return {
    feature,
    tests: Array.from(types, (type, node) => testOf(type, thresholds[node]!, sets, where)),
    left: block.integers('left_child', inner),
    right: block.integers('right_child', inner),
    leafValue,
    cover: block.numbers('internal_count', inner),
    leafCover: block.numbers('leaf_count', leaves),
  }
}

function testOf(
  type: number,
  threshold: number,
  sets: readonly ReadonlySet<number>[],
  where: string,
): NodeTest {
  const missing = MISSING[type >> MISSING_SHIFT]
  if (type < 0 || missing === undefined) return unreadable(`${where}\`decision_type\` is ${type}`)
  if ((type & IS_CATEGORY) !== 0) {
    const codes = sets[threshold]
    return codes === undefined
      ? unreadable(`${where}there is no set of categories ${threshold}`)
      : { kind: 'in_set', codes }
  }
  // Where nothing was missing in training, LightGBM takes what is missing for a zero.
  const missingLeft = missing === 'none' ? 0 <= threshold : (type & DEFAULT_LEFT) !== 0
  return { kind: 'at_most', threshold, missingLeft, zeroIsMissing: missing === 'zero' }
}

/** Bit `n` of a set is the category with the code `n`. */
function setsOf(block: Fields, where: string): ReadonlySet<number>[] {
  const count = block.count('num_cat')
  if (count === 0) return []
  if (count > NODES_MAX) return unreadable(`${where}\`num_cat\` is out of range`)
  const bounds = block.integers('cat_boundaries', count + 1)
  const words = block.numbers('cat_threshold')
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [bounds[at]!, bounds[at + 1]!]
    if (from < 0 || to < from || to > words.length) unreadable(`${where}\`cat_boundaries\``)
    const codes = new Set<number>()
    for (let word = from; word < to; word++) {
      const bits = words[word]!
      if (!Number.isInteger(bits) || bits < 0 || bits > 0xffffffff) {
        unreadable(`${where}\`cat_threshold\``)
      }
      for (let bit = 0; bit < WORD_BITS; bit++) {
        if (((bits >>> bit) & 1) === 1) codes.add((word - from) * WORD_BITS + bit)
      }
      if (codes.size > CATEGORIES_MAX) {
        unreadable(`${where}more than ${CATEGORIES_MAX} categories on one side of a split`)
      }
    }
    return codes
  })
}

/**
 * The texts behind the codes, where the model was trained on a table of pandas. They are listed in
 * the order of the columns, without names: taken only where there are as many as columns that were
 * declared categories.
 */
function pandasCategories(rest: string, features: number): Map<number, readonly string[]> {
  const none = new Map<number, readonly string[]>()
  const listed = /^pandas_categorical:(\[.*\])\s*$/m.exec(rest)?.[1]
  const declared = /^\[categorical_feature: ([\d,]+)\]/m.exec(rest)?.[1]
  if (listed === undefined || declared === undefined) return none
  const columns = declared.split(',').map(Number)
  const lists = parsed(listed)
  if (!Array.isArray(lists) || lists.length !== columns.length) return none
  const pairs = columns.map((column, at): [number, unknown] => [column, lists[at]])
  const isFit = pairs.every(([column, list]) => column < features && isNameList(list))
  return isFit
    ? new Map(pairs.map(([column, list]) => [column, (list as unknown[]).map(String)]))
    : none
}

function isNameList(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((each) => ['string', 'number', 'boolean'].includes(typeof each))
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
