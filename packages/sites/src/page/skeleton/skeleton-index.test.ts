import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PageSkeleton } from '../../observation/page.ts'
import { skeletonOf } from './page-skeleton.ts'
import { skeletonBands } from './skeleton-bands.ts'
import { SkeletonIndex } from './skeleton-index.ts'
import { tokenSimilarity } from './similarity.ts'

type Weights = ReadonlyMap<string, number>

/** Tokens of page `page` of a template: `own` of 100 are its own. */
function tokens(template: number, page: number, own: number): Weights {
  return new Map(
    Array.from({ length: 100 }, (_, at) => [
      at < own ? `own ${template} ${page} ${at}` : `of ${template} ${at}`,
      1,
    ]),
  )
}

const skeleton = (weights: Weights): PageSkeleton => skeletonOf(weights, 100)
const everything = { least: 0.5, limit: 1_000 }

describe('index of skeletons', () => {
  it('finds the pages of a template and no other, best first', () => {
    const index = new SkeletonIndex(16)
    const held = new Map<number, Weights>()
    for (let template = 0; template < 40; template++) {
      for (let page = 0; page < 10; page++) {
        const weights = tokens(template, page, 8)
        held.set(index.add(skeleton(weights)), weights)
      }
    }
    expect(index.size).toBe(400)
    for (let template = 0; template < 40; template++) {
      const asked = tokens(template, 99, 8)
      const found = index.query(skeleton(asked), everything)
      expect(found.map(({ handle }) => Math.floor(handle / 10))).toEqual(Array(10).fill(template))
      expect(found.map(({ similarity }) => similarity)).toEqual(
        found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
      )
      for (const { handle, similarity } of found) {
        expect(Math.abs(similarity - tokenSimilarity(asked, held.get(handle)!))).toBeLessThan(0.2)
      }
    }
  })

  it('holds what was added and not removed, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(30)), { maxLength: 120 }), (steps) => {
        const index = new SkeletonIndex(4)
        const held = new Map<number, number>()
        for (const [adds, template] of steps) {
          const known = [...held].find(([, each]) => each === template)
          if (adds && known === undefined)
            held.set(index.add(skeleton(tokens(template, 0, 0))), template)
          if (!adds && known !== undefined) {
            index.remove(known[0])
            held.delete(known[0])
          }
        }
        expect(index.size).toBe(held.size)
        for (let template = 0; template <= 30; template++) {
          const found = index.query(skeleton(tokens(template, 0, 0)), everything)
          expect(found.map(({ handle }) => held.get(handle))).toEqual(
            [...held.values()].filter((each) => each === template),
          )
        }
      }),
      { numRuns: 50 },
    )
  })

  it('still finds a template of a thousand equal pages, by the first of them', () => {
    const index = new SkeletonIndex(64)
    for (let page = 0; page < 1_000; page++) index.add(skeleton(tokens(1, 0, 0)))
    const found = index.query(skeleton(tokens(1, 1, 10)), everything)
    expect(found.length).toBeGreaterThanOrEqual(32)
    expect(found.length).toBeLessThan(200)
  })

  it('gives no more than it is asked for', () => {
    const index = new SkeletonIndex(64)
    for (let page = 0; page < 20; page++) index.add(skeleton(tokens(1, page, 5)))
    expect(index.query(skeleton(tokens(1, 99, 5)), { least: 0.5, limit: 3 })).toHaveLength(3)
    expect(index.query(skeleton(tokens(1, 99, 5)), { least: 1, limit: 3 })).toEqual([])
  })
})

describe('keys of bands', () => {
  const shareKey = (left: PageSkeleton, right: PageSkeleton) => {
    const keys = new Set(skeletonBands(left))
    return skeletonBands(right).some((key) => keys.has(key))
  }

  it('are 36 whole numbers that a column of integers holds', () => {
    const keys = skeletonBands(skeleton(tokens(1, 0, 0)))
    expect(keys).toHaveLength(36)
    for (const key of keys) expect(Number.isInteger(key) && key >= 0 && key < 2 ** 31).toBe(true)
  })

  it('bring pages of one template together, and hardly ever others', () => {
    let [same, other] = [0, 0]
    for (let template = 0; template < 200; template++) {
      const page = skeleton(tokens(template, 0, 25))
      if (shareKey(page, skeleton(tokens(template, 1, 25)))) same++
      if (shareKey(page, skeleton(tokens(template + 1_000, 0, 25)))) other++
    }
    expect(same).toBeGreaterThanOrEqual(190)
    expect(other).toBeLessThanOrEqual(4)
  })
})
