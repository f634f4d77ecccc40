import { describe, expect, it } from 'vitest'
import {
  distributionOf,
  exposureOf,
  paymentTrailOf,
  phasesOf,
  timelineOf,
  type DistributionPost,
} from './story.ts'

const START = Date.UTC(2026, 6, 1, 6, 14)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

describe('the phases of a campaign', () => {
  it('follow each other over six weeks: registration, content, distribution', () => {
    const phases = phasesOf({
      distribution: [START + 40 * DAY_MS, START + 42 * DAY_MS],
      registration: Array.from({ length: 27 }, (_, at) => START + (at * 7 * DAY_MS) / 26),
      content: [START + 9 * DAY_MS, START + 30 * DAY_MS],
    })
    expect(phases.map(({ kind, count }) => [kind, count])).toEqual([
      ['registration', 27],
      ['content', 2],
      ['distribution', 2],
    ])
    expect((phases[0]!.toMs - phases[0]!.fromMs) / DAY_MS).toBeCloseTo(7, 9)
    expect((phases.at(-1)!.toMs - phases[0]!.fromMs) / DAY_MS).toBe(42)
    expect(phasesOf({ content: [], registration: [Number.NaN] })).toEqual([])
  })
})

describe('the distribution of a campaign', () => {
  const posts = (
    platform: DistributionPost['platform'],
    count: number,
    subscribers: number | null,
  ) =>
    Array.from({ length: count }, (_, at): DistributionPost => ({
      platform,
      channel: `c${at}`,
      atMs: START + at * 9 * MINUTE_MS,
      subscribers,
      isBought: platform === 'telegram' && at < 3,
    }))
  const all = [
    ...posts('telegram', 11, 3000),
    ...posts('reddit', 4, 1500),
    ...posts('discord', 2, 500),
  ]

  it('is counted by channel: 11, 4 and 2 in 90 minutes, 40,000 people, the alert 47 minutes later', () => {
    expect(distributionOf([...all, ...all], START + 47 * MINUTE_MS)).toEqual({
      channels: [
        { platform: 'telegram', count: 11 },
        { platform: 'reddit', count: 4 },
        { platform: 'discord', count: 2 },
      ],
      reach: 40_000,
      channelsOfUnknownReach: 0,
      firstMs: START,
      windowMinutes: 90,
      firstAlertAfterMinutes: 47,
      boughtChannels: 3,
    })
  })

  it('says what is not known', () => {
    expect(distributionOf([])).toBeNull()
    const early = distributionOf(posts('sms', 2, null), START - 1)
    expect(early).toMatchObject({
      reach: 0,
      channelsOfUnknownReach: 2,
      firstAlertAfterMinutes: null,
    })
  })
})

describe('the money', () => {
  it('is followed to the mixing service', () => {
    const wallet = { kind: 'wallet', id: 'w', seenAtMs: START, note: '' } as const
    const mixer = {
      kind: 'mixing_service',
      id: 'm',
      seenAtMs: START + HOUR_MS,
      note: 'in 12 parts',
    } as const
    const after = { ...wallet, id: 'v', seenAtMs: START + 2 * HOUR_MS }
    expect(paymentTrailOf([after, mixer, wallet])).toEqual({
      steps: [wallet, mixer, after],
      endsAt: mixer,
    })
    expect(paymentTrailOf([wallet]).endsAt).toEqual(wallet)
    expect(paymentTrailOf([]).endsAt).toBeNull()
  })

  it('may have been that of 200 of 40,000 people', () => {
    expect(exposureOf(40_000)).toEqual({
      people: 40_000,
      share: 0.005,
      victims: 200,
      low: 40,
      high: 400,
    })
    expect(exposureOf(-5).victims).toBe(0)
  })
})

describe('the timeline of a case', () => {
  it('counts from the submission: T+17 min, T+54 min, T+5 h, T+11 h 08 min', () => {
    const after = (minutes: number, what: string) => ({ what, atMs: START + minutes * MINUTE_MS })
    const events = [
      after(668, 'blocked'),
      after(300, 'attributed'),
      after(54, 'payment_flow'),
      after(17, 'clustered'),
      after(0.7, 'lexical'),
      after(-9, 'registered'),
    ]
    expect(timelineOf(START, events).map(({ at, what }) => [at, what])).toEqual([
      ['T+42 s', 'lexical'],
      ['T+17 min', 'clustered'],
      ['T+54 min', 'payment_flow'],
      ['T+5 h', 'attributed'],
      ['T+11 h 08 min', 'blocked'],
    ])
  })
})
