import { MISSING_BIN, type Binning } from '../data/bins.ts'
import { DEPTH_MAX } from '../model/read-document.ts'
import { putIntoSet, SET_WORDS, type Tree } from '../model/tree.ts'
import { goesLeft, unreadable, type ForeignTree, type NodeTest } from './foreign-model.ts'
import type { Reading } from './resolve-features.ts'

/** The features of the model that is made, and what they are made of. */
export interface Adoption {
  readonly features: readonly Binning[]
  /** Place among `features` of each feature of the foreign model; constants have none. */
  readonly places: ReadonlyMap<number, number>
  readonly readings: ReadonlyMap<number, Reading>
}

/** A test in terms of our own trees; `isSwapped`: what goes left there goes right here. */
interface Test {
  readonly threshold: number
  readonly missingLeft: boolean
  readonly set: Uint32Array | null
  readonly isSwapped: boolean
}

/** Every row goes this way: the node says nothing. */
interface Settled {
  readonly isLeft: boolean
}

/** Rows of a leaf where the file has none, so that every share is one. */
const COVER_MIN = 0.5

/** @throws Unreadable for nodes that are no tree */
export function adoptTree(
  tree: ForeignTree,
  at: number,
  { features, places, readings }: Adoption,
): Tree {
  const built = new Builder()
  const visited = new Uint8Array(tree.feature.length + tree.leafValue.length)
  // Down by a stack of our own: a chain of nodes is as deep as its file wants.
  const open: Open[] = [{ node: tree.feature.length === 0 ? -1 : 0, parent: -1, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { parent, isLeft = false, depth } = next
    const { node, test } = settled(next.node)
    if (depth > DEPTH_MAX) unreadable(`tree ${at} is more than ${DEPTH_MAX} nodes deep`)
    if (test === null) {
      built.leaf(tree.leafValue[~node]!, tree.leafCover[~node]!, parent, isLeft)
      continue
    }
    const place = built.inner(places.get(tree.feature[node]!)!, test, parent, isLeft)
    const [left, right] = [tree.left[node]!, tree.right[node]!]
    const below = { parent: place, depth: depth + 1 }
    open.push({ ...below, node: test.isSwapped ? left : right, isLeft: false })
    open.push({ ...below, node: test.isSwapped ? right : left, isLeft: true })
  }
  return built.tree()

  /** Steps over nodes at which every row goes the same way. */
  function settled(from: number): { readonly node: number; readonly test: Test | null } {
    for (let node = from; ;) {
      visit(node)
      if (node < 0) return { node, test: null }
      const feature = tree.feature[node]!
      const test = testOf(tree.tests[node]!, readings.get(feature)!, features[places.get(feature)!])
      if ('threshold' in test) return { node, test }
      node = test.isLeft ? tree.left[node]! : tree.right[node]!
    }
  }

  function visit(node: number): void {
    const inner = tree.feature.length
    const place = node < 0 ? inner + ~node : node
    const isThere = node < 0 ? ~node < tree.leafValue.length : node < inner
    if (!isThere) unreadable(`tree ${at} has a child that is not there`)
    if (visited[place] === 1) unreadable(`tree ${at} comes to one node in two ways`)
    visited[place] = 1
  }
}

interface Open {
  readonly node: number
  readonly parent: number
  readonly isLeft?: boolean
  readonly depth: number
}

function testOf(test: NodeTest, reading: Reading, feature: Binning | undefined): Test | Settled {
  switch (reading.kind) {
    case 'constant':
      return { isLeft: goesLeft(test, reading.value) }
    case 'number': {
      // Other tests of a number are refused before.
      if (test.kind !== 'at_most') throw new RangeError('a number is compared only')
      const { threshold, missingLeft } = test
      return { threshold, missingLeft, set: null, isSwapped: false }
    }
    case 'bool':
      return boolTest(goesLeft(test, 0), goesLeft(test, 1), goesLeft(test, NaN))
    case 'category':
      return setTest(test, reading, feature)
  }
}

const BETWEEN_BOOLS = 0.5

function boolTest(no: boolean, yes: boolean, missing: boolean): Test | Settled {
  if (no === yes && no === missing) return { isLeft: no }
  // The values on our left are `false`, or both.
  const threshold = no === yes ? Infinity : BETWEEN_BOOLS
  return { threshold, missingLeft: missing === no, set: null, isSwapped: !no }
}

function setTest(
  test: NodeTest,
  { values, otherwise }: Reading & { readonly kind: 'category' },
  feature: Binning | undefined,
): Test | Settled {
  const bins = feature?.kind === 'category' ? feature.bins : new Map<string, number>()
  const set = new Uint32Array(SET_WORDS)
  let inSet = 0
  const put = (bin: number, value: number) => {
    if (!goesLeft(test, value)) return
    putIntoSet(set, bin)
    inSet++
  }
  // Another feature of the same signal may name categories that this one does not.
  for (const [name, bin] of bins) put(bin, values.get(name) ?? otherwise)
  put(MISSING_BIN, otherwise)
  if (inSet === 0 || inSet === bins.size + 1) return { isLeft: inSet > 0 }
  return { threshold: 0, missingLeft: false, set, isSwapped: false }
}

/** Nodes in the order in which they are found: a child stands behind its parent. */
class Builder {
  readonly #feature: number[] = []
  readonly #tests: Test[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []
  readonly #parents: number[] = []
  readonly #leafParents: number[] = []
  readonly #leafValue: number[] = []
  readonly #leafCover: number[] = []

  inner(feature: number, test: Test, parent: number, isLeft: boolean): number {
    const place = this.#feature.push(feature) - 1
    this.#tests.push(test)
    this.#left.push(0)
    this.#right.push(0)
    this.#parents.push(parent)
    this.#hang(place, parent, isLeft)
    return place
  }

  leaf(value: number, cover: number, parent: number, isLeft: boolean): void {
    const place = this.#leafValue.push(value) - 1
    this.#leafCover.push(cover >= COVER_MIN ? cover : COVER_MIN)
    this.#leafParents.push(parent)
    this.#hang(~place, parent, isLeft)
  }

  #hang(place: number, parent: number, isLeft: boolean): void {
    if (parent < 0) return
    if (isLeft) this.#left[parent] = place
    else this.#right[parent] = place
  }

  tree(): Tree {
    // Explanations add up only where each node has the rows of its leaves.
    const cover = new Float64Array(this.#feature.length)
    for (const [leaf, parent] of this.#leafParents.entries()) {
      if (parent >= 0) cover[parent]! += this.#leafCover[leaf]!
    }
    for (let node = cover.length - 1; node > 0; node--) cover[this.#parents[node]!]! += cover[node]!
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#tests, ({ threshold }) => threshold),
      missingLeft: Uint8Array.from(this.#tests, ({ missingLeft }) => (missingLeft ? 1 : 0)),
      sets: this.#tests.map(({ set }) => set),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      leafValue: Float64Array.from(this.#leafValue),
      cover,
      leafCover: Float64Array.from(this.#leafCover),
    }
  }
}
