import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { attribute, type Operator } from './attribution.ts'
import type { CampaignFingerprint } from './campaign.ts'

const NOW = Date.UTC(2026, 8, 1)
const YEAR_MS = 365 * 86_400_000
const print = (kind: CampaignFingerprint['kind'], value: string): CampaignFingerprint => ({
  kind,
  value,
  weight: 5,
  members: 20,
  coverage: 0.8,
})
const operator = (
  id: string,
  edges: readonly [CampaignFingerprint['kind'], string][],
  ageMs = 0,
): Operator => ({
  id,
  name: id,
  edges: edges.map(([kind, value]) => ({ kind, value, lastSeenMs: NOW - ageMs })),
})
const of = (fingerprints: readonly CampaignFingerprint[], operators: readonly Operator[]) =>
  attribute({ fingerprints }, operators, NOW)

describe('attribution', () => {
  it('names the operator whose key and page the campaign shows, and whom else it looks like', () => {
    const campaign = [print('api_key', 'k'), print('page_skeleton', 's'), print('ip', '1')]
    const found = of(campaign, [
      operator('other', [['ip', '1']]),
      operator('known', [
        ['page_skeleton', 's'],
        ['api_key', 'k'],
      ]),
      operator('nobody', [['wallet', 'w']]),
    ])
    expect(found.map((match) => [match.operator, match.standing])).toEqual([
      ['known', 'likely'],
      ['other', 'possible'],
    ])
    expect(found[0]!.probability).toBeGreaterThan(0.99)
    expect(found[0]!.shared.map(({ kind }) => kind)).toEqual(['api_key', 'page_skeleton'])
  })

  it('is not likely over marks of one family', () => {
    const hosting = [print('ip', '1'), print('certificate', 'c')]
    const found = of(hosting, [
      operator('a', [
        ['ip', '1'],
        ['certificate', 'c'],
      ]),
    ])
    expect(found[0]!.standing).toBe('possible')
  })

  it('says less of what many operators showed, and of what was seen long ago', () => {
    const page = [print('page_skeleton', 's')]
    const alone = of(page, [operator('a', [['page_skeleton', 's']])])[0]!.logOdds
    const shared = of(
      page,
      ['a', 'b', 'c'].map((id) => operator(id, [['page_skeleton', 's']])),
    )[0]!.logOdds
    const old = of(page, [operator('a', [['page_skeleton', 's']], 3 * YEAR_MS)])[0]!.logOdds
    expect(shared).toBeCloseTo(alone - Math.log(3), 9)
    expect(old).toBeLessThan(alone)
  })

  it('finds nobody in nothing', () => {
    expect(of([], [operator('a', [['ip', '1']])])).toEqual([])
    expect(of([print('ip', '1')], [])).toEqual([])
  })

  it('is nothing that a verdict or a campaign waits for', () => {
    for (const path of ['../judge/judge.ts', 'campaign-graph.ts', 'campaign-evidence.ts']) {
      expect(readFileSync(new URL(path, import.meta.url), 'utf8')).not.toContain('attribution')
    }
  })
})
