import type { Calibration } from '../calibrate/calibration.ts'
import type { FeatureMap } from './feature-map.ts'
import { named, unreadable } from './foreign-model.ts'
import type { OnnxOperator } from './onnx-file.ts'

/** What leaves are worth for the one number that is asked for, and what that number is. */
export interface OnnxScores {
  readonly base: number
  readonly calibration: Calibration
  /** The class whose probability it is; `null`: a regressor has none. */
  readonly positive: string | null
  /** Of a leaf, by the numbers of tree and node; 0: the file says nothing of it. */
  readonly weightOf: (tree: number, node: number) => number
}

type Asked = Pick<FeatureMap, 'output' | 'positive'>

const LOGISTIC: Calibration = { kind: 'platt', slope: 1, intercept: 0 }
/** What leaves add up to is the probability; never quite 0 or 1. */
const LEAST = 1e-9
const AS_IT_IS: Calibration = {
  kind: 'isotonic',
  at: Float64Array.of(LEAST, 1 - LEAST),
  probability: Float64Array.of(LEAST, 1 - LEAST),
}

/** @throws Unreadable for what gives no probability of one class of two */
export function onnxScores(operator: OnnxOperator, asked: Asked): OnnxScores {
  return operator.type === 'TreeEnsembleClassifier'
    ? classScores(operator, asked)
    : targetScores(operator, asked)
}

function targetScores({ attributes }: OnnxOperator, asked: Asked): OnnxScores {
  if ((attributes.get('n_targets')?.integer ?? 1) !== 1) unreadable('it has more than one target')
  const weights = weightsOf(attributes, 'target')
  const how = attributes.get('aggregate_function')?.text ?? 'SUM'
  if (how !== 'SUM' && how !== 'AVERAGE') unreadable(`its trees are joined by ${named(how)}`)
  const trees = new Set(attributes.get('nodes_treeids')?.integers).size
  const share = how === 'AVERAGE' ? 1 / trees : 1
  const [base = 0] = floatsOf(attributes, 'base_values')
  const transform = attributes.get('post_transform')?.text ?? 'NONE'
  return {
    base,
    calibration: calibrationOf(transform, asked),
    positive: null,
    weightOf: (tree, node) => (weights.get(keyOf(tree, node, 0)) ?? 0) * share,
  }
}

function classScores({ attributes }: OnnxOperator, asked: Asked): OnnxScores {
  const numbers = attributes.get('classlabels_int64s')?.integers ?? []
  const texts = attributes.get('classlabels_strings')?.texts ?? []
  const labels = texts.length > 0 ? texts : numbers.map(String)
  if (labels.length !== 2) {
    unreadable(`it tells ${labels.length} classes apart: two are needed, good and fraud`)
  }
  const positive = asked.positive ?? (labels.join() === '0,1' ? '1' : null)
  const place = positive === null ? -1 : labels.indexOf(positive)
  if (place < 0) {
    const list = labels.map(named).join(' and ')
    unreadable(`its classes are ${list}: say in the map which one is fraud (\`positive\`)`)
  }
  const weights = weightsOf(attributes, 'class')
  const transform = attributes.get('post_transform')?.text ?? 'NONE'
  const base = floatsOf(attributes, 'base_values')
  const classes = new Set(attributes.get('class_ids')?.integers)
  const told = { positive, place, weights, transform, base }
  if (classes.size === 1) return oneScore(told, [...classes][0]!, asked)
  if ([...classes].some((id) => id !== 0 && id !== 1)) unreadable('`class_ids` are not 0 and 1')
  return twoScores(told, asked)
}

interface Told {
  readonly positive: string | null
  readonly place: number
  readonly weights: ReadonlyMap<string, number>
  readonly transform: string
  readonly base: readonly number[]
}

/**
 * Leaves that speak of one class only: the score is that of the second, whichever number they say.
 * What is added to it is taken where ONNX Runtime adds it too, with the number 0 alone.
 */
function oneScore(
  { positive, place, weights, transform, base }: Told,
  id: number,
  asked: Asked,
): OnnxScores {
  if (base.length > 1 || (base.length === 1 && id !== 0)) unreadable(BASE_DISPUTED)
  const isProbability = [...weights.values()].every((weight) => weight >= 0)
  if (place === 0 && transform !== 'LOGISTIC') {
    unreadable('its leaves speak of the other class: name that one in `positive`')
  }
  const sign = place === 1 ? 1 : -1
  return {
    base: (base[0] ?? 0) * sign,
    calibration: calibrationOf(transform, asked, isProbability),
    positive,
    weightOf: (tree, node) => (weights.get(keyOf(tree, node, id)) ?? 0) * sign,
  }
}

const BASE_DISPUTED = 'runtimes do not agree where its `base_values` belong'

function twoScores({ positive, place, weights, transform, base }: Told, asked: Asked): OnnxScores {
  if (base.length > 0) unreadable(BASE_DISPUTED)
  const weight = (tree: number, node: number, id: number) => weights.get(keyOf(tree, node, id)) ?? 0
  const isSoftmax = transform === 'SOFTMAX'
  return {
    base: 0,
    calibration: isSoftmax ? LOGISTIC : calibrationOf(transform, asked, true),
    positive,
    // Of two classes, softmax is the logistic function of the difference.
    weightOf: (tree, node) =>
      weight(tree, node, place) - (isSoftmax ? weight(tree, node, 1 - place) : 0),
  }
}

/** @param isProbability what leaves add up to may be taken for one, unless the map says otherwise */
function calibrationOf(transform: string, { output }: Asked, isProbability = false): Calibration {
  if (transform === 'LOGISTIC') return LOGISTIC
  if (transform !== 'NONE') return unreadable(`\`post_transform\` ${named(transform)} is not read`)
  if (output === 'log_odds') return LOGISTIC
  if (output === 'probability' || isProbability) return AS_IT_IS
  return unreadable(
    'it does not say what its numbers are: say `output: log_odds` or `output: probability` in the map',
  )
}

type Attributes = OnnxOperator['attributes']

function floatsOf(attributes: Attributes, name: string): readonly number[] {
  const wide = attributes.get(`${name}_as_tensor`)?.floats ?? []
  const values = wide.length > 0 ? wide : (attributes.get(name)?.floats ?? [])
  return values.every(Number.isFinite) ? values : unreadable(`\`${name}\` holds what is no number`)
}

function weightsOf(attributes: Attributes, kind: 'class' | 'target'): Map<string, number> {
  const integers = (name: string) => attributes.get(`${kind}_${name}`)?.integers ?? []
  const [trees, nodes, ids] = [integers('treeids'), integers('nodeids'), integers('ids')]
  const values = floatsOf(attributes, `${kind}_weights`)
  const isFit = [trees, nodes, ids].every(({ length }) => length === values.length)
  if (!isFit || values.length === 0) unreadable(`the lists of \`${kind}_weights\` do not fit`)
  const weights = new Map<string, number>()
  for (const [at, value] of values.entries()) {
    const key = keyOf(trees[at]!, nodes[at]!, ids[at]!)
    if (weights.has(key)) unreadable(`tree ${trees[at]!}: a leaf has two weights`)
    weights.set(key, value)
  }
  return weights
}

function keyOf(tree: number, node: number, id: number): string {
  return `${tree} ${node} ${id}`
}
