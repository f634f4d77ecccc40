import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readModel, writeModel, type Checkpoint, type DataSet } from '@gatehouse/scoring'

/** Trees between two writes. */
const EVERY_TREES = 10

/** A training that was interrupted goes on where it was, as long as its rows and settings are the same. */
export interface KeptTraining {
  readonly resume: Checkpoint | undefined
  keep(trees: number, checkpoint: () => Checkpoint): void
}

/** @param path `undefined`: nothing is kept */
export function openTraining(
  path: string | undefined,
  data: DataSet,
  settings: object,
): KeptTraining {
  if (path === undefined) return { resume: undefined, keep() {} }
  const of = fingerprint(data, settings)
  return {
    resume: existsSync(path) ? readKept(readFileSync(path, 'utf8'), of) : undefined,
    keep(trees, checkpoint) {
      if (trees % EVERY_TREES !== 0) return
      const calibration = { kind: 'platt', slope: 1, intercept: 0 } as const
      const text = writeModel({ ...checkpoint(), calibration, about: { training: of } })
      writeFileSync(`${path}.part`, text)
      renameSync(`${path}.part`, path)
    },
  }
}

function readKept(text: string, of: string): Checkpoint | undefined {
  const read = readModel(text)
  return read.ok && read.model.about['training'] === of ? read.model : undefined
}

function fingerprint({ columns, labels }: DataSet, settings: object): string {
  const hash = createHash('sha256').update(JSON.stringify(settings)).update(labels)
  for (const column of columns) {
    hash.update(column.name)
    if (column.kind === 'number') hash.update(column.values)
    else hash.update(JSON.stringify(column.names)).update(column.codes)
  }
  return hash.digest('hex')
}
