import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logOddsOf } from '../layer-reading.ts'
import { componentOf, sourcesOf } from './component.ts'
import type { SiteLink } from './links-of-site.ts'
import { SiteTable } from './site-table.ts'

const SITES = 7
const NAMES = Array.from({ length: SITES }, (_, at) => `s${at}`)
const probability = fc.double({ min: 0.5, max: 0.99, noNaN: true })
const pairs = fc.array(fc.tuple(fc.nat(SITES - 1), fc.nat(SITES - 1), probability), {
  maxLength: 21,
})

/** Links between sites both ways, each sorted as the graph sorts them. */
function linked(list: readonly (readonly [number, number, number])[]) {
  const links = new Map(NAMES.map((name) => [name, new Map<string, number>()]))
  for (const [from, to, probability] of list) {
    if (from === to) continue
    links.get(NAMES[from]!)!.set(NAMES[to]!, probability)
    links.get(NAMES[to]!)!.set(NAMES[from]!, probability)
  }
  return (domain: string): SiteLink[] =>
    [...links.get(domain)!]
      .map(([other, way]) => ({
        domain: other,
        probability: way,
        logOdds: logOddsOf(way),
        shared: [],
      }))
      .sort((a, b) => b.probability - a.probability)
}

/** Every way over every site, without any shortcut. */
function bestWays(joined: (domain: string) => SiteLink[]): number[][] {
  const best = NAMES.map((from) =>
    NAMES.map((to) =>
      from === to ? 1 : (joined(from).find(({ domain }) => domain === to)?.probability ?? 0),
    ),
  )
  for (let over = 0; over < SITES; over += 1) {
    for (let from = 0; from < SITES; from += 1) {
      for (let to = 0; to < SITES; to += 1) {
        best[from]![to] = Math.max(best[from]![to]!, best[from]![over]! * best[over]![to]!)
      }
    }
  }
  return best
}

describe('the sites that hang together', () => {
  const table = new SiteTable()
  for (const [at, domain] of NAMES.entries()) {
    table.put({ domain, edges: [], ownLogOdds: 4, seenAtMs: SITES - at })
  }

  it('reach each other over the strongest of all ways', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const joined = linked(list)
        const best = bestWays(joined)
        const component = componentOf('s0', joined, table, 100)
        const reachable = NAMES.filter((_, at) => best[0]![at]! > 0)
        expect(component.domains).toEqual(reachable)
        for (const { domain, strengths } of sourcesOf(component, joined, table)) {
          for (const other of reachable) {
            const right = best[NAMES.indexOf(domain)]![NAMES.indexOf(other)]!
            expect(strengths.get(other)).toBeCloseTo(right, 12)
          }
        }
      }),
    )
  })

  it('are named after the one that was seen first', () => {
    const joined = linked([
      [0, 1, 0.9],
      [1, 2, 0.9],
    ])
    expect(componentOf('s0', joined, table, 100)).toMatchObject({ key: 's2', truncated: false })
    expect(componentOf('s0', joined, table, 2)).toMatchObject({
      domains: ['s0', 's1'],
      truncated: true,
    })
  })
})
