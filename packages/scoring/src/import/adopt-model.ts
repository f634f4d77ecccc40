import type { SignalDeclaration } from '@gatehouse/contract'
import type { Binning } from '../data/bins.ts'
import { readModel, writeModel, type StoredModel } from '../model/model-file.ts'
import { adoptTree, type Adoption } from './adopt-tree.ts'
import type { FeatureMap, MapFault } from './feature-map.ts'
import { Unreadable, type ForeignModel } from './foreign-model.ts'
import { resolveFeatures, type Reading } from './resolve-features.ts'

export type ModelAdopted =
  | {
      readonly ok: true
      readonly model: StoredModel
      /** What stands for each feature that is read: a signal, or a constant. */
      readonly reads: ReadonlyMap<string, string>
    }
  | { readonly ok: false; readonly issues: readonly MapFault[] }

/**
 * Makes a model of ours of a foreign one: the same tests of the same rows, the same leaves in the
 * same order, so the same doubles. Texts that it was trained on as codes or numbers become the
 * categories themselves.
 *
 * @param declarations what the shop knows of an order
 * @param about see `StoredModel.about`
 */
export function adoptModel(
  foreign: ForeignModel,
  map: FeatureMap,
  declarations: readonly SignalDeclaration[],
  about: StoredModel['about'],
): ModelAdopted {
  const { readings, faults } = resolveFeatures(foreign, map, declarations)
  if (faults.length > 0) return { ok: false, issues: faults }
  const adoption = adoptionOf(readings)
  try {
    const model: StoredModel = {
      features: adoption.features,
      base: foreign.base,
      trees: foreign.trees.map((tree, at) => adoptTree(tree, at, adoption)),
      calibration: foreign.calibration,
      about,
    }
    // What is kept is what is read again: every check of a model file holds for it too.
    const read = readModel(writeModel(model))
    if (!read.ok) return { ok: false, issues: [{ pointer: '', message: read.issue }] }
    const names = map.names ?? foreign.features
    const reads = [...readings].map(([feature, reading]): [string, string] => [
      names[feature] ?? `f${feature}`,
      reading.kind === 'constant' ? `${reading.value}` : reading.signal,
    ])
    return { ok: true, model: read.model, reads: new Map(reads) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, issues: [{ pointer: '', message: error.message }] }
  }
}

function adoptionOf(readings: ReadonlyMap<number, Reading>): Adoption {
  const bySignal = new Map<string, Binning>()
  for (const reading of readings.values()) {
    if (reading.kind === 'constant') continue
    const { signal: name } = reading
    if (reading.kind === 'category') {
      const known = bySignal.get(name)
      const bins = new Map(known?.kind === 'category' ? known.bins : [])
      for (const category of reading.values.keys()) {
        if (!bins.has(category)) bins.set(category, bins.size)
      }
      bySignal.set(name, { kind: 'category', name, bins })
    } else {
      const number = { kind: 'number', name, monotone: 0, bounds: new Float64Array(0) } as const
      const isZeroMissing = reading.kind === 'number' && reading.zeroIsMissing
      bySignal.set(name, isZeroMissing ? { ...number, zeroIsMissing: true } : number)
    }
  }
  const signals = [...bySignal.keys()]
  const places = [...readings].flatMap(([feature, reading]): [number, number][] =>
    reading.kind === 'constant' ? [] : [[feature, signals.indexOf(reading.signal)]],
  )
  return { features: [...bySignal.values()], places: new Map(places), readings }
}
