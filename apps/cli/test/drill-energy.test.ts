/** The reference case against the whole system: its own server, database, browser and small internet. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderEnergy } from '../src/drill/energy/render-energy.ts'
import { drillEnergy, type EnergyReport } from '../src/drill/energy/drill-energy.ts'
import { energyWorld, ENERGY_VARIANTS } from '../src/drill/energy/world.ts'

const isInstalled = existsSync('/usr/lib/chromium/chromium')
if (!isInstalled) console.warn('SKIPPED: the campaign drill needs the Debian package chromium')

describe('the world of the drill', () => {
  it('is the same for the same seed, and another for another', () => {
    const world = (seed: number) =>
      energyWorld({ variant: 'plain', decoys: 50, seed, nowMs: Date.UTC(2026, 10, 27) })
    expect(world(1)).toEqual(world(1))
    expect(world(2)).not.toEqual(world(1))
  })

  it.each(ENERGY_VARIANTS)('has 27 sites of one operator, 22 of one structure (%s)', (variant) => {
    const nowMs = Date.UTC(2026, 10, 27)
    const { campaign, decoys } = energyWorld({ variant, decoys: 50, seed: 3, nowMs })
    expect(campaign).toHaveLength(27)
    expect(campaign.filter(({ role }) => role === 'scam')).toHaveLength(22)
    const times = campaign.map(({ registeredAtMs }) => registeredAtMs)
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(7 * 86_400_000)
    expect(new Set(campaign.map(({ registrar }) => registrar)).size).toBe(3)
    expect(new Set(campaign.map(({ privacyService }) => privacyService)).size).toBe(2)
    const names = new Set([...campaign, ...decoys].map(({ domain }) => domain))
    expect(names.size).toBe(77)
  })
})

describe.skipIf(!isInstalled)('one link, the whole campaign (Debian package chromium)', () => {
  // The 60 seconds are measured by the long form, on a machine that does nothing else.
  it(
    'finds and blocks all 27, no honest site, and sends nothing',
    { timeout: 420_000 },
    async () => {
      const shares: number[] = []
      const report: EnergyReport = await drillEnergy(
        { variant: 'plain', decoys: 30, seed: 1, deadlineS: 240 },
        () => {},
        (share) => shares.push(share),
      )
      expect(report.missed).toEqual([])
      expect(report).toMatchObject({
        sites: 27,
        found: 27,
        blocked: 27,
        walked: 27,
        listed: 27,
        decoys: 30,
        decoys_blocked: 0,
        wrongly_blocked: [],
        sent: 0,
      })
      expect(report.coverage).toBeGreaterThan(0.7)
      const codes = new Set(report.timeline.map(({ code }) => code))
      for (const code of ['SUBMITTED', 'BURST_FOUND', 'CAMPAIGN_JOINED', 'WALK_BEGAN', 'BLOCKED']) {
        expect(codes).toContain(code)
      }
      expect(Math.max(...shares)).toBeLessThanOrEqual(1)
      const text = renderEnergy(report)
      expect(text).toContain('27 of 27')
      expect(text).toContain('0 of 30')
    },
  )
})
