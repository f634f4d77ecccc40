import type { OrderEvent, Parsed, ScoreAnswer, ScoreProviderName } from '@gatehouse/contract'
import { EgressError } from '@gatehouse/egress'

export interface ScoreResult {
  readonly answer: ScoreAnswer
  /** It failed in a way that may pass: another try makes sense. */
  readonly isTemporary: boolean
  /** For the log, without anything of the event; `null` when there is a score. */
  readonly problem: string | null
}

/** A service outside that scores orders. */
export interface ScoreProvider {
  readonly name: ScoreProviderName
  /** Never throws for what the service does: a failure is unknown, never a clean score. */
  score(event: Parsed<OrderEvent>, signal: AbortSignal): Promise<ScoreResult>
}

export function failedScore(problem: string, isTemporary: boolean): ScoreResult {
  return { answer: { known: false, reason: 'lookup_failed' }, isTemporary, problem }
}

/** @throws what is no failure of the way to the service */
export function scoreNotReached(error: unknown): ScoreResult {
  if (!(error instanceof EgressError)) throw error
  return failedScore(error.code, error.code !== 'refused_target' && error.code !== 'tls_failed')
}

/** Who is overloaded or broken may be well again; who refuses us will refuse us again. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408
}
