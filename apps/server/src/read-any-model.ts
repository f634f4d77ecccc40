import type { ModelKind } from '@gatehouse/contract'
import {
  ANOMALY_FORMAT,
  readAnomalyModel,
  readModel,
  type AnomalyModel,
  type StoredModel,
} from '@gatehouse/scoring'

/** A model of the registry, whatever it says. */
export type AnyModel =
  | { readonly kind: Extract<ModelKind, 'fraud'>; readonly model: StoredModel }
  | { readonly kind: Extract<ModelKind, 'anomaly'>; readonly model: AnomalyModel }

export type AnyModelRead =
  | ({ readonly ok: true } & AnyModel)
  | { readonly ok: false; readonly issue: string }

/** Reads the file of a model of any kind: its `format` says which. */
export function readAnyModel(text: string): AnyModelRead {
  if (isAnomaly(text)) {
    const read = readAnomalyModel(text)
    return read.ok ? { ok: true, kind: 'anomaly', model: read.model } : read
  }
  const read = readModel(text)
  return read.ok ? { ok: true, kind: 'fraud', model: read.model } : read
}

/** What its trees read, and how many there are. */
export function shapeOf({ kind, model }: AnyModel) {
  const { features, trees } = kind === 'anomaly' ? model.forest : model
  return { features, trees: trees.length }
}

function isAnomaly(text: string): boolean {
  try {
    const document = JSON.parse(text) as { readonly format?: unknown } | null
    return document?.format === ANOMALY_FORMAT
  } catch {
    return false
  }
}
