import type { Decision, ModelTrace } from '@gatehouse/contract'
import { modelExplainer } from '@gatehouse/gate'
import type { StoredModel } from '@gatehouse/scoring'
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
  models: Pick<ModelLoader, 'find'>,
): Promise<ModelTrace | null> {
  if (trace === null) return null
  const model = await models.find(shopId, trace.version)
  if (model === undefined) return trace
  let explain = explainers.get(model)
  if (explain === undefined) explainers.set(model, (explain = explainerOf(model)))
  return { ...trace, contributions: explain({ signals }) }
}

function explainerOf(model: StoredModel): Explain {
  const named = model.features.map(({ name, kind }) => ({
    name,
    type: kind === 'number' ? ('double' as const) : ('string' as const),
    doc: '',
    privacy: 'none' as const,
  }))
  const read = signalReader(named)
  const explain = modelExplainer(model, named)
  return (decision) => explain(read(decision))
}
