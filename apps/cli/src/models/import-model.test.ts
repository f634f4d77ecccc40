import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SignalDeclaration } from '@gatehouse/contract'
import { readModel } from '@gatehouse/scoring'
import { stringify } from 'yaml'
import { afterAll, describe, expect, it } from 'vitest'
import { importModel } from './import-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

const spec = (name: string) =>
  fileURLToPath(new URL(`../../../../spec/models/${name}`, import.meta.url))
const golden = JSON.parse(readFileSync(spec('lightgbm-binary.json'), 'utf8')) as {
  readonly map: { readonly features: Readonly<Record<string, unknown>> }
  readonly signals: readonly Pick<SignalDeclaration, 'name' | 'type'>[]
}
const declarations = golden.signals.map((each): SignalDeclaration => {
  return { ...each, doc: '', privacy: 'none' }
})
const binary = spec('lightgbm-binary.txt')

function imported(features: object, more: object = {}) {
  const mapPath = join(folder, 'map.yaml')
  writeFileSync(mapPath, stringify({ features, ...more }))
  return importModel({ path: binary, mapPath, sha256: undefined, declarations })
}

describe('an import', () => {
  it('keeps where the model came from, and what stands for its features', () => {
    const { file, reads } = imported(golden.map.features)
    const read = readModel(file)
    if (!read.ok) throw new Error(read.issue)
    expect(read.model.about).toEqual({
      imported: {
        library: 'LightGBM',
        version: 'v4',
        objective: 'binary sigmoid:0.7',
        file: 'lightgbm-binary.txt',
        sha256: createHash('sha256').update(readFileSync(binary)).digest('hex'),
        reads: Object.fromEntries(reads),
      },
    })
    expect(reads.get('country')).toBe('ip.country')
    expect(read.model.features.map(({ name }) => name)).not.toContain('shop_age')
  })

  it('needs no map where the features are called as signals are', () => {
    const path = spec('lightgbm-zero-missing.txt')
    const { reads } = importModel({ path, mapPath: undefined, sha256: undefined, declarations })
    expect([...reads].every(([feature, signal]) => feature === signal)).toBe(true)
  })

  it('takes an ONNX file, and keeps which of its classes is fraud', () => {
    const { map, signals } = JSON.parse(readFileSync(spec('onnx-forest.json'), 'utf8')) as {
      readonly map: unknown
      readonly signals: readonly Pick<SignalDeclaration, 'name' | 'type'>[]
    }
    const mapPath = join(folder, 'onnx.yaml')
    writeFileSync(mapPath, stringify(map))
    const known = signals.map((each): SignalDeclaration => ({ ...each, doc: '', privacy: 'none' }))
    const asked = { path: spec('onnx-forest.onnx'), mapPath, sha256: undefined }
    const { file, trees } = importModel({ ...asked, declarations: known })
    expect(trees).toBe(6)
    const read = readModel(file)
    expect(read).toMatchObject({
      model: { about: { imported: { library: 'ONNX', probability_of: 'fraud' } } },
    })
  })

  it('of a file of neither library is refused', () => {
    const path = spec('onnx-forest.json')
    const asked = { path, mapPath: undefined, sha256: undefined, declarations }
    expect(() => importModel(asked)).toThrow(/neither a text model of LightGBM nor an ONNX file/)
  })

  it('of another file than the one that was meant is refused', () => {
    const wrong = { path: binary, mapPath: undefined, sha256: '0'.repeat(64), declarations }
    expect(() => importModel(wrong)).toThrow(
      /is not the file that was meant: its hash is [0-9a-f]{64}/,
    )
  })
})

describe('a map is refused, with the line and every fault,', () => {
  const { amount: _amount, ...withoutAmount } = golden.map.features
  it.each<[string, object, RegExp]>([
    [
      'that names no signal',
      { ...golden.map.features, amount: 'order.amuont' },
      /map\.yaml:2: `amount` stands for `order\.amuont`, which is no signal; did you mean `order\.amount`\?/,
    ],
    [
      'that names no feature of the model',
      { ...withoutAmount, amuont: 'order.amount' },
      /the model has no feature `amuont`; did you mean `amount`\?\n.*`amount` is read by the model/s,
    ],
    [
      'that takes a text for a number',
      { ...golden.map.features, amount: 'ip.country' },
      /`amount` stands for `ip\.country`, which is a text/,
    ],
    [
      'that leaves a category without a name',
      { ...golden.map.features, country: { signal: 'ip.country', categories: { DE: 0 } } },
      /`country` tells categories apart that have no name: 40\. Say/,
    ],
    [
      'of words that it has not',
      { amount: { signal: 'order.amount', times: 2 } },
      /beside `signal`/,
    ],
    [
      'of codes that are none',
      { country: { signal: 'x', categories: { DE: 0.5 } } },
      /whole number/,
    ],
  ])('%s', (_what, features, words) => {
    expect(() => imported(features)).toThrow(words)
  })

  it('that has other parts', () => {
    expect(() => imported(golden.map.features, { featuers: {} })).toThrow(/no part of a map/)
  })
})
