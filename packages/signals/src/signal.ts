import type { OrderEvent, Parsed, SignalDeclaration, SignalValue } from '@gatehouse/contract'
import type { ReadName, Readings } from './reads.ts'

/** What the gate already knows about the customer of an event, read from its own records. */
export interface Profile {
  /** Trust score that the account or email inherits from its last decision, 0-100. */
  readonly inheritedTrust: number | null
  /** A person restored the inherited ranking: it no longer counts against the customer. */
  readonly restored: boolean
}

/** Everything a signal may be computed from. No clock, no network: `now` is an argument. */
export interface SignalInput {
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly profile: Profile
  /** Time of the decision, milliseconds since the epoch. */
  readonly now: number
}

/**
 * One signal: what it is called, what it means, what it has to read, and how it is computed.
 * `compute` is pure and total: what it cannot tell is `unknownBecause(reason)`, never a guess.
 */
export interface SignalDefinition extends SignalDeclaration {
  readonly reads: readonly ReadName[]
  compute(input: SignalInput): SignalValue
}
