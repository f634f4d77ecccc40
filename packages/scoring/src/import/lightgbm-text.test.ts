import { describe, expect, it } from 'vitest'
import { calibrate } from '../calibrate/calibration.ts'
import { TreeExplainer } from '../explain/tree-shap.ts'
import { Ensemble } from '../model/ensemble.ts'
import { SignalRow } from '../signals/signal-row.ts'
import { adoptModel } from './adopt-model.ts'
import { golden, type Golden } from './golden.case.ts'
import { readLightgbmText } from './lightgbm-text.ts'

function adopted({ file, map, declarations }: Golden) {
  const read = readLightgbmText(Buffer.from(file).toString())
  if (!read.ok) throw new Error(read.issue)
  const result = adoptModel(read.model, map, declarations, {})
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.model
}

describe.each(['lightgbm-binary', 'lightgbm-zero-missing', 'lightgbm-forest'])(
  'the model %s',
  (name) => {
    const cases = golden(name, 'txt')
    const model = adopted(cases)
    const ensemble = new Ensemble(model)
    const row = new SignalRow(model.features, cases.declarations)

    it('says what LightGBM says, raw and as a probability', () => {
      expect(cases.rows.length).toBeGreaterThan(150)
      for (const [at, signals] of cases.rows.entries()) {
        const logOdds = ensemble.logOdds(row.read(signals))
        // A forest votes: LightGBM's raw score is the sum of what ours is the mean of.
        const isVote = name === 'lightgbm-forest'
        if (!isVote) expect(logOdds, `row ${at}`).toBe(cases.raw![at])
        else expect(logOdds * model.trees.length).toBeCloseTo(cases.raw![at]!, 13)
        const probability = calibrate(model.calibration, logOdds)
        expect(Math.abs(probability - cases.probability[at]!), `row ${at}`).toBeLessThan(1e-14)
      }
    })

    it('is explained as LightGBM explains it', () => {
      const { contributions } = cases
      const explainer = new TreeExplainer(model)
      const order = model.features.map((feature) =>
        cases.declarations.findIndex((declaration) => declaration.name === feature.name),
      )
      for (const [at, signals] of cases.rows.entries()) {
        const { expected, values } = explainer.explain(row.read(signals))
        const sum = values.reduce((all, value) => all + value, expected)
        expect(Math.abs(sum - ensemble.logOdds(row.read(signals)))).toBeLessThan(1e-12)
        if (contributions === undefined) continue
        const theirs = contributions[at]!
        expect(Math.abs(expected - theirs.at(-1)!)).toBeLessThan(1e-13)
        for (const [feature, place] of order.entries()) {
          expect(Math.abs(values[feature]! - theirs[place]!)).toBeLessThan(1e-13)
        }
      }
    })
  },
)
