import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { adoptModel } from './adopt-model.ts'
import { EMPTY_FEATURE_MAP, type FeatureMap } from './feature-map.ts'
import { declared, golden } from './golden.case.ts'
import { readOnnxTrees } from './onnx-trees.ts'
import { onnxFile, type Attributes, type WrittenOperator } from './onnx-writer.case.ts'

const map: FeatureMap = {
  ...EMPTY_FEATURE_MAP,
  output: 'log_odds',
  features: new Map([['f0', { kind: 'signal', signal: 'order.amount' }]]),
}
const declarations = [declared({ name: 'order.amount', type: 'double' })]

/** @returns what is wrong, of the file or of its trees */
function issueOf(file: Uint8Array, asked: FeatureMap = map): string | null {
  const read = readOnnxTrees(file, asked)
  if (!read.ok) return read.issue
  const adopted = adoptModel(read.model, asked, declarations, {})
  return adopted.ok ? null : adopted.issues.map(({ message }) => message).join('; ')
}

/** One tree of two leaves. */
const NODES: Attributes = {
  nodes_treeids: [0, 0, 0],
  nodes_nodeids: [0, 1, 2],
  nodes_featureids: [0, 0, 0],
  nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
  nodes_values: { floats: [10, 0, 0] },
  nodes_truenodeids: [1, 0, 0],
  nodes_falsenodeids: [2, 0, 0],
}
const REGRESSOR: Attributes = {
  ...NODES,
  target_treeids: [0, 0],
  target_nodeids: [1, 2],
  target_ids: [0, 0],
  target_weights: { floats: [-1, 1] },
}
const CLASSIFIER: Attributes = {
  ...NODES,
  class_treeids: [0, 0],
  class_nodeids: [1, 2],
  class_ids: [0, 0],
  class_weights: { floats: [-1, 1] },
  classlabels_int64s: [0, 1],
  post_transform: 'LOGISTIC',
}

const trees = (changed: Attributes = {}, type = 'TreeEnsembleRegressor'): WrittenOperator => {
  const own = type === 'TreeEnsembleClassifier' ? CLASSIFIER : REGRESSOR
  return { type, attributes: { ...own, ...changed } }
}
const regressor = (changed: Attributes) => onnxFile([trees(changed)])
const classifier = (changed: Attributes) => onnxFile([trees(changed, 'TreeEnsembleClassifier')])

describe('an ONNX file', () => {
  it('of one small tree is good, of either operator, with what exporters put around', () => {
    expect(issueOf(regressor({}))).toBeNull()
    expect(issueOf(classifier({}))).toBeNull()
    const before = { type: 'Cast', inputs: ['x'], outputs: ['z'], attributes: { to: 1 } }
    const after = { type: 'ZipMap', inputs: ['y'], outputs: ['w'] }
    expect(issueOf(onnxFile([before, { ...trees(), inputs: ['z'] }, after], 11))).toBeNull()
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['of nothing', new Uint8Array(0), /it is no ONNX file: it has no graph/],
    ['without trees', onnxFile([{ type: 'Identity' }]), /it has no trees/],
    ['with another operator', onnxFile([{ type: 'MatMul' }, trees()]), /the operator `MatMul`/],
    ['of the newer operator', onnxFile([{ type: 'TreeEnsemble' }]), /the operator `TreeEnsemble`/],
    ['with two forests', onnxFile([trees(), trees()]), /two operators of trees/],
    ['of whole numbers', onnxFile([trees()], 7), /its input is of the type 7/],
    [
      'that casts to whole numbers',
      onnxFile([
        { type: 'Cast', outputs: ['z'], attributes: { to: 7 } },
        { ...trees(), inputs: ['z'] },
      ]),
      /it casts its input/,
    ],
    [
      'that reads what is no input',
      onnxFile([{ ...trees(), inputs: ['z'] }]),
      /do not read the input/,
    ],
    [
      'that reads itself',
      onnxFile([
        { type: 'Identity', inputs: ['z'], outputs: ['z'] },
        { ...trees(), inputs: ['z'] },
      ]),
      /do not read the input/,
    ],
    [
      'with a threshold that is NaN',
      regressor({ nodes_values: { floats: [NaN, 0, 0] } }),
      /tree 0: a threshold is no number/,
    ],
    [
      'with an endless threshold',
      regressor({ nodes_values: { floats: [Infinity, 0, 0] } }),
      /a threshold is no number/,
    ],
    [
      'with a leaf that is NaN',
      regressor({ target_weights: { floats: [NaN, 1] } }),
      /`target_weights` holds what is no number/,
    ],
    [
      'with a node that is its own child',
      regressor({ nodes_truenodeids: [0, 0, 0] }),
      /tree 0: it has no beginning/,
    ],
    [
      'with a child that is not there',
      regressor({ nodes_falsenodeids: [9, 0, 0] }),
      /tree 0: there is no node 9/,
    ],
    [
      'with a child below none',
      regressor({ nodes_falsenodeids: [-2, 0, 0] }),
      /tree 0: there is no node -2/,
    ],
    [
      'with one child twice',
      regressor({ nodes_falsenodeids: [1, 0, 0] }),
      /comes to one node in two ways/,
    ],
    [
      'with two beginnings',
      regressor({
        nodes_modes: ['BRANCH_LEQ', 'LEAF', 'BRANCH_LT'],
        nodes_truenodeids: [1, 0, 1],
        nodes_falsenodeids: [1, 0, 1],
      }),
      /2 beginnings/,
    ],
    [
      'with two nodes of one number',
      regressor({ nodes_nodeids: [0, 1, 1] }),
      /two nodes have one number/,
    ],
    [
      'with a feature beyond all',
      regressor({ nodes_featureids: [5000, 0, 0] }),
      /there is no feature 5000/,
    ],
    [
      'with a feature below none',
      regressor({ nodes_featureids: [-1, 0, 0] }),
      /there is no feature -1/,
    ],
    [
      'with a number beyond 32 bits',
      regressor({ nodes_featureids: [4294967296, 0, 0] }),
      /there is no feature 4294967296/,
    ],
    [
      'with a branch of sets',
      regressor({ nodes_modes: ['BRANCH_MEMBER', 'LEAF', 'LEAF'] }),
      /the kind of branch `BRANCH_MEMBER`/,
    ],
    [
      'with a list too short',
      regressor({ nodes_modes: ['BRANCH_LEQ', 'LEAF'] }),
      /`nodes_modes` has 2 values, not 3/,
    ],
    ['with a weight twice', regressor({ target_nodeids: [1, 1] }), /a leaf has two weights/],
    [
      'with weights of nothing',
      regressor({ target_nodeids: [] }),
      /the lists of `target_weights` do not fit/,
    ],
    ['of several targets', regressor({ n_targets: 2 }), /more than one target/],
    ['that takes the largest tree', regressor({ aggregate_function: 'MAX' }), /joined by `MAX`/],
    ['of another curve', regressor({ post_transform: 'PROBIT' }), /`PROBIT` is not read/],
    ['of three classes', classifier({ classlabels_int64s: [0, 1, 2] }), /3 classes apart/],
    [
      'of classes with names',
      classifier({ classlabels_strings: ['good', 'bad'] }),
      /its classes are `good` and `bad`: say/,
    ],
    [
      'with a base that is disputed',
      classifier({ class_ids: [1, 1], base_values: { floats: [0.5] } }),
      /`base_values`/,
    ],
  ])('%s is refused with where', (_what, file, words) => {
    expect(issueOf(file)).toMatch(words)
  })

  it('that does not say what its numbers are is refused, unless the map does', () => {
    const file = regressor({})
    expect(issueOf(file, { ...map, output: null })).toMatch(/say `output: log_odds` or/)
    expect(issueOf(file, { ...map, output: 'probability' })).toBeNull()
  })

  it('that is cut off anywhere is refused', () => {
    const file = regressor({})
    for (let length = 1; length < file.length; length++) {
      expect(issueOf(file.slice(0, length)), `${length} bytes`).not.toBeNull()
    }
  })

  it('with any byte changed is a model or refused, and nothing else', () => {
    const { file } = golden('onnx-classifier', 'onnx')
    for (let place = 0; place < file.length; place += 3) {
      const broken = Uint8Array.from(file)
      broken[place]! ^= 0xff
      const issue = issueOf(broken)
      expect(issue === null || issue.length < 2000).toBe(true)
    }
  })

  it('of groups in groups, and with a list that says it is endless, is refused', () => {
    const groups = new Uint8Array(200_000).fill((99 << 3) | WireType.StartGroup, 0)
    expect(issueOf(groups)).toMatch(/no whole ONNX file/)
    const endless = new BinaryWriter()
    endless.tag(7, WireType.LengthDelimited).uint32(4_000_000_000)
    expect(issueOf(endless.finish())).toMatch(/no whole ONNX file/)
  })
})
