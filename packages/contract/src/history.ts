/**
 * What became of earlier orders with the same entity: how many there were, and how many of them are
 * known as fraud by now. Only types and literal tables.
 */
import type { SingleWindowEntity } from './window.ts'

/** What orders are counted by. The order is that of the signals: append only. */
export const HISTORY_ENTITIES = [
  'email',
  'email_domain',
  'card',
  'account',
  'device',
  'phone',
  'shipping_address',
  'postcode',
  'postcode_area',
  'bin',
  'ip',
  'network',
  'seller',
] as const satisfies readonly SingleWindowEntity[]
export type HistoryEntity = (typeof HISTORY_ENTITIES)[number]

/** Of whom it is told when their fraud was: who is one customer, or one place that fraud goes through. */
export const DATED_FRAUD_ENTITIES = [
  'account',
  'card',
  'email',
  'device',
  'ip',
  'seller',
] as const satisfies readonly HistoryEntity[]

/** Earlier orders with one entity, the order that asks left out. */
export interface EntityHistory {
  /** Of the history's span: this stretch of 30 days and the two before it. */
  readonly orders: number
  /** Of these, reported as fraud. */
  readonly fraudOfThese: number
  /** Reported as fraud, however old the order is. */
  readonly fraud: number
  /** From the newest order of the last 90 days that is reported as fraud; `null`: there is none. */
  readonly daysSinceFraud: number | null
  /** From the oldest of them, of the newest 32. */
  readonly daysSinceFirstFraud: number | null
}

export interface HistoryFacts {
  readonly known: true
  /** `null`: the event does not carry it. */
  readonly by: { readonly [Entity in HistoryEntity]: EntityHistory | null }
  /** Share of all the shop's orders of the span that were reported, drawn to 1 % where there are few. */
  readonly baseRate: number
  /** Somebody keeps reports of fraud. */
  readonly hasReports: boolean
  /** Memory was short, and entities were let go: numbers are lower bounds. */
  readonly isPartial: boolean
  /** Addresses of earlier orders were kept nowhere but in memory, and that is lost. */
  readonly isWithoutAddresses: boolean
  /** Addresses of reported orders are not kept. */
  readonly isWithoutReportedAddresses: boolean
}

/** `not_configured`: nobody keeps a history. */
export type HistoryAnswer =
  | HistoryFacts
  | { readonly known: false; readonly reason: 'not_configured' }

export const NO_HISTORY: HistoryAnswer = Object.freeze({ known: false, reason: 'not_configured' })
