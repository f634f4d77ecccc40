import type { EventType, Outcome } from '@gatehouse/contract'

/** Who does it: those whom the drill is about, or the customers of the shop. */
export type Side = 'attack' | 'shop'

/** Something that happens at the shop. What follows depends on what the gate says to it. */
export interface Doing {
  readonly atMs: number
  readonly side: Side
  readonly type: EventType
  readonly transaction?: string
  /** The event without its head. */
  readonly blocks: object
  /** What is at stake, in euros. */
  readonly value: number
  /** `null` where nothing is decided. */
  readonly next?: (outcome: Outcome | null, atMs: number) => readonly Doing[]
}

/** What one drill plays. */
export interface Scenario {
  /** Packs that decide, one per checkpoint. */
  readonly packs: readonly string[]
  /** In the order of time. */
  readonly shop: Iterator<Doing>
  readonly attack: readonly Doing[]
}

/** What is asked of the rules, whether they reach it or not. */
export interface Target {
  readonly checkpoint: string
  /** Counted from when the attack has had so many events at a checkpoint. */
  readonly after: { readonly checkpoint: string; readonly events: number }
  /** How much of the attack must be held or declined from then on. */
  readonly stoppedShareMin: number
  /** How many of the customers' events may be; `null`: the pack has people look at many by design. */
  readonly touchedShareMax: number | null
}
