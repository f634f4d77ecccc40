import { readFileSync } from 'node:fs'
import type { SignalDeclaration, SignalType, SignalVector } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import { readFeatureMap, type FeatureMap } from './feature-map.ts'

/** What the library that wrote a model said of rows of signals: `spec/models/make-*.py`. */
export interface Golden {
  readonly file: Uint8Array
  readonly map: FeatureMap
  readonly declarations: readonly SignalDeclaration[]
  readonly rows: readonly SignalVector[]
  /** `null`: only probabilities are given. */
  readonly raw: readonly number[] | null
  readonly probability: readonly number[]
  /** Of each feature in the order of `signals`, and what is expected; absent where features share one. */
  readonly contributions?: readonly (readonly number[])[]
}

interface Document extends Pick<Golden, 'raw' | 'probability' | 'contributions'> {
  readonly map: unknown
  readonly signals: readonly { readonly name: string; readonly type: SignalType }[]
  readonly rows: readonly (readonly (number | string | boolean | null)[])[]
}

const FOLDER = new URL('../../../../spec/models/', import.meta.url)

export function golden(name: string, ending: string): Golden {
  const text = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')
  const document = JSON.parse(text) as Document
  const read = readFeatureMap(document.map)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return {
    ...document,
    file: readFileSync(new URL(`${name}.${ending}`, FOLDER)),
    map: read.map,
    declarations: document.signals.map(declared),
    rows: document.rows.map((row) => row.map((value) => value ?? unknownBecause('not_sent'))),
  }
}

export function declared({
  name,
  type,
}: {
  readonly name: string
  readonly type: SignalType
}): SignalDeclaration {
  return { name, type, doc: '', privacy: 'none' }
}
