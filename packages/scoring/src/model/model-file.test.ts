import { describe, expect, it } from 'vitest'
import { fitCalibration } from '../calibrate/calibration.ts'
import { encodeRow } from '../data/encode-row.ts'
import { TreeExplainer } from '../explain/tree-shap.ts'
import { madeUpData } from '../testing.case.ts'
import { trainAll } from '../train/train-trees.ts'
import { Ensemble } from './ensemble.ts'
import { readModel, writeModel, type StoredModel } from './model-file.ts'

/** The document as far as it is tampered with. */
interface Tampered {
  readonly trees: readonly [
    {
      readonly left: number[]
      readonly right: number[]
      readonly feature: number[]
      readonly leaf_value: (number | null)[]
      readonly leaf_cover: number[]
    },
  ]
  readonly features: readonly [{ kind: string }]
  calibration?: { readonly probability?: number[] }
}

const data = madeUpData(3000, 11)
const trained = trainAll({ data, settings: { trees: 20, minRowsPerLeaf: 10 } })
const ensemble = new Ensemble(trained)
const scores = Float64Array.from({ length: data.rows }, (_, row) =>
  ensemble.logOdds(encodeRow(data, trained.features, row)),
)
const model: StoredModel = {
  features: trained.features,
  base: trained.base,
  trees: trained.trees,
  calibration: fitCalibration(scores, data.labels),
  about: { rows: data.rows, settings: trained.settings },
}
const text = writeModel(model)

describe('a model file', () => {
  it('is read as the model that was written: the same bytes again, the same answer to the bit', () => {
    const read = readModel(text)
    if (!read.ok) throw new Error(read.issue)
    expect(writeModel(read.model)).toBe(text)
    const again = new Ensemble(read.model)
    for (let row = 0; row < data.rows; row++) {
      const values = encodeRow(data, read.model.features, row)
      expect(again.logOdds(values)).toBe(scores[row])
    }
  })

  const tampered = (change: (document: Tampered) => void): string => {
    const document = JSON.parse(text) as Tampered
    change(document)
    return JSON.stringify(document)
  }
  it('with a chain of nodes is read, and with a longer one refused: an explanation walks it', () => {
    const chain = (nodes: number): string => {
      const at = Array.from({ length: nodes }, (_, node) => node)
      const tree = {
        feature: at.map(() => 0),
        threshold: at,
        missing_left: at.map(() => 0),
        sets: at.map(() => null),
        left: at.map((node) => ~node),
        right: at.map((node) => (node + 1 < nodes ? node + 1 : ~nodes)),
        leaf_value: [0, ...at],
        cover: at.map((node) => nodes + 1 - node),
        leaf_cover: [1, ...at.map(() => 1)],
      }
      return JSON.stringify({ ...(JSON.parse(text) as object), trees: [tree] })
    }
    const read = readModel(chain(512))
    if (!read.ok) throw new Error(read.issue)
    const row = new Float64Array(read.model.features.length).fill(300.5)
    const { expected, values } = new TreeExplainer(read.model).explain(row)
    const sum = values.reduce((all, value) => all + value, expected)
    expect(sum).toBeCloseTo(new Ensemble(read.model).logOdds(row), 6)
    expect(readModel(chain(513))).toEqual({
      ok: false,
      issue: 'the model is malformed: tree 0 is more than 512 nodes deep',
    })
  })

  it.each<[string, string]>([
    ['no JSON', text.slice(0, -1)],
    ['another format', text.replace('gatehouse-trees/1', 'gatehouse-trees/9')],
    ['a child that is its own parent', tampered(({ trees }) => void (trees[0].left[0] = 0))],
    ['a child that is not there', tampered(({ trees }) => void (trees[0].right[0] = 9999))],
    ['a leaf that is not there', tampered(({ trees }) => void (trees[0].right[0] = -999))],
    [
      'a child of two parents',
      tampered(({ trees }) => void (trees[0].right[0] = trees[0].left[0]!)),
    ],
    ['rows that are fewer than none', tampered(({ trees }) => void (trees[0].leaf_cover[0] = -1))],
    ['a feature that is not there', tampered(({ trees }) => void (trees[0].feature[0] = 77))],
    ['a leaf without a value', tampered(({ trees }) => void (trees[0].leaf_value[0] = null))],
    [
      'a category read as a number',
      tampered(({ features }) => void (features[0].kind = 'category')),
    ],
    [
      'a calibration that falls',
      tampered(({ calibration }) => void calibration?.probability?.reverse()),
    ],
    ['no calibration', tampered((document) => void delete document.calibration)],
  ])('with %s is refused', (_what, broken) => {
    expect(readModel(broken)).toMatchObject({ ok: false })
  })
})
