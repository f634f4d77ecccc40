import { findLeaks, type FittedModel, type Leak } from '@gatehouse/scoring'
import type { TrainingRows } from './training-rows.ts'

/** The first part teaches what a text says; the rest, which came later, is what is looked at. */
export function leaksOf({ data }: TrainingRows, { parts }: FittedModel): Leak[] {
  const learned = parts.find(({ part }) => part === 'learned')?.rows ?? 0
  const train = Uint32Array.from({ length: learned }, (_, row) => row)
  const later = Uint32Array.from({ length: data.rows - learned }, (_, at) => learned + at)
  return findLeaks(data.columns, data.labels, train, later)
}
