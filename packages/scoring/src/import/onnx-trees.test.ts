import { describe, expect, it } from 'vitest'
import { calibrate } from '../calibrate/calibration.ts'
import { TreeExplainer } from '../explain/tree-shap.ts'
import { Ensemble } from '../model/ensemble.ts'
import { SignalRow } from '../signals/signal-row.ts'
import { adoptModel } from './adopt-model.ts'
import { golden } from './golden.case.ts'
import { readOnnxTrees } from './onnx-trees.ts'

/** The runtime adds leaves up in 32 bits: some ten of them, each of at most 24 bits. */
const ROUNDED = 2e-6

describe.each([
  ['onnx-classifier', 'one score for two classes, as from LightGBM'],
  ['onnx-forest', 'a share of each class in each leaf, as from scikit-learn'],
  ['onnx-branches', 'every kind of comparison'],
  ['onnx-double', 'an input of 64 bits'],
])('the file %s (%s)', (name) => {
  const cases = golden(name, 'onnx')
  const read = readOnnxTrees(cases.file, cases.map)
  if (!read.ok) throw new Error(read.issue)
  const adopted = adoptModel(read.model, cases.map, cases.declarations, {})
  if (!adopted.ok) throw new Error(JSON.stringify(adopted.issues))
  const { model } = adopted
  const ensemble = new Ensemble(model)
  const row = new SignalRow(model.features, cases.declarations)

  it('says what ONNX Runtime says, also beside a threshold', () => {
    expect(cases.rows.length).toBeGreaterThan(120)
    for (const [at, signals] of cases.rows.entries()) {
      const sum = ensemble.logOdds(row.read(signals))
      if (cases.raw !== null) {
        expect(Math.abs(sum - cases.raw[at]!), `row ${at}`).toBeLessThan(ROUNDED)
      }
      const probability = calibrate(model.calibration, sum)
      expect(Math.abs(probability - cases.probability[at]!), `row ${at}`).toBeLessThan(ROUNDED)
    }
  })

  it('is explained: what is expected and all contributions are what it says', () => {
    const explainer = new TreeExplainer(model)
    for (const signals of cases.rows) {
      const { expected, values } = explainer.explain(row.read(signals))
      const sum = values.reduce((all, value) => all + value, expected)
      expect(sum).toBeCloseTo(ensemble.logOdds(row.read(signals)), 10)
    }
  })
})
