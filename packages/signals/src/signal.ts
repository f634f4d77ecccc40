import type {
  AccountStanding,
  ElsewhereAnswer,
  HistoryAnswer,
  LinkAnswer,
  LinkedAnswer,
  OrderEvent,
  Outside,
  Parsed,
  SharedListAnswer,
  SignalDeclaration,
  SignalValue,
} from '@gatehouse/contract'
import type { Derived } from './derived.ts'
import type { ReadName, Readings } from './reads.ts'
import type { ShopSettings } from './shop-settings.ts'

/** What the gate already knows about the customer of an event, read from its own records. */
export interface Profile {
  /** Trust score that the account inherits from its last decision, 0-100. */
  readonly inheritedTrust: number | null
  /** A person restored the inherited ranking: it no longer counts against the customer. */
  readonly restored: boolean
  /** What decisions, or people, made of the account; absent: it is open. */
  readonly standing?: AccountStanding
}

/** What is gathered about one event before a signal is computed. */
export interface Observation {
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly profile: Profile
  readonly shop: ShopSettings
  /** Answers of others, as far as they have come; when absent, nobody was asked. */
  readonly outside?: Outside
  /** Reports about other orders; when absent, nobody keeps any. */
  readonly linked?: LinkedAnswer
  /** Its cluster; when absent, nobody keeps links. */
  readonly links?: LinkAnswer
  /** What became of earlier orders; when absent, nobody counts them. */
  readonly history?: HistoryAnswer
  /** What other shops say; when absent, nobody keeps sharing circles. */
  readonly sharedList?: SharedListAnswer
  /** What the person did at other shops; when absent, nobody counts that. */
  readonly elsewhere?: ElsewhereAnswer
}

/**
 * Everything a signal may be computed from. There is no clock among it: ages count back from the
 * event's own time, so an event gives the same signals today and in a replay years later.
 */
export interface SignalInput extends Observation {
  readonly outside: Outside
  readonly linked: LinkedAnswer
  readonly links: LinkAnswer
  readonly history: HistoryAnswer
  readonly sharedList: SharedListAnswer
  readonly elsewhere: ElsewhereAnswer
  readonly derived: Derived
}

/**
 * One signal: what it is called, what it means, what it has to read, and how it is computed.
 * `compute` is pure and total: what it cannot tell is `unknown(reason)`, never a guess.
 */
export interface SignalDefinition extends SignalDeclaration {
  readonly reads: readonly ReadName[]
  readonly compute: (input: SignalInput) => SignalValue
}
