import type { Outcome } from '@gatehouse/contract'
import type { AbuseTally, Caught, StageTally } from './abuse-tally.ts'
import type { Target } from './scenario.ts'

const DAY_MS = 86_400_000

export interface StageReport {
  readonly checkpoint: string
  readonly attack: { readonly events: number } & Readonly<Record<Outcome, number>>
  readonly leaked_value: number
  /** Which of its events was the first that did not pass; `null`: all passed. */
  readonly first_stopped: number | null
  readonly attack_rules: Readonly<Record<string, number>>
  readonly shop: { readonly events: number } & Readonly<Record<Outcome, number>>
  readonly touched_share: number
  /** Of customers' events that did not pass. */
  readonly shop_rules: Readonly<Record<string, number>>
}

export interface TimelineDay {
  readonly day: number
  readonly checkpoint: string
  readonly events: number
  readonly stopped: number
  /** Rules that hit the attack for the first time on that day. */
  readonly new_rules: readonly string[]
}

export interface TargetReport {
  readonly checkpoint: string
  readonly after_first: number
  /** Of what the first are counted. */
  readonly after_checkpoint: string
  readonly stopped_share_min: number
  readonly stopped_share: number
  readonly touched_share_max: number | null
  readonly touched_share: number
  readonly met: boolean
}

/** What a drill of abuse found out. All of it is made up but the rules. */
export interface AbuseReport {
  readonly drill: string
  readonly is_synthetic: true
  readonly seed: number
  readonly size: number
  readonly variant: string
  readonly days: number
  readonly checkouts_per_day: number
  readonly rulesets: readonly string[]
  readonly targets: readonly TargetReport[]
  readonly stages: readonly StageReport[]
  readonly timeline: readonly TimelineDay[]
}

export type AbuseSettings = Omit<AbuseReport, 'targets' | 'stages' | 'timeline' | 'is_synthetic'>

export function makeAbuseReport(
  settings: AbuseSettings,
  targets: readonly Target[],
  tally: AbuseTally,
  fromMs: number,
): AbuseReport {
  const stages = [...tally.stages].filter(([, { attack }]) => attack.length > 0)
  return {
    ...settings,
    is_synthetic: true,
    targets: targets.map((target) => targetReport(target, tally)),
    stages: stages.map(([checkpoint, stage]) => stageReport(checkpoint, stage)),
    timeline: stages
      .flatMap(([checkpoint, { attack }]) => timelineOf(checkpoint, attack, fromMs))
      .toSorted((a, b) => a.day - b.day),
  }
}

function stageReport(checkpoint: string, stage: StageTally): StageReport {
  const { attack, rules, shopEvents, shopOutcomes } = stage
  const outcomes: Record<Outcome, number> = { approve: 0, challenge: 0, review: 0, decline: 0 }
  for (const { outcome } of attack) outcomes[outcome] += 1
  const first = attack.findIndex(isStopped)
  const leaked = attack.filter((event) => !isStopped(event))
  return {
    checkpoint,
    attack: { events: attack.length, ...outcomes },
    leaked_value: Math.round(leaked.reduce((sum, { value }) => sum + value, 0)),
    first_stopped: first < 0 ? null : first + 1,
    attack_rules: mostFirst(rules.attack),
    shop: { events: shopEvents, ...shopOutcomes },
    touched_share: touchedShare(stage),
    shop_rules: mostFirst(rules.shop),
  }
}

function targetReport(target: Target, { stages }: AbuseTally): TargetReport {
  const { checkpoint, after, stoppedShareMin, touchedShareMax } = target
  const stage = stages.get(checkpoint)
  const first = stages.get(after.checkpoint)?.attack ?? []
  const sinceMs = after.events === 0 ? -Infinity : (first[after.events - 1]?.atMs ?? Infinity)
  const later = stage?.attack.filter(({ atMs }) => atMs > sinceMs) ?? []
  const stopped = later.length === 0 ? 0 : later.filter(isStopped).length / later.length
  const touched = stage === undefined ? 0 : touchedShare(stage)
  return {
    checkpoint,
    after_first: after.events,
    after_checkpoint: after.checkpoint,
    stopped_share_min: stoppedShareMin,
    stopped_share: rounded(stopped),
    touched_share_max: touchedShareMax,
    touched_share: rounded(touched),
    met: stopped >= stoppedShareMin && touched <= (touchedShareMax ?? 1),
  }
}

/** Held for a person, asked for something, or declined: the goods stay where they are. */
function isStopped({ outcome }: Caught): boolean {
  return outcome !== 'approve'
}

function touchedShare({ shopEvents, shopOutcomes }: StageTally): number {
  return shopEvents === 0 ? 0 : (shopEvents - shopOutcomes.approve) / shopEvents
}

function timelineOf(checkpoint: string, attack: readonly Caught[], fromMs: number): TimelineDay[] {
  const seen = new Set<string>()
  const days = new Map<number, { events: number; stopped: number; new_rules: string[] }>()
  for (const event of attack) {
    const day = Math.floor((event.atMs - fromMs) / DAY_MS) + 1
    const found = days.get(day) ?? { events: 0, stopped: 0, new_rules: [] }
    days.set(day, found)
    found.events += 1
    if (isStopped(event)) found.stopped += 1
    for (const id of event.hits) {
      if (seen.has(id)) continue
      seen.add(id)
      found.new_rules.push(id)
    }
  }
  return [...days].map(([day, found]) => ({ day, checkpoint, ...found }))
}

function mostFirst(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]))
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
