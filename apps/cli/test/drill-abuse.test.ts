/** Abuse in the middle of ordinary days, against the packs that every shop has. */
import { join } from 'node:path'
import type { Reference } from '@gatehouse/contract'
import { compileReference, openReference } from '@gatehouse/reference'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AbuseReport } from '../src/drill/abuse/abuse-report.ts'
import { drillAbuse } from '../src/drill/abuse/drill-abuse.ts'
import { ABUSE_KINDS } from '../src/drill/abuse/kinds.ts'
import { renderAbuseReport } from '../src/drill/abuse/render-abuse.ts'
import { DATA_DIR, linkTables } from './terminal.ts'

vi.setConfig({ testTimeout: 240_000 })

/** Another one than those that docs/how-to/rehearse-an-attack.md tells of. */
const SEED = 8

let reference: Reference
beforeAll(async () => {
  linkTables()
  const cacheDir = join(DATA_DIR, 'reference')
  await compileReference({ cacheDir, onProgress() {} })
  reference = openReference({ cacheDir })
}, 300_000)
afterAll(() => reference.close())

async function play(name: string, variant: string, size: number): Promise<AbuseReport> {
  const kind = ABUSE_KINDS.find((one) => one.name === name)!
  const options = { seed: SEED, size, variant, checkoutsPerDay: 60 }
  return drillAbuse(kind, options, reference, () => {})
}

const stageOf = ({ stages }: AbuseReport, checkpoint: string) =>
  stages.find((stage) => stage.checkpoint === checkpoint)!

describe('a refund ring', () => {
  it('whose drop addresses alone are shared, in many spellings, is found by its claims', async () => {
    const report = await play('refund-ring', 'addresses', 30)
    const orders = stageOf(report, 'order')
    expect(orders.attack_rules['linked_refunds']).toBeGreaterThan(20)
    expect(report.targets[1]!.stopped_share).toBeGreaterThan(0.5)
    expect(orders.touched_share).toBeLessThan(0.01)
    expect(stageOf(report, 'refund').attack_rules['linked_claims']).toBeGreaterThan(0)
  })
})

describe('an account farm', () => {
  it('on few machines hardly opens an account, and its orders wait', async () => {
    const report = await play('account-farm', 'devices', 120)
    expect(report.targets.map(({ stopped_share: share }) => share >= 0.9)).toEqual([true, true])
    // Of 240 made-up sign-ups three are of households with five accounts on one tablet.
    expect(stageOf(report, 'account').touched_share).toBeLessThan(0.02)
    expect(stageOf(report, 'order').touched_share).toBeLessThan(0.01)
  })
})

describe('sellers that are taken over', () => {
  it('are held at the payout change, and strangers wait at them', async () => {
    const report = await play('seller-takeover', 'home', 40)
    expect(report.targets.every(({ met }) => met)).toBe(true)
    expect(stageOf(report, 'order').attack_rules['stranger_after_payout_change']).toBeGreaterThan(
      20,
    )
  })
})

describe('a report', () => {
  it('is the same for the same seed, says that all is made up, and tells a missed target', async () => {
    const first = await play('seller-takeover', 'patient', 20)
    expect(await play('seller-takeover', 'patient', 20)).toEqual(first)
    expect(first.is_synthetic).toBe(true)
    const text = renderAbuseReport(first, 'Summary.')
    expect(text).toContain('synthetic')
    expect(text).toMatch(/order, after the first 5 at order .* NO/)
  })
})
