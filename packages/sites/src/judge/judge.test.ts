import { SITE_LAYERS, VERDICTS, type SiteLayer } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CampaignEvidence } from '../campaign/campaign.ts'
import type { LayerReading } from '../layer.ts'
import { readingOf } from '../layer-reading.ts'
import { ageLogOdds } from '../registration/age-curve.ts'
import { judge, type JudgeInput } from './judge.ts'
import { LAYER_CAPS } from './layer-caps.ts'

const NOW = Date.UTC(2026, 8, 1)
const said = (layer: SiteLayer, logOdds: number): LayerReading =>
  readingOf(layer, [{ code: 'SAID', text: `The ${layer} layer said so.`, logOdds }])
const silent = (layer: SiteLayer): LayerReading => ({ layer, state: 'unknown', reason: 'late' })
const judged = (layers: readonly LayerReading[], rest: Partial<JudgeInput> = {}) =>
  judge({ subject: { domain: 'a.example' }, layers, campaign: null, asOfMs: NOW, ...rest })
const evidence = (rest: Partial<CampaignEvidence>): CampaignEvidence => ({
  campaign: 'a.example',
  members: 27,
  maliciousMembers: 5,
  logOdds: 5,
  canConvict: true,
  kinds: ['api_key'],
  ...rest,
})

const reading = fc
  .record({ layer: fc.constantFrom(...SITE_LAYERS), logOdds: fc.double({ noNaN: true }) })
  .map(({ layer, logOdds }) => said(layer, logOdds))
const readings = fc.uniqueArray(fc.oneof(reading, fc.constantFrom(...SITE_LAYERS).map(silent)), {
  selector: ({ layer }) => layer,
})
const campaigns = fc.option(
  fc
    .record({ logOdds: fc.double({ min: -50, max: 50, noNaN: true }), canConvict: fc.boolean() })
    .map((rest) => evidence(rest)),
)

describe('judge', () => {
  it('does not depend on the order of the layers', () => {
    fc.assert(
      fc.property(readings, campaigns, (layers, campaign) => {
        expect(judged(layers.toReversed(), { campaign })).toEqual(judged(layers, { campaign }))
      }),
    )
  })

  it('gives no milder verdict when one layer says more', () => {
    fc.assert(
      fc.property(
        readings,
        campaigns,
        fc.constantFrom(...SITE_LAYERS),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (layers, campaign, layer, logOdds, more) => {
          const rest = layers.filter((other) => other.layer !== layer)
          const before = judged([...rest, said(layer, logOdds)], { campaign })
          const after = judged([...rest, said(layer, logOdds + more)], { campaign })
          expect(after.probability).toBeGreaterThanOrEqual(before.probability)
          expect(VERDICTS.indexOf(after.verdict)).toBeLessThanOrEqual(
            VERDICTS.indexOf(before.verdict),
          )
        },
      ),
    )
  })

  it('is bounded by the caps of the layers, whatever they say', () => {
    const least = Object.values(LAYER_CAPS).reduce((sum, caps) => sum + caps.least, 0)
    const most = Object.values(LAYER_CAPS).reduce((sum, caps) => sum + caps.most, 0)
    fc.assert(
      fc.property(readings, campaigns, (layers, campaign) => {
        const { logOdds, probability } = judged(layers, { campaign, prior: 0.5 })
        expect(logOdds).toBeGreaterThanOrEqual(least)
        expect(logOdds).toBeLessThanOrEqual(most + 5.5)
        expect(probability).toBeGreaterThan(0)
        expect(probability).toBeLessThan(1)
      }),
    )
  })

  it('is not moved by a layer that is unknown', () => {
    fc.assert(
      fc.property(
        readings,
        campaigns,
        fc.constantFrom(...SITE_LAYERS),
        (layers, campaign, layer) => {
          const rest = layers.filter((other) => other.layer !== layer)
          const without = judged(rest, { campaign })
          const with_ = judged([...rest, silent(layer)], { campaign })
          expect([with_.logOdds, with_.verdict]).toEqual([without.logOdds, without.verdict])
        },
      ),
    )
  })

  it('takes the graver of two readings of one layer', () => {
    const two = [said('page', -0.5), said('page', 3)]
    expect(judged(two).logOdds).toBe(judged([said('page', 3)]).logOdds)
    expect(judged(two.toReversed())).toEqual(judged(two))
  })

  it('says unknown where too little was seen, never benign', () => {
    expect(judged([]).verdict).toBe('unknown')
    expect(judged([said('lexical', -5), said('registration', -5)]).verdict).toBe('unknown')
    const seen = [said('lexical', -5), said('registration', -5), said('page', -5)]
    expect(judged(seen).verdict).toBe('benign')
    expect(judged([...seen.slice(0, 2), said('network', -5)]).verdict).toBe('unknown')
  })

  it('says unknown where nothing was seen, whatever the prior', () => {
    expect(judged([silent('page')], { prior: 0.9 })).toMatchObject({ verdict: 'unknown' })
    expect(judged([said('page', 0.1)], { prior: 0.9 })).toMatchObject({ verdict: 'suspicious' })
  })

  it('never clears a site by its checkout', () => {
    expect(judged([said('payment_flow', -8)]).logOdds).toBe(judged([]).logOdds)
  })

  it('finds the 90-day-old domain on an ordinary TLD that takes cards to its own host', () => {
    const layers = [
      said('lexical', -0.7),
      said('registration', ageLogOdds(90) + 0.3),
      said('network', -0.5),
      said('page', -0.7),
      silent('reports'),
      said('payment_flow', 8),
    ]
    expect(judged(layers)).toMatchObject({ verdict: 'malicious', needsTwoPeople: false })
    const ordinary = [said('registration', ageLogOdds(90)), said('payment_flow', 6)]
    expect(judged(ordinary).verdict).toBe('malicious')
  })

  it('does not call a site malicious for being young, nor suspicious', () => {
    expect(judged([said('registration', 5)]).verdict).toBe('unknown')
  })

  it('does not call a site malicious by name, age and host together, however bad they look', () => {
    const cheap = [said('lexical', 9), said('registration', 9), said('network', 9)]
    expect(judged(cheap).logOdds).toBeGreaterThan(Math.log(19))
    expect(judged(cheap)).toMatchObject({ verdict: 'suspicious' })
    expect(judged([...cheap, said('page', 0.7)])).toMatchObject({ verdict: 'suspicious' })
    expect(judged([...cheap, said('page', 1.2)])).toMatchObject({ verdict: 'malicious' })
  })

  it('does not call a site malicious by reports alone', () => {
    expect(judged([said('reports', 50)]).verdict).toBe('suspicious')
  })

  it.each([
    ['two layers agree', [said('page', 4), said('reports', 3)], null, 'high'],
    ['one layer speaks alone', [said('payment_flow', 8)], null, 'moderate'],
    [
      'another contradicts',
      [said('page', 4), said('reports', 4), said('registration', -2)],
      null,
      'moderate',
    ],
    ['one layer and its campaign agree', [said('page', 4)], evidence({}), 'high'],
    ['only the campaign speaks', [], evidence({}), 'moderate'],
    ['a weak campaign speaks too', [said('page', 4)], evidence({ canConvict: false }), 'moderate'],
  ] as const)('is as sure as it should be where %s', (_name, layers, campaign, confidence) => {
    expect(judged(layers, { campaign }).confidence).toBe(confidence)
  })

  it('is sure of a site that six layers speak against without any single one of them', () => {
    const all = [
      said('lexical', 1.2),
      said('registration', 1.8),
      said('network', 1.2),
      said('page', 3),
      said('payment_flow', 5),
      said('reports', 3.5),
    ]
    for (const left of all) {
      const rest = all.filter((one) => one !== left)
      expect(judged(rest)).toMatchObject({ verdict: 'malicious', confidence: 'high' })
      expect(judged([...rest, silent(left.layer)])).toMatchObject({ confidence: 'high' })
    }
  })

  it('makes a moderate site malicious by its campaign, but not over weak edges only', () => {
    const layers = [said('page', 2)]
    expect(judged(layers).verdict).not.toBe('malicious')
    expect(judged(layers, { campaign: evidence({}) }).verdict).toBe('malicious')
    const weak = evidence({ canConvict: false, logOdds: 50 })
    expect(judged(layers, { campaign: weak }).verdict).toBe('suspicious')
  })

  it('wants two people before a protected domain is called malicious', () => {
    const layers = [said('page', 4), said('payment_flow', 8)]
    const standing = { protection: 'warning_list', twoPeopleAgreed: false } as const
    const alone = judged(layers, { standing })
    expect(alone).toMatchObject({ verdict: 'suspicious', needsTwoPeople: true })
    const agreed = judged(layers, { standing: { ...standing, twoPeopleAgreed: true } })
    expect(agreed).toMatchObject({ verdict: 'malicious', needsTwoPeople: false })
  })

  it('gives reasons with the strongest first and the campaign among them', () => {
    const { reasons } = judged([said('lexical', 1), said('page', 4)], { campaign: evidence({}) })
    expect(reasons.map(({ code }) => code)).toEqual(['CAMPAIGN_MEMBER', 'SAID', 'SAID'])
    expect(reasons[1]!.text).toContain('page')
  })

  it('says when it expires and when to look again', () => {
    const { expiresAtMs, retestAtMs } = judged([said('payment_flow', 8), said('page', 4)])
    expect(retestAtMs).toBeGreaterThan(NOW)
    expect(expiresAtMs).toBeGreaterThan(retestAtMs)
  })
})
