import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'
import { AnomalyExplainer, AnomalyScorer, type AnomalyModel } from '@gatehouse/scoring'
import type { Contribution } from './snapshot.ts'

/** An anomaly model as the way of an order sees it: pure and versioned. */
export interface Anomaly {
  /** SHA-256 of its file, hex. */
  readonly version: string
  /** Share of the orders that it was made of which are less strange, 0 to 1. */
  percentile(signals: SignalVector): number
}

/**
 * An anomaly model over the signals of a shop. A feature that is no signal of it any more counts as
 * missing. Takes no memory for an event.
 *
 * @param version SHA-256 of the file, hex
 * @param declarations in the order of the vectors that it is asked about
 */
export function compileAnomaly(
  model: AnomalyModel,
  version: string,
  declarations: readonly SignalDeclaration[],
): Anomaly {
  const scorer = new AnomalyScorer(model, declarations)
  return Object.freeze({
    version,
    percentile: (signals: SignalVector) => scorer.percentile(signals),
  })
}

/** What made events strange, for who looks: see `AnomalyExplainer`. The strongest, largest first. */
export function anomalyExplainer(
  model: AnomalyModel,
  declarations: readonly Pick<SignalDeclaration, 'name'>[],
): (signals: SignalVector) => Contribution[] {
  const explainer = new AnomalyExplainer(model, declarations)
  return (signals) => {
    const values = explainer.explain(signals)
    return model.forest.features
      .map(({ name }, at) => ({ signal: name, contribution: values[at]! }))
      .filter(({ contribution }) => contribution !== 0)
      .sort((a, b) => b.contribution - a.contribution)
      .slice(0, SHOWN)
  }
}

const SHOWN = 10
