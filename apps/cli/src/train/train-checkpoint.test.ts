import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainTrees, type DataSet } from '@gatehouse/scoring'
import { afterAll, expect, it } from 'vitest'
import { openTraining } from './train-checkpoint.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'kept.json')

const data = ((): DataSet => {
  const values = Float64Array.from({ length: 400 }, (_, row) => (row * 7919) % 400)
  const labels = Uint8Array.from(values, (value, row) => (value < 150 && row % 3 > 0 ? 1 : 0))
  return { columns: [{ kind: 'number', name: 'n', values }], rows: 400, labels }
})()
const settings = { trees: 25, minRowsPerLeaf: 5 }

function train(untilTrees: number) {
  const kept = openTraining(path, data, settings)
  const began = kept.resume?.trees.length ?? 0
  const steps = trainTrees({
    data,
    settings,
    ...(kept.resume === undefined ? {} : { resume: kept.resume }),
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return { began, trees: step.value.trees }
    kept.keep(step.value.trees, () => step.value.checkpoint())
    if (step.value.trees === untilTrees) return { began, trees: null }
  }
}

it('a training that was interrupted goes on where it was kept, to the same model', () => {
  const whole = train(Infinity)
  rmSync(path)
  expect(train(17)).toEqual({ began: 0, trees: null })
  const rest = train(Infinity)
  expect(rest.began).toBe(10)
  expect(rest.trees).toEqual(whole.trees)
})

it('other rows, other settings and a torn file begin anew', () => {
  train(17)
  expect(openTraining(path, data, { ...settings, trees: 26 }).resume).toBeUndefined()
  const labels = data.labels.slice().reverse()
  expect(openTraining(path, { ...data, labels }, settings).resume).toBeUndefined()
  writeFileSync(path, '{"format":')
  expect(openTraining(path, data, settings).resume).toBeUndefined()
})
