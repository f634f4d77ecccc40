import type { Calibration } from '../calibrate/calibration.ts'
import type { FeatureMap } from './feature-map.ts'
import { below32, below64, highest32 } from './float32.ts'
import {
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
import { DOUBLE, FLOAT, readOnnxFile, type OnnxGraph, type OnnxOperator } from './onnx-file.ts'
import { onnxScores, type OnnxScores } from './onnx-scores.ts'

/** What exporters put around the trees and what does not change the probability. */
const AROUND = new Set(['Identity', 'Cast', 'ZipMap'])

/**
 * Reads the trees of an ONNX file (`ai.onnx.ml` `TreeEnsembleClassifier`, `TreeEnsembleRegressor`),
 * as ONNX Runtime runs them: values are rounded to 32 bits before they are compared, unless the
 * input is of 64. Leaves are added up in 64 bits, so sums differ in the seventh digit.
 *
 * @param map says what the numbers are where the file does not
 */
export function readOnnxTrees(
  bytes: Uint8Array,
  map: Pick<FeatureMap, 'output' | 'positive'>,
): ForeignRead {
  return reading(() => {
    const graph = readOnnxFile(bytes)
    const operator = ensembleOf(graph)
    const is32 = elementTypeOf(graph, operator) === FLOAT
    const scores = onnxScores(operator, map)
    const trees = treesOf(operator, scores, is32)
    return { ...modelOf(operator, trees, scores), facts: factsOf(graph, operator, scores) }
  })
}

function factsOf({ producer }: OnnxGraph, { type }: OnnxOperator, { positive }: OnnxScores) {
  return {
    library: 'ONNX',
    producer,
    operator: type,
    ...(positive === null ? {} : { probability_of: positive }),
  }
}

function modelOf(
  { attributes }: OnnxOperator,
  trees: readonly ForeignTree[],
  { base, calibration }: { readonly base: number; readonly calibration: Calibration },
): Omit<ForeignModel, 'facts'> {
  const ids = attributes.get('nodes_featureids')?.integers ?? []
  const last = ids.reduce((most, id) => Math.max(most, id), 0)
  const features = Array.from({ length: last + 1 }, (_, at) => `f${at}`)
  return { features, categories: new Map(), base, trees, calibration }
}

/** The one operator of trees; every other must be one that leaves its numbers alone. */
function ensembleOf({ operators }: OnnxGraph): OnnxOperator {
  const [ensemble, another] = operators.filter(({ type }) => type.startsWith('TreeEnsemble'))
  const foreign = operators.find(
    ({ type }) => !AROUND.has(type) && !type.startsWith('TreeEnsemble'),
  )
  if (foreign !== undefined) {
    unreadable(`it has the operator ${named(foreign.type)}: only trees are read`)
  }
  if (ensemble === undefined) return unreadable('it has no trees')
  if (another !== undefined) unreadable('it has two operators of trees')
  if (!['TreeEnsembleClassifier', 'TreeEnsembleRegressor'].includes(ensemble.type)) {
    unreadable(`the operator ${named(ensemble.type)} is not read`)
  }
  return ensemble
}

function elementTypeOf({ operators, inputs }: OnnxGraph, { inputs: read }: OnnxOperator): number {
  let name = read[0] ?? ''
  // A cast of 32 bits before the trees rounds as the trees would.
  for (let seen = 0; seen < operators.length && !inputs.has(name); seen++) {
    const before = operators.find(({ outputs }) => outputs.includes(name))
    if (before === undefined) break
    const to = before.attributes.get('to')?.integer
    if (before.type === 'Cast') return to === FLOAT ? FLOAT : unreadable('it casts its input')
    if (before.type !== 'Identity') break
    name = before.inputs[0] ?? ''
  }
  const type = inputs.get(name)
  if (type === undefined) return unreadable('the trees do not read the input of the graph')
  return type === FLOAT || type === DOUBLE
    ? type
    : unreadable(`its input is of the type ${type}: only floats (1) and doubles (11) are read`)
}

/** The lists that say the nodes one by one, of all trees. */
function columnsOf({ attributes }: OnnxOperator) {
  const integers = (name: string) => attributes.get(name)?.integers ?? []
  const nodes = integers('nodes_nodeids').length
  if (nodes === 0) unreadable('it has no nodes')
  if (nodes > NODES_MAX * 2) unreadable(`it has more than ${NODES_MAX} nodes`)
  const checked = <Value>(name: string, values: readonly Value[], fallback?: Value) => {
    if (values.length === 0 && fallback !== undefined) return Array<Value>(nodes).fill(fallback)
    if (values.length !== nodes) unreadable(`\`${name}\` has ${values.length} values, not ${nodes}`)
    return values
  }
  const whole = (name: string, fallback?: number) => checked(name, integers(name), fallback)
  const floats = (name: string, fallback?: number) => {
    const values = attributes.get(name)?.floats ?? []
    const wide = attributes.get(`${name}_as_tensor`)?.floats ?? []
    return checked(name, wide.length > 0 ? wide : values, fallback)
  }
  return {
    nodes,
    tree: whole('nodes_treeids'),
    id: whole('nodes_nodeids'),
    feature: whole('nodes_featureids'),
    yes: whole('nodes_truenodeids'),
    no: whole('nodes_falsenodeids'),
    missing: whole('nodes_missing_value_tracks_true', 0),
    value: floats('nodes_values'),
    rows: floats('nodes_hitrates', 1),
    mode: checked('nodes_modes', attributes.get('nodes_modes')?.texts ?? []),
  }
}
type Columns = ReturnType<typeof columnsOf>

function treesOf(operator: OnnxOperator, scores: OnnxScores, is32: boolean): ForeignTree[] {
  const columns = columnsOf(operator)
  const byTree = new Map<number, number[]>()
  for (let node = 0; node < columns.nodes; node++) {
    const own = byTree.get(columns.tree[node]!)
    if (own === undefined) byTree.set(columns.tree[node]!, [node])
    else own.push(node)
  }
  if (byTree.size > TREES_MAX) unreadable(`it has more than ${TREES_MAX} trees`)
  return [...byTree].map(([tree, nodes]) => treeOf(tree, nodes, columns, scores, is32))
}

function treeOf(
  tree: number,
  nodes: readonly number[],
  columns: Columns,
  { weightOf }: OnnxScores,
  is32: boolean,
): ForeignTree {
  const where = `tree ${tree}: `
  const inner = inOrder(where, nodes, columns)
  const leaves = nodes.filter((node) => columns.mode[node] === 'LEAF')
  const places = new Map<number, number>()
  for (const [place, node] of inner.entries()) places.set(columns.id[node]!, place)
  for (const [place, node] of leaves.entries()) places.set(columns.id[node]!, ~place)
  if (places.size !== nodes.length) unreadable(`${where}two nodes have one number`)
  const child = (id: number) => places.get(id) ?? unreadable(`${where}there is no node ${id}`)
  const read = inner.map((node) => branchOf(node, columns, is32, where))
  const rows = (node: number) => Math.max(0, columns.rows[node]!)
  return {
    feature: Int32Array.from(inner, (node) => columns.feature[node]!),
    tests: read.map(({ test }) => test),
    left: Int32Array.from(read, ({ left }) => child(left)),
    right: Int32Array.from(read, ({ right }) => child(right)),
    leafValue: Float64Array.from(leaves, (node) => weightOf(tree, columns.id[node]!)),
    cover: Float64Array.from(inner, rows),
    leafCover: Float64Array.from(leaves, rows),
  }
}

/** The inner nodes with the root first: the one that is nobody's child. */
function inOrder(where: string, nodes: readonly number[], columns: Columns): number[] {
  const inner = nodes.filter((node) => columns.mode[node] !== 'LEAF')
  if (inner.length === 0) return []
  const children = new Set(inner.flatMap((node) => [columns.yes[node]!, columns.no[node]!]))
  const roots = inner.filter((node) => !children.has(columns.id[node]!))
  const [root] = roots
  if (root === undefined) return unreadable(`${where}it has no beginning`)
  if (roots.length > 1) unreadable(`${where}it has ${roots.length} beginnings`)
  return [root, ...inner.filter((node) => node !== root)]
}

interface Branch {
  readonly test: NodeTest
  /** Numbers of nodes. */
  readonly left: number
  readonly right: number
}

function branchOf(node: number, columns: Columns, is32: boolean, where: string): Branch {
  const { yes, no, value, mode, missing, feature } = columns
  const at = value[node]!
  if (!Number.isFinite(at)) unreadable(`${where}a threshold is no number`)
  const id = feature[node]!
  if (id < 0 || id >= FEATURES_MAX) unreadable(`${where}there is no feature ${id}`)
  const [whenYes, whenNo] = [yes[node]!, no[node]!]
  const tracksYes = missing[node] !== 0
  const upTo = (threshold: number, missingLeft: boolean): NodeTest => {
    return { kind: 'at_most', threshold, missingLeft, zeroIsMissing: false }
  }
  const including = is32 ? highest32(at) : at
  const excluding = is32 ? highest32(below32(at)) : below64(at)
  switch (mode[node]) {
    case 'BRANCH_LEQ':
      return { test: upTo(including, tracksYes), left: whenYes, right: whenNo }
    case 'BRANCH_LT':
      return { test: upTo(excluding, tracksYes), left: whenYes, right: whenNo }
    case 'BRANCH_GT':
      return { test: upTo(including, !tracksYes), left: whenNo, right: whenYes }
    case 'BRANCH_GTE':
      return { test: upTo(excluding, !tracksYes), left: whenNo, right: whenYes }
    case 'BRANCH_EQ': {
      const test = { kind: 'equals', value: at, is32, missingLeft: tracksYes } as const
      return { test, left: whenYes, right: whenNo }
    }
    case 'BRANCH_NEQ': {
      // What is missing equals nothing.
      const test = { kind: 'equals', value: at, is32, missingLeft: false } as const
      return { test, left: whenNo, right: whenYes }
    }
    default:
      return unreadable(`${where}the kind of branch ${named(mode[node]!)} is not read`)
  }
}
