import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { probabilityOf } from '../layer-reading.ts'
import { CampaignGraph, type CampaignGraphOptions } from './campaign-graph.ts'
import { EDGE_POLICIES, edgeWeight, JOIN_LOG_ODDS } from './edge-policy.ts'
import { EDGES_PER_SITE_MAX, type GraphSite } from './site-table.ts'

const NOW = Date.UTC(2026, 8, 1)
const MALICIOUS = 3.5
const YEAR_MS = 365 * 86_400_000

/** `ip=1 wallet=w` as edges. */
function site(domain: string, edges: string, rest: Partial<GraphSite> = {}): GraphSite {
  const parts = edges.split(' ').filter((part) => part !== '')
  return {
    domain,
    edges: parts.map((part) => {
      const [kind = '', value = ''] = part.split('=')
      return { kind: kind as GraphSite['edges'][number]['kind'], value }
    }),
    ownLogOdds: null,
    seenAtMs: NOW,
    ...rest,
  }
}
function graphOf(sites: readonly GraphSite[], options?: CampaignGraphOptions): CampaignGraph {
  const graph = new CampaignGraph(options)
  for (const one of sites) graph.put(one)
  return graph
}
const many = (
  count: number,
  name: string,
  edges: (at: number) => string,
  rest: Partial<GraphSite> = {},
) =>
  Array.from({ length: count }, (_, at) =>
    site(`${name}${String(at).padStart(3, '0')}.example`, edges(at), rest),
  )
const members = (graph: CampaignGraph, domain: string) =>
  graph.campaignOf(domain)?.members.map((member) => member.domain) ?? []

describe('a campaign', () => {
  it('of 27 domains is found from one, 22 of them at 94 % of the core page', () => {
    const batch = 'registration_batch=name=energy+claim@20500'
    const sites = many(27, 'c', (at) => (at === 0 ? `${batch} page_skeleton=s0` : batch), {
      ownLogOdds: -0.5,
    })
    const graph = graphOf([...sites, ...many(500, 'decoy', (at) => `ip=${at}`)])
    for (let at = 1; at < 22; at += 1)
      graph.setSimilarity(sites[0]!.domain, sites[at]!.domain, 0.94)
    const campaign = graph.campaignOf(sites[20]!.domain)!
    expect(campaign.members).toHaveLength(27)
    expect(campaign).toMatchObject({ similarity: 0.94, coverage: 22 / 27, truncated: false })
  })

  it('has the page at its core that the others are most like, not one of the variants', () => {
    const graph = graphOf(many(6, 'p', () => 'registration_batch=b'))
    const name = (at: number) => `p00${at}.example`
    for (let at = 0; at < 6; at += 1) {
      for (let other = 0; other < at; other += 1) {
        graph.setSimilarity(name(at), name(other), at < 2 === other < 2 ? 1 : 0.84)
      }
    }
    const { similarity, coverage, members: found } = graph.campaignOf(name(0))!
    expect([similarity, coverage]).toEqual([0.84, 1])
    expect(found.map((member) => member.similarity)).toEqual([0.84, 0.84, 1, 1, 1, 1])
  })

  it('is found by the page alone and by the registrations alone', () => {
    const byPage = graphOf(many(22, 'p', () => 'page_skeleton=s'))
    expect(members(byPage, 'p003.example')).toHaveLength(22)
    const byRegistration = graphOf(many(27, 'r', () => 'registration_batch=b'))
    expect(members(byRegistration, 'r003.example')).toHaveLength(27)
  })

  it('says why each member belongs, strongest first', () => {
    const graph = graphOf([
      site('a.example', 'ip=1 wallet=w redirect=r'),
      site('b.example', 'ip=1 wallet=w'),
      site('c.example', 'ip=1 redirect=r wallet=v'),
    ])
    const { members: found } = graph.campaignOf('a.example')!
    expect(found.map(({ domain }) => domain)).toEqual(['a.example', 'b.example', 'c.example'])
    expect(found[0]!.reasons).toEqual([
      { kind: 'wallet', value: 'w', weight: 6, sharedWith: 1 },
      { kind: 'redirect', value: 'r', weight: 3.5, sharedWith: 1 },
      { kind: 'ip', value: '1', weight: 3, sharedWith: 2 },
    ])
  })

  it('has what it shares, with the share of members that show it', () => {
    const graph = graphOf([
      ...many(3, 'a', () => 'wallet=w phone=p'),
      site('b.example', 'wallet=w'),
    ])
    expect(graph.campaignOf('b.example')!.fingerprints).toEqual([
      { kind: 'wallet', value: 'w', weight: 6, members: 4, coverage: 1 },
      { kind: 'phone', value: 'p', weight: 5, members: 3, coverage: 0.75 },
    ])
  })

  it('is the same from each of its members', () => {
    const graph = graphOf([
      ...many(5, 'a', () => 'wallet=w'),
      ...many(5, 'b', (at) => (at < 1 ? 'wallet=w wallet=v' : 'wallet=v')),
    ])
    const all = graph.campaigns()
    expect(all.length).toBeGreaterThan(0)
    for (const campaign of all) {
      for (const { domain } of campaign.members) expect(graph.campaignOf(domain)).toEqual(campaign)
    }
  })

  it('is the same from each of its members where pages are only alike', () => {
    const graph = graphOf(many(70, 'p', () => ''))
    for (let at = 1; at < 70; at += 1)
      graph.setSimilarity('p000.example', `p${String(at).padStart(3, '0')}.example`, 0.95)
    expect(graph.campaignOf('p000.example')).toBeNull()
    expect(graph.campaignOf('p001.example')).toBeNull()
  })

  it('does not depend on the order in which sites came, changed and went', () => {
    const kinds = Object.keys(EDGE_POLICIES)
    const edges = fc
      .array(fc.tuple(fc.constantFrom(...kinds), fc.constantFrom('1', '2', '3')), { maxLength: 4 })
      .map((list) => list.map(([kind, value]) => `${kind}=${value}`).join(' '))
    const sites = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), edges), {
      selector: ([at]) => at,
      maxLength: 25,
    })
    fc.assert(
      fc.property(sites, edges, (list, passing) => {
        const put = list.map(([at, text]) =>
          site(`s${at}.example`, text, { ownLogOdds: (at % 9) - 4 }),
        )
        const forth = graphOf(put)
        const back = graphOf(put.map((one) => ({ ...one, edges: site('x', passing).edges })))
        for (const one of put.toReversed()) back.put(one)
        back.put(site('passing.example', passing))
        back.remove('passing.example')
        expect(back.campaigns()).toEqual(forth.campaigns())
        for (const { domain } of put) {
          expect(back.evidenceOf(domain)).toEqual(forth.evidenceOf(domain))
        }
      }),
    )
  })

  it('is bounded, in members and in edges of a site', () => {
    const chain = many(50, 'c', (at) => `wallet=w${at} phone=p${at}`)
    const linked = chain.map((one, at) => ({
      ...one,
      edges: [...one.edges, { kind: 'wallet' as const, value: `w${at + 1}` }],
    }))
    const graph = graphOf(linked, { membersMax: 10 })
    expect(graph.campaignOf('c005.example')).toMatchObject({ truncated: true })
    expect(members(graph, 'c005.example')).toHaveLength(10)
    const wide = graphOf([
      site(
        'w.example',
        ['wallet', 'merchant_id', 'phone', 'email', 'certificate', 'ip']
          .flatMap((kind) => Array.from({ length: 90 }, (_, at) => `${kind}=${at}`))
          .join(' '),
      ),
    ])
    expect(wide.site('w.example')!.edges).toHaveLength(EDGES_PER_SITE_MAX)
  })
})

describe('what does not join', () => {
  it('is an address and name servers that more than a few unrelated sites have', () => {
    const graph = graphOf(many(41, 's', () => 'ip=cdn name_servers=shared'))
    expect(graph.weightOf('ip', 'cdn')).toBe(0)
    expect(graph.campaignOf('s001.example')).toBeNull()
  })

  it('is a host that two sites rent at, however few do: address and name servers', () => {
    for (const edges of ['ip=1', 'ip=1 name_servers=2']) {
      expect(graphOf(many(2, 's', () => edges)).campaignOf('s000.example')).toBeNull()
    }
    const alsoNamed = graphOf(many(2, 's', () => 'ip=1 name_servers=2 naming=3'))
    expect(members(alsoNamed, 's000.example')).toHaveLength(2)
  })

  it('counts the groups that show an edge, not the sites: one operator may have a hundred', () => {
    const graph = graphOf(many(100, 's', () => 'ip=1 wallet=w'))
    expect(graph.weightOf('ip', '1')).toBe(3)
    expect(graph.weightOf('wallet', 'w')).toBeCloseTo(6 - Math.log(5), 9)
  })

  it('is what many show of whom only the neighbours are in the graph', () => {
    const graph = graphOf(many(3, 's', () => 'certificate=c'))
    expect(members(graph, 's000.example')).toHaveLength(3)
    graph.setShownBy('certificate', 'c', 40)
    expect(graph.weightOf('certificate', 'c')).toBeCloseTo(4.5 - Math.log(4), 9)
    expect(graph.campaignOf('s000.example')).toBeNull()
    graph.setShownBy('certificate', 'c', 100_000)
    expect(graph.weightOf('certificate', 'c')).toBe(0)
    graph.setShownBy('certificate', 'c', 2)
    expect(graph.weightOf('certificate', 'c')).toBe(4.5)
  })

  it('is a theme that good shops have too', () => {
    const shops = many(2, 'good', () => 'page_skeleton=theme', { ownLogOdds: -5 })
    const graph = graphOf([...many(5, 'bad', () => 'page_skeleton=theme'), ...shops])
    expect(members(graph, 'bad000.example')).toEqual([])
  })

  it('is what the installation knows to be common', () => {
    const graph = graphOf(
      many(3, 's', () => 'page_skeleton=theme'),
      {
        isCommon: ({ value }) => value === 'theme',
      },
    )
    expect(graph.campaignOf('s000.example')).toBeNull()
  })

  it('is a service of many gangs: one wallet of a hundred and more groups', () => {
    const graph = graphOf(many(130, 's', () => 'wallet=drainer'))
    expect(graph.campaignOf('s000.example')).toBeNull()
  })

  it('are protected domains: what they show counts as what good sites show', () => {
    const own = site('own.example', 'api_key=k phone=p', { isProtected: true })
    const graph = graphOf([...many(4, 's', () => 'api_key=k phone=p'), own])
    expect(graph.campaignOf('own.example')).toBeNull()
    expect(graph.evidenceOf('own.example')).toBeNull()
    expect(graph.weightOf('api_key', 'k')).toBe(3.5)
    expect(members(graph, 's000.example')).not.toContain('own.example')
  })

  it('weighs less the more unrelated sites show it, for every kind', () => {
    for (const kind of Object.keys(EDGE_POLICIES) as (keyof typeof EDGE_POLICIES)[]) {
      const weights = [1, 2, 10, 30, 60, 100, 200, 501].map((groups) => edgeWeight(kind, groups, 0))
      expect(weights).toEqual(weights.toSorted((a, b) => b - a))
      expect(weights.at(-1)).toBe(0)
    }
    expect(probabilityOf(JOIN_LOG_ODDS)).toBeGreaterThan(0.98)
  })
})

describe('what a campaign says of a member', () => {
  const evidence = (sites: readonly GraphSite[], domain = 'x.example') =>
    graphOf(sites).evidenceOf(domain)

  it('multiplies with each malicious member, up to a cap', () => {
    const of = (count: number) =>
      evidence([
        site('x.example', 'wallet=w'),
        ...many(count, 's', () => 'wallet=w', { ownLogOdds: MALICIOUS }),
      ])!
    const said = [1, 2, 3, 10].map((count) => of(count).logOdds)
    expect(said[0]).toBeGreaterThan(1.5)
    expect(said[1]).toBeCloseTo(2 * said[0]!, 1)
    expect(said).toEqual(said.toSorted((a, b) => a - b))
    expect(said.at(-1)).toBe(5.5)
    expect(of(3)).toMatchObject({
      maliciousMembers: 3,
      members: 4,
      canConvict: true,
      kinds: ['wallet'],
    })
  })

  it('is nothing where nothing is known of the others: sites do not convict each other', () => {
    for (const ownLogOdds of [null, -2.2, 0]) {
      const sites = many(50, 's', () => 'api_key=k phone=p', { ownLogOdds })
      expect(evidence(sites, 's000.example')).toMatchObject({ logOdds: 0, canConvict: false })
    }
  })

  it.each([
    ['page_skeleton=s', 1.5],
    ['registration_batch=b', 1.5],
    ['certificate=c ip=1 name_servers=n', 1.5],
    ['analytics_id=a', 1.5],
    ['page_skeleton=s registration_batch=b', 3],
    ['ip=1 page_skeleton=s', 1.5],
    ['certificate=c page_skeleton=s', 3],
    ['api_key=k', 4.5],
    ['wallet=w', 5.5],
    ['merchant_id=m', 5.5],
    ['card_destination=c', 5.5],
  ])('may say, over %s, at most %d', (edges, most) => {
    const bad = many(4, 's', () => edges, { ownLogOdds: MALICIOUS })
    const found = evidence([site('x.example', edges), ...bad])!
    expect(found).toMatchObject({ logOdds: most, canConvict: most > 1.5 })
  })

  it('is weak for the old site whose page was copied, but not where the money goes to one place', () => {
    const copies = (edges: string) =>
      many(6, 's', () => edges, { ownLogOdds: MALICIOUS, registeredAtMs: NOW - YEAR_MS / 10 })
    const original = (edges: string) =>
      site('x.example', edges, { registeredAtMs: NOW - 9 * YEAR_MS })
    const copied = 'api_key=k page_skeleton=s analytics_id=a'
    expect(evidence([original(copied), ...copies(copied)])).toMatchObject({
      canConvict: false,
      kinds: [],
    })
    const paid = `${copied} wallet=w`
    expect(evidence([original(paid), ...copies(paid)])).toMatchObject({
      canConvict: true,
      kinds: ['wallet'],
    })
  })

  it('is weaker over a way of several links than over one', () => {
    const path = [
      site('x.example', 'phone=1'),
      site('y.example', 'phone=1 redirect=2 naming=3'),
      site('z.example', 'redirect=2 naming=3', { ownLogOdds: 0.6 }),
    ]
    const far = evidence(path)!
    const near = evidence(path, 'y.example')!
    expect(far.logOdds).toBeGreaterThan(0)
    expect(far.logOdds).toBeLessThan(near.logOdds)
  })
})

it('is found by other marks, however many of one kind a page shows', () => {
  const junk = Array.from({ length: 200 }, (_, at) => `wallet=junk${at}`).join(' ')
  const graph = graphOf([
    site('a.example', `${junk} certificate=c phone=p`),
    site('b.example', 'certificate=c phone=p'),
  ])
  expect(graph.campaignOf('a.example')?.members.map(({ domain }) => domain)).toEqual([
    'a.example',
    'b.example',
  ])
})
