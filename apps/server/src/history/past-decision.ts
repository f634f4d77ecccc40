import {
  currencyExponent,
  isFraudAt,
  type Decision,
  type LabelName,
  type Outcome,
} from '@gatehouse/contract'
import type { Truth } from '@gatehouse/gate'
import { unpackWindowEvent } from '@gatehouse/signals'
import type { PastRecord } from '@gatehouse/store'
import type { HistoryScope } from './task.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** A stored decision as a pass over the history counts it. */
export interface CountedDecision {
  readonly record: PastRecord
  readonly decision: Decision
  /** In whole units of the shop's currency. */
  readonly amount: number
  readonly truth: Truth
  /** Its newest label, once that counts. */
  readonly label: LabelName | null
  /** It has a label that is not counted yet. */
  readonly isImmature: boolean
}

/** Reads records, each with its labels, newest first. */
export function decisionCounter({
  currency,
  currencySinceMs = -Infinity,
  maturityDays,
  nowMs,
}: Pick<HistoryScope, 'currency' | 'currencySinceMs' | 'maturityDays' | 'nowMs'>) {
  const minorPerUnit = 10 ** (currencyExponent(currency) ?? 0)
  const matureBeforeMs = nowMs - maturityDays * DAY_MS
  return (record: PastRecord, labels: readonly { readonly label: string }[]): CountedDecision => {
    const decision = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
    const names = labels.map(({ label }) => label)
    const isFraud = isFraudAt(decision.checkpoint, names)
    const isMature = record.receivedAtMs <= matureBeforeMs
    return {
      record,
      decision,
      label: isMature ? ((names[0] as LabelName | undefined) ?? null) : null,
      amount:
        record.receivedAtMs < currencySinceMs ? 0 : amountMinorOf(record.window) / minorPerUnit,
      truth: isFraud === null || !isMature ? null : isFraud ? 'fraud' : 'good',
      isImmature: isFraud !== null && !isMature,
    }
  }
}

/**
 * Whether the shop's word for an outage chose the outcome (`when_degraded`), not its rules: they get
 * neither credit nor blame, and any others would have been overruled alike.
 */
export function isShopsChoice({ reasons }: Pick<Decision, 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'DEGRADED')
}

/** What the windows count of an event, in minor units of the shop's currency. */
export function amountMinorOf(window: Uint8Array | null): number {
  const unpacked = window === null ? null : unpackWindowEvent(window)
  return unpacked?.ok ? unpacked.event.amountMinor : 0
}

/** Decisions of one outcome and what they turned out to be. */
export interface OutcomeTally {
  readonly outcome: Outcome
  decisions: number
  amount: number
  fraud: number
  good: number
  fraud_amount: number
  good_amount: number
}

export function noneOf(outcome: Outcome): OutcomeTally {
  return { outcome, decisions: 0, amount: 0, fraud: 0, good: 0, fraud_amount: 0, good_amount: 0 }
}

export function addTo(tally: OutcomeTally, { amount, truth }: CountedDecision): void {
  tally.decisions++
  tally.amount += amount
  if (truth === null) return
  tally[truth]++
  tally[truth === 'fraud' ? 'fraud_amount' : 'good_amount'] += amount
}

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
