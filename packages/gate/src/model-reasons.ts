import type { DecisionReason, Outcome, SignalVector } from '@gatehouse/contract'
import { roundScore, SCORE_MAX } from './score.ts'
import type { Settlement } from './settle.ts'
import type { Model } from './snapshot.ts'

/** Whoever looks at an order reads three or four; the rest is told with the stored decision. */
const SIGNALS_TOLD_MAX = 4
/** Log-odds: below it nothing is said. */
const CONTRIBUTION_STEPS = 1000

/**
 * Why the model rates an order risky: that it does, and where that stops the order, which signals
 * speak for fraud. Exact Shapley values, which take about a millisecond: an order that goes on
 * does not wait for them.
 *
 * @param model `null`: nobody reads which signals they are
 */
export function modelReasons(
  { probability, modelPoints }: Settlement,
  outcome: Outcome,
  model: Model | null,
  signals: SignalVector,
): DecisionReason[] {
  // A model that sees less than the rules do has changed nothing.
  if (probability === null || modelPoints <= 0) return []
  const percent = roundScore(probability * SCORE_MAX)
  const text = `the model sees a fraud probability of ${percent} %`
  const told = outcome === 'approve' || model === null ? [] : signalReasons(model, signals)
  return [{ code: 'MODEL', text, points: modelPoints }, ...told]
}

function signalReasons(model: Model, signals: SignalVector): DecisionReason[] {
  return model
    .contributions(signals)
    .map(({ signal, contribution }) => ({
      signal,
      contribution: Math.round(contribution * CONTRIBUTION_STEPS) / CONTRIBUTION_STEPS,
    }))
    .filter(({ contribution }) => contribution > 0)
    .slice(0, SIGNALS_TOLD_MAX)
    .map(({ signal, contribution }) => ({
      code: 'MODEL_SIGNAL',
      text: `\`${signal}\` speaks for fraud, the model says (+${contribution} log-odds)`,
      points: 0,
      signal,
      contribution,
    }))
}
