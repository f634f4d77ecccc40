import type { Action, Mode, Outcome, SignalDeclaration, SignalVector } from '@gatehouse/contract'
import type { ListMatchers } from '@gatehouse/expression'
import type { Thresholds } from './outcome.ts'
import type { CompiledRule } from './rule.ts'
import type { Scorecard } from './scorecard.ts'

/** A published ruleset, compiled against one catalogue. Frozen: a change is a new version. */
export interface CompiledRuleset {
  /** `name@number`. */
  readonly version: string
  readonly scorecard: Scorecard
  readonly thresholds: Thresholds
  readonly rules: readonly CompiledRule[]
  /** What to do for each outcome, before what single rules ask for. */
  readonly actions: Readonly<Record<Outcome, readonly Action[]>>
  /** Words for the shopper, by outcome and language (ISO 639-1); `en` is the fallback. */
  readonly messages: Readonly<Partial<Record<Outcome, Readonly<Record<string, string>>>>>
}

/** A model as the gate sees it: pure, versioned, already calibrated. */
export interface Model {
  readonly version: string
  /** Probability of fraud 0..1 and what each signal added, in log-odds. */
  score(signals: SignalVector): {
    readonly probability: number
    readonly contributions: readonly { readonly signal: string; readonly contribution: number }[]
  }
}

/** Everything a decision depends on besides the event: frozen and versioned, one per shop. */
export interface Snapshot {
  readonly shopId: string
  readonly mode: Mode
  readonly declarations: readonly SignalDeclaration[]
  readonly ruleset: CompiledRuleset
  readonly model: Model | null
  readonly lists: ListMatchers
  readonly listsVersion: string
  readonly referenceVersion: string
}
