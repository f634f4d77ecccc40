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
  WhenDegraded,
} from '@gatehouse/contract'
import type { ListMatcher, ListMatchers } from '@gatehouse/expression'
import type { ExpectedValue } from './expected-value.ts'
import type { CompiledPolicy, CompiledRule } from './rule.ts'

/** A published ruleset, compiled against one catalogue. Frozen: a change is a new version. */
export interface CompiledRuleset {
  /** `name@number`. */
  readonly version: string
  readonly checkpoints: readonly Checkpoint[]
  /** Whose events it decides there. */
  readonly segment: string
  /** Ranking of an event against which no top-level fact speaks, and its floor. */
  readonly base: { readonly start: number; readonly floor: number }
  readonly thresholds: RulesetThresholds
  readonly riskLevels: RiskLevels
  readonly rules: readonly CompiledRule[]
  readonly policies: readonly CompiledPolicy[]
  /** Place of `rollout.unit` in a vector, -1 where it has none; `null`: no rule goes by it. */
  readonly unitIndex: number | null
  /** What answers cost; `null`: its policies read no expected value. */
  readonly expectedValue: ExpectedValue | null
  /** Place of `payment.has_card` in a vector, -1 where it has none. */
  readonly hasCardIndex: number
  /** What each outcome asks for, before what single rules and policies ask for. */
  readonly actions: Readonly<Partial<Record<Outcome, readonly Action[]>>>
  /** Words for the shopper, by outcome and language. */
  readonly messages: Readonly<Partial<Record<Outcome, TranslatedText>>>
  /** Names of the lists that its expressions ask, in the order of `Snapshot.lists`. */
  readonly listNames: readonly string[]
}

/** A model as the gate sees it: pure and versioned. */
export interface Model {
  /** SHA-256 of its file, hex. */
  readonly version: string
  /** Calibrated probability of fraud, 0 to 1. */
  probability(signals: SignalVector): number
  /** What each signal added, the strongest first: dear, so asked for decisions that stop an order. */
  contributions(signals: SignalVector): readonly Contribution[]
}

/** What one signal added to what the model says, in log-odds before calibration. */
export interface Contribution {
  readonly signal: string
  readonly contribution: number
}

/** A list whose items expire: what it holds is asked as of the time of a decision. */
export interface TimedList {
  /** @param nowMs milliseconds since the epoch; what expired by then is not on the list */
  at(nowMs: number): ListMatcher
}

/** A watch list of the shop. A hit that no rule has its say about is told as a reason. */
export interface WatchedList {
  readonly name: string
  /** Where its signal `list.NAME` stands in `Snapshot.declarations`. */
  readonly signal: number
}

/** Everything a decision depends on besides the event: frozen and versioned, one per shop. */
export interface Snapshot {
  readonly shopId: string
  readonly mode: Mode
  /** Part of the orders that a score alone would stop and that are let through; none when absent. */
  readonly letThroughPercent?: number
  /** Says which these are, and nobody outside may know it; made of the shop's id when absent. */
  readonly letThroughSalt?: string
  /** What is answered about orders while something is away; `decide` when absent. */
  readonly whenDegraded?: WhenDegraded
  readonly declarations: readonly SignalDeclaration[]
  readonly ruleset: CompiledRuleset
  /** The segment that it decides for, and what says which those are; absent without segments. */
  readonly segment?: { readonly name: string; readonly version: string }
  readonly model: Model | null
  /**
   * Which anomaly model was asked before the decision, and where its signal stands in
   * `declarations`; absent without one.
   */
  readonly anomaly?: { readonly version: string; readonly signal: number }
  /** The lists that `ruleset.listNames` names; `undefined` where one could not be loaded. */
  readonly lists: readonly (TimedList | undefined)[]
  readonly watched: readonly WatchedList[]
  readonly listsVersion: string
  readonly referenceVersion: string
}

const NO_LISTS: ListMatchers = []

/** What the rules of a snapshot may ask about its lists at one time. */
export function listsAt({ lists }: Pick<Snapshot, 'lists'>, nowMs: number): ListMatchers {
  return lists.length === 0 ? NO_LISTS : lists.map((list) => list?.at(nowMs))
}
