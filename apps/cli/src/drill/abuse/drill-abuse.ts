import type { Reference } from '@gatehouse/contract'
import { createRandom, type Random } from '../random.ts'
import { makeAbuseReport, type AbuseReport } from './abuse-report.ts'
import { AbuseTally } from './abuse-tally.ts'
import { ordinaryShop, type ShopPlan } from './ordinary-shop.ts'
import { play } from './play.ts'
import type { Doing, Target } from './scenario.ts'

const DAY_MS = 86_400_000
/** A Monday. */
const START_MS = Date.UTC(2026, 2, 2)

export interface AbuseOptions {
  readonly seed: number
  readonly size: number
  readonly variant: string
  readonly checkoutsPerDay: number
}

/** A kind of abuse that can be played. */
export interface AbuseKind {
  readonly name: string
  readonly summary: string
  readonly packs: readonly string[]
  readonly variants: readonly string[]
  readonly defaultSize: number
  readonly targets: readonly Target[]
  /** Days on which the shop is alone, and days of the attack. */
  readonly quietDays: number
  readonly days: number
  /** How the shop differs from the plain one. */
  readonly shop?: (random: Random, fromMs: number) => Partial<ShopPlan>
  readonly attack: (options: AbuseOptions, fromMs: number, random: Random) => readonly Doing[]
}

/** Rules of packs against abuse in the middle of ordinary days, in memory. */
export async function drillAbuse(
  kind: AbuseKind,
  options: AbuseOptions,
  reference: Reference,
  onProgress: (share: number, events: number) => void,
): Promise<AbuseReport> {
  // Streams of chance of their own: the same customers, whatever the attack.
  const chance = (n: number): Random => createRandom(options.seed * 31 + n)
  const { quietDays, days, packs, targets } = kind
  const attackMs = START_MS + quietDays * DAY_MS
  const toMs = attackMs + days * DAY_MS
  const { checkoutsPerDay } = options
  const plan = { fromMs: START_MS, toMs, checkoutsPerDay, ...kind.shop?.(chance(3), START_MS) }
  const tally = new AbuseTally(attackMs)
  await play(
    {
      packs,
      shop: ordinaryShop(plan, chance(1)),
      attack: kind.attack(options, attackMs, chance(2)),
    },
    reference,
    tally,
    (atMs, events) => onProgress(Math.min(1, (atMs - START_MS) / (toMs - START_MS)), events),
  )
  return makeAbuseReport(
    {
      drill: kind.name,
      seed: options.seed,
      size: options.size,
      variant: options.variant,
      days,
      checkouts_per_day: checkoutsPerDay,
      rulesets: packs,
    },
    targets,
    tally,
    attackMs,
  )
}
