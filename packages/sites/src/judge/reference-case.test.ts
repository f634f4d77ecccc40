import type { SiteLayer } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { CampaignGraph } from '../campaign/campaign-graph.ts'
import type { SiteEdge } from '../edge.ts'
import type { LayerReading } from '../layer.ts'
import { readingOf } from '../layer-reading.ts'
import { judge } from './judge.ts'

const NOW = Date.UTC(2026, 8, 1)
const said = (layer: SiteLayer, logOdds: number): LayerReading =>
  readingOf(layer, [{ code: 'SAID', text: 'It was said.', logOdds }])

interface Case {
  readonly domain: string
  readonly layers: readonly LayerReading[]
  readonly edges: readonly SiteEdge[]
}

/** 27 sites that look moderately bad; the checkout of the first five was walked, and 22 share a key. */
const CAMPAIGN = Array.from({ length: 27 }, (_, at): Case => ({
  domain: `member${at}.example`,
  layers: [
    said('lexical', 0.9),
    said('registration', 2),
    said('network', 0.3),
    said('page', 1),
    ...(at < 5 ? [said('payment_flow', 6)] : []),
  ],
  edges: [
    { kind: 'registration_batch', value: 'b' },
    { kind: 'page_skeleton', value: 'theme' },
    { kind: 'ip', value: '198.51.100.1' },
    ...(at < 22 ? [{ kind: 'api_key', value: 'k' } as const] : []),
  ],
}))
/** Good shops with the same sold theme at the same host, some of them a month old. */
const DECOYS = Array.from({ length: 500 }, (_, at): Case => ({
  domain: `decoy${at}.example`,
  layers: [
    said('lexical', at % 7 === 0 ? 0.9 : -0.5),
    said('registration', at % 5 === 0 ? 1.6 : -1),
    said('network', 0.2),
    said('page', 0.1),
  ],
  edges: [
    { kind: 'page_skeleton', value: at % 2 === 0 ? 'theme' : `t${at}` },
    { kind: 'ip', value: at % 3 === 0 ? '198.51.100.1' : `198.51.100.${2 + (at % 200)}` },
  ],
}))

function judged(cases: readonly Case[]) {
  const graph = new CampaignGraph()
  const alone = cases.map(({ domain, layers }) =>
    judge({ subject: { domain }, layers, campaign: null, asOfMs: NOW }),
  )
  for (const [at, { domain, edges }] of cases.entries()) {
    graph.put({ domain, edges, ownLogOdds: alone[at]!.ownLogOdds, seenAtMs: NOW })
  }
  const together = cases.map(({ domain, layers }) =>
    judge({ subject: { domain }, layers, campaign: graph.evidenceOf(domain), asOfMs: NOW }),
  )
  return { graph, alone, together }
}
const malicious = (judgements: readonly { verdict: string }[]) =>
  judgements.filter(({ verdict }) => verdict === 'malicious').length

describe('the reference case', () => {
  it('is five malicious sites alone and all 27 over the graph', () => {
    const { alone, together, graph } = judged(CAMPAIGN)
    expect([malicious(alone), malicious(together)]).toEqual([5, 27])
    expect(graph.campaignOf('member26.example')!.members).toHaveLength(27)
    expect(together[20]).toMatchObject({ confidence: 'high' })
  })

  it('convicts none of 500 good shops with the same theme at the same host', () => {
    const { together } = judged([...CAMPAIGN, ...DECOYS])
    expect(malicious(together.slice(27))).toBe(0)
    // The theme is no mark now: those without the key have to be seen at their checkout.
    expect(malicious(together.slice(0, 27))).toBe(22)
    expect(together.slice(22, 27).every(({ verdict }) => verdict === 'suspicious')).toBe(true)
  })

  it('convicts no good shop while few are known and theme and host still look rare', () => {
    for (const known of [1, 2, 5, 12]) {
      const few = DECOYS.filter((_, at) => at % 6 === 0).slice(0, known)
      expect(malicious(judged([...CAMPAIGN, ...few]).together)).toBe(27)
    }
  })

  it('is found from its registrations without one page, and from its pages without a registration', () => {
    for (const kinds of [['registration_batch'], ['page_skeleton', 'api_key']]) {
      const cases = CAMPAIGN.map((one) => ({
        ...one,
        edges: one.edges.filter(({ kind }) => kinds.includes(kind)),
      }))
      expect(
        judged(cases).graph.campaignOf('member3.example')!.members.length,
      ).toBeGreaterThanOrEqual(22)
    }
  })
})
