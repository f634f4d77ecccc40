import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { Ensemble } from './ensemble.ts'
import { binsOf, isInSet, putIntoSet, SET_WORDS, type Tree } from './tree.ts'

const NUMBERS = 5
const CATEGORIES = 3

/** A tree of any shape: each leaf may be parted, and chains are as likely as bushes. */
function grown(random: Random, leaves: number, isChain = false): Tree {
  const inner = leaves - 1
  const tree = {
    feature: new Int32Array(inner),
    threshold: new Float64Array(inner),
    missingLeft: new Uint8Array(inner),
    sets: [] as (Uint32Array | null)[],
    left: new Int32Array(inner),
    right: new Int32Array(inner),
    leafValue: Float64Array.from({ length: leaves }, () => random.next() - 0.5),
    cover: new Float64Array(inner).fill(1),
    leafCover: new Float64Array(leaves).fill(1),
  }
  const open: { children: Int32Array; of: number }[] = []
  for (let node = 0; node < inner; node++) {
    if (node > 0) {
      const at = isChain ? open.length - 1 : random.below(open.length)
      const [{ children, of }] = open.splice(at, 1) as [(typeof open)[number]]
      children[of] = node
    }
    const isNumber = random.next() < 0.6
    tree.feature[node] = isNumber ? random.below(NUMBERS) : NUMBERS + random.below(CATEGORIES)
    tree.threshold[node] = isNumber
      ? [0.5, random.next(), Infinity, -Infinity][random.below(4)]!
      : 0
    tree.missingLeft[node] = isNumber ? random.below(2) : 0
    const set = new Uint32Array(SET_WORDS)
    for (let bin = 0; bin < 256; bin++) if (random.next() < 0.3) putIntoSet(set, bin)
    tree.sets.push(isNumber ? null : set)
    open.push({ children: tree.left, of: node }, { children: tree.right, of: node })
  }
  for (const [leaf, { children, of }] of open.entries()) children[of] = ~leaf
  return tree
}

/** The same, node by node as the description of a tree says it. */
function plain(base: number, trees: readonly Tree[], row: Float64Array): number {
  let sum = base
  for (const tree of trees) {
    let node = tree.feature.length === 0 ? ~0 : 0
    while (node >= 0) {
      const value = row[tree.feature[node]!]!
      const set = tree.sets[node]!
      const missing = Number.isNaN(value) && tree.missingLeft[node] === 1
      const isLeft = set === null ? value <= tree.threshold[node]! || missing : isInSet(set, value)
      node = isLeft ? tree.left[node]! : tree.right[node]!
    }
    sum += tree.leafValue[~node]!
  }
  return sum
}

function rowOf(random: Random): Float64Array {
  const special = [NaN, 0.5, Infinity, -Infinity, 0, -0]
  return Float64Array.from({ length: NUMBERS + CATEGORIES }, (_, at) => {
    if (at >= NUMBERS) return random.below(256)
    return random.next() < 0.4 ? special[random.below(special.length)]! : random.next()
  })
}

describe('an ensemble', () => {
  it('says of each row, to the bit, what its trees say one after the other', () => {
    const random = createRandom(5)
    for (const count of [0, 1, 3, 4, 9, 50]) {
      const trees = Array.from({ length: count }, (_, at) =>
        grown(random, 1 + random.below(60), at % 5 === 0),
      )
      const ensemble = new Ensemble({ base: -2.5, trees })
      expect(ensemble.trees).toBe(count)
      for (let round = 0; round < 200; round++) {
        const row = rowOf(random)
        expect(ensemble.logOdds(row)).toBe(plain(-2.5, trees, row))
      }
    }
  })

  it('walks trees that are as deep as they have leaves', () => {
    const random = createRandom(6)
    const trees = [grown(random, 255, true), grown(random, 2), grown(random, 1)]
    const ensemble = new Ensemble({ base: 0, trees })
    for (let round = 0; round < 500; round++) {
      const row = rowOf(random)
      expect(ensemble.logOdds(row)).toBe(plain(0, trees, row))
    }
  })

  it('is nothing but its base and leaves when no tree asks anything', () => {
    const trees = [grown(createRandom(1), 1)]
    expect(new Ensemble({ base: 1, trees }).logOdds(new Float64Array(0))).toBe(
      1 + trees[0]!.leafValue[0]!,
    )
  })
})

it('a set lists the bins that were put into it', () => {
  const set = new Uint32Array(SET_WORDS)
  for (const bin of [0, 31, 32, 63, 200, 255]) putIntoSet(set, bin)
  expect(binsOf(set)).toEqual([0, 31, 32, 63, 200, 255])
})
