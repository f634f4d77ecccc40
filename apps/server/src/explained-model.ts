import type { AnomalyTrace, Decision, ModelTrace, SignalDeclaration } from '@gatehouse/contract'
import { anomalyExplainer, modelExplainer } from '@gatehouse/gate'
import type { AnomalyModel, StoredModel } from '@gatehouse/scoring'
import type { ModelLoader } from './model-loader.ts'
import { signalReader } from './stored-signals.ts'

type Explain = (decision: Pick<Decision, 'signals'>) => ModelTrace['contributions']

/** What is computed once for all decisions of a model is kept as long as the model is. */
const explainers = new WeakMap<StoredModel, Explain>()

/**
 * What moved the model, from the signals that are stored with the decision: a model reads none that
 * are withheld, so they are those that it saw. Computed for who looks, 0.6 ms with 300 trees.
 */
export async function explainedModel(
  shopId: string,
  { model: trace, signals }: Pick<Decision, 'model' | 'signals'>,
  models: Pick<ModelLoader, 'findFraud'>,
): Promise<ModelTrace | null> {
  if (trace === null) return null
  const model = await models.findFraud(shopId, trace.version)
  if (model === undefined) return trace
  let explain = explainers.get(model)
  if (explain === undefined) explainers.set(model, (explain = explainerOf(model)))
  return { ...trace, contributions: explain({ signals }) }
}

const anomalyExplainers = new WeakMap<AnomalyModel, Explain>()

/** What made the event strange, likewise; nothing to add where no anomaly model was in force. */
export async function explainedAnomaly(
  shopId: string,
  { anomaly: trace, signals }: Pick<Decision, 'anomaly' | 'signals'>,
  models: Pick<ModelLoader, 'findAnomaly'>,
): Promise<{ readonly anomaly?: AnomalyTrace }> {
  if (trace === undefined) return {}
  const model = await models.findAnomaly(shopId, trace.version)
  if (model === undefined) return { anomaly: trace }
  let explain = anomalyExplainers.get(model)
  if (explain === undefined) {
    const named = namedSignals(model.forest.features)
    const read = signalReader(named)
    const ofSignals = anomalyExplainer(model, named)
    anomalyExplainers.set(model, (explain = (decision) => ofSignals(read(decision))))
  }
  return { anomaly: { ...trace, contributions: explain({ signals }) } }
}

function explainerOf(model: StoredModel): Explain {
  const named = namedSignals(model.features)
  const read = signalReader(named)
  const explain = modelExplainer(model, named)
  return (decision) => explain(read(decision))
}

function namedSignals(
  features: readonly { readonly name: string; readonly kind: 'number' | 'category' }[],
): SignalDeclaration[] {
  return features.map(({ name, kind }) => ({
    name,
    type: kind === 'number' ? 'double' : 'string',
    doc: '',
    privacy: 'none',
  }))
}
