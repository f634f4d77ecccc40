import type { Outcome } from '@gatehouse/contract'
import type { Doing, Side } from './scenario.ts'

/** What the gate said, and which rules hit. */
export interface Judged {
  readonly outcome: Outcome
  readonly hits: readonly string[]
}

/** One event of the attack that was decided. */
export interface Caught {
  readonly atMs: number
  readonly value: number
  readonly outcome: Outcome
  readonly hits: readonly string[]
}

/** What happened at one checkpoint. */
export interface StageTally {
  readonly attack: Caught[]
  shopEvents: number
  readonly shopOutcomes: Record<Outcome, number>
  readonly rules: Readonly<Record<Side, Map<string, number>>>
}

/** Counts what happened; figures are made of it in `abuse-report.ts`. */
export class AbuseTally {
  readonly stages = new Map<string, StageTally>()
  readonly #measuredFromMs: number

  /** @param measuredFromMs customers are counted from then on: before, the shop is learning */
  constructor(measuredFromMs: number) {
    this.#measuredFromMs = measuredFromMs
  }

  add(doing: Doing, atMs: number, checkpoint: string, { outcome, hits }: Judged): void {
    const stage = this.#stageOf(checkpoint)
    if (doing.side === 'attack') {
      stage.attack.push({ atMs, value: doing.value, outcome, hits })
    } else {
      if (atMs < this.#measuredFromMs) return
      stage.shopEvents += 1
      stage.shopOutcomes[outcome] += 1
    }
    if (doing.side === 'shop' && outcome === 'approve') return
    const rules = stage.rules[doing.side]
    for (const id of hits) rules.set(id, (rules.get(id) ?? 0) + 1)
  }

  #stageOf(checkpoint: string): StageTally {
    let stage = this.stages.get(checkpoint)
    if (stage === undefined) {
      stage = {
        attack: [],
        shopEvents: 0,
        shopOutcomes: { approve: 0, challenge: 0, review: 0, decline: 0 },
        rules: { attack: new Map(), shop: new Map() },
      }
      this.stages.set(checkpoint, stage)
    }
    return stage
  }
}
