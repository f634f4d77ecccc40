import { expect, it } from 'vitest'
import { calibrate } from '../calibrate/calibration.ts'
import { takeRows } from '../data/data-set.ts'
import { encodeRow } from '../data/encode-row.ts'
import { Ensemble } from '../model/ensemble.ts'
import { madeUpData } from '../testing.case.ts'
import { fitModel, type ModelFitting } from './fit-model.ts'
import type { Checkpoint } from './train-trees.ts'

const data = madeUpData(6000, 5)
const settings = { trees: 60, minRowsPerLeaf: 20, learningRate: 0.1 }

function fitted(fitting: ModelFitting) {
  const steps = fitModel(fitting)
  let checkpoint: Checkpoint | undefined
  for (;;) {
    const step = steps.next()
    if (step.done === true) return { model: step.value, checkpoint }
    if (step.value.trees === 10) checkpoint = step.value.checkpoint()
  }
}

const { model, checkpoint } = fitted({ data, settings })

it('learns, calibrates and measures on three parts of the time', () => {
  expect(model.parts.map(({ part, rows }) => [part, rows])).toEqual([
    ['learned', 3600],
    ['calibrated', 1200],
    ['measured', 1200],
  ])
  expect(model.figures.auc).toBeGreaterThan(0.65)
  expect(model.figures.calibrationError).toBeLessThan(0.05)
  // The rows were drawn with these, and the noise column has no say in them.
  const names = model.strongest.map(({ signal }) => signal)
  expect(names.slice(0, 4)).not.toContain('noise')
})

it('goes on from a checkpoint as if it had never been interrupted', () => {
  const again = fitted({ data, settings, resume: checkpoint! })
  expect(again.model.trees).toEqual(model.trees)
  expect(again.model.figures).toEqual(model.figures)
})

it('means the same probabilities when most of the good rows are left out', () => {
  const thin = fitted({ data, settings, negativesPerFraud: 3 }).model
  const measured = takeRows(
    data,
    Array.from({ length: 1200 }, (_, row) => 4800 + row),
  )
  const ensemble = new Ensemble(thin)
  let said = 0
  let happened = 0
  for (let row = 0; row < measured.rows; row++) {
    said += calibrate(thin.calibration, ensemble.logOdds(encodeRow(measured, thin.features, row)))
    happened += measured.labels[row]!
  }
  expect(Math.abs(said / happened - 1)).toBeLessThan(0.25)
})

it('refuses where a part has too few frauds, and says which', () => {
  const labels = data.labels.slice().fill(0, 4800)
  expect(() => fitted({ data: { ...data, labels }, settings })).toThrow(
    'the part that is measured has 0 frauds in 1200 rows',
  )
})
