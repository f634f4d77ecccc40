import type {
  Action,
  Checkpoint,
  Mode,
  Outcome,
  RiskLevels,
  RulesetThresholds,
  SignalDeclaration,
  SignalVector,
  TranslatedText,
} from '@gatehouse/contract'
import type { ListMatchers } from '@gatehouse/expression'
import type { CompiledPolicy, CompiledRule } from './rule.ts'

/** A published ruleset, compiled against one catalogue. Frozen: a change is a new version. */
export interface CompiledRuleset {
  /** `name@number`. */
  readonly version: string
  readonly checkpoints: readonly Checkpoint[]
  /** Ranking of an event against which no top-level fact speaks, and its floor. */
  readonly base: { readonly start: number; readonly floor: number }
  readonly thresholds: RulesetThresholds
  readonly riskLevels: RiskLevels
  readonly rules: readonly CompiledRule[]
  readonly policies: readonly CompiledPolicy[]
  /** What each outcome asks for, before what single rules and policies ask for. */
  readonly actions: Readonly<Partial<Record<Outcome, readonly Action[]>>>
  /** Words for the shopper, by outcome and language. */
  readonly messages: Readonly<Partial<Record<Outcome, TranslatedText>>>
  /** Names of the lists that its expressions ask, in the order of `Snapshot.lists`. */
  readonly listNames: readonly string[]
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
  /** Membership of the lists that `ruleset.listNames` names. */
  readonly lists: ListMatchers
  readonly listsVersion: string
  readonly referenceVersion: string
}
