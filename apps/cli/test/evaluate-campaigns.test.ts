import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CampaignEvaluation } from '../src/evaluate/campaigns/evaluate-campaigns.ts'
import { areAlike } from '../src/evaluate/campaigns/agreement.ts'
import { pairwise } from '../src/evaluate/campaigns/pairwise.ts'
import { siteOf } from '../src/evaluate/campaigns/read-files.ts'
import { gatehouse, type Ran } from './terminal.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-campaigns-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

async function evaluated(...args: readonly string[]): Promise<[CampaignEvaluation, Ran]> {
  const json = join(folder, 'out.json')
  const ran = await gatehouse('evaluate', 'campaigns', ...args, '--json', json)
  return [JSON.parse(readFileSync(json, 'utf8')) as CampaignEvaluation, ran]
}

/** Thirty campaigns of three domains, each bought in one minute at one registrar. */
const REGISTRATIONS = Array.from({ length: 90 }, (_, at) => {
  const campaign = Math.floor(at / 3)
  const created = new Date(Date.UTC(2026, 1, 1) + campaign * 3 * 86_400_000 + (at % 3) * 20_000)
  return JSON.stringify({
    domain: `${'qwz'[at % 3]}${String.fromCodePoint(97 + (campaign % 26))}${'xvk'[at % 3]}zz${campaign}.example`,
    first_post: '2026-06-01 10:00:00',
    created: created.toISOString(),
    registrar: `Registrar ${campaign % 5}`,
    ns: ['ada.ns.cdn.example', 'bob.ns.cdn.example'],
    ips: ['104.16.0.1', '104.16.0.2'],
    asn: 'AS13335',
    post_cluster: `m${campaign}`,
  })
})

describe('evaluating campaigns', () => {
  it('finds what was bought together, where a shared address joins everybody', async () => {
    const path = file('registration.jsonl', [...REGISTRATIONS, 'no json'])
    const [{ registration }, ran] = await evaluated('--registration', path)
    expect(ran.exitCode).toBe(0)
    expect(registration).toMatchObject({
      shipped: { precision: 1, recall: 1, join_log_odds: 4 },
      shared_ip_without_cdn: { joined_pairs: 0, precision: null },
      bad_rows: 1,
    })
    expect(registration!.shared_ip.precision).toBeLessThan(0.2)
    expect(ran.printed).toContain('any shared address')
  })

  it('measures only labels that no threshold was chosen on', async () => {
    const path = file('half.jsonl', REGISTRATIONS)
    const [{ registration }] = await evaluated('--registration', path)
    expect(registration!.shipped.domains).toBeLessThan(90)
    expect(registration!.shipped.domains).toBeGreaterThan(0)
  })

  it('keeps the giant component of drainers apart', async () => {
    const giant = Array.from({ length: 60 }, (_, at) => `c0,2022-01-01,qz${at}wx.example,0xdrainer`)
    const small = Array.from(
      { length: 40 },
      (_, at) => `c${1 + Math.floor(at / 2)},2022-01-01,vk${at}jq.example,0x${Math.floor(at / 2)}`,
    )
    const path = file('drainers.csv', ['cluster,first_listed,domain,addresses', ...giant, ...small])
    const [{ drainers }] = await evaluated('--drainers', path)
    expect(drainers!.giant!.domains).toBe(60)
    expect(drainers!.half_the_wallets.shipped.domains).toBeLessThanOrEqual(40)
    expect(drainers!.half_the_wallets.shipped.precision).toBe(1)
    expect(drainers!.half_the_wallets.shipped.recall).toBeLessThan(1)
  })

  it('puts no good shop into a campaign for a phrase that bad shops show too', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, at) => `a phrase,qz${at}wx.example,${at < 9 ? 'confirmed' : 'cleared'}`,
    )
    const path = file('shops.csv', ['template_phrase,domain,status', ...rows])
    const [{ shops }] = await evaluated('--shops', path)
    expect(shops).toMatchObject({ confirmed: 9, cleared: 3, cleared_in_a_campaign: 0 })
  })

  it('joins names of one stem and labels them by actor and by report', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, at) =>
        `actor${at % 8},kind,https://report.example/${at % 8},stem${'abcdefgh'[at % 8]}qz${at}.example`,
    )
    const path = file('maltrail.csv', [
      'family,kind,reference,indicator',
      ...rows,
      'actor0,kind,r,198.51.100.7',
    ])
    const [{ maltrail }] = await evaluated('--maltrail', path)
    expect(maltrail!.by_actor.chosen.precision).toBe(1)
    expect(maltrail!.by_actor.shipped.joined_pairs).toBe(0)
  })

  it('says what is missing', async () => {
    expect(await gatehouse('evaluate', 'campaigns')).toMatchObject({ exitCode: 2 })
    const ran = await gatehouse(
      'evaluate',
      'campaigns',
      '--shops',
      file('bad.csv', ['domain', 'a.example']),
    )
    expect(ran.noted).toContain('has no column `template_phrase`')
  })
})

describe('measuring pairs', () => {
  it('counts each pair once', () => {
    const item = (label: string, cluster: number | null) => ({
      domain: `${label}${cluster}`,
      label,
      cluster,
    })
    const items = [item('a', 0), item('a', 0), item('a', 1), item('b', 1), item('b', null)]
    expect(pairwise(items)).toMatchObject({
      labelled_pairs: 4,
      joined_pairs: 2,
      right_pairs: 1,
      precision: 0.5,
      recall: 0.25,
      in_a_cluster: 4,
    })
    expect(pairwise([])).toMatchObject({ precision: null, recall: null })
  })

  it('reads the registrable domain of an address', () => {
    expect(siteOf('https://a.B.co.uk:8080/x')).toBe('b.co.uk')
    expect(['198.51.100.7', 'no host', 'co.uk'].map(siteOf)).toEqual([null, null, null])
  })

  it('compares names by a piece of six letters', () => {
    expect(areAlike('365stemword.example', 'stemword-x.test')).toBe(true)
    expect(areAlike('abcde.example', 'abcde.test')).toBe(false)
  })
})
