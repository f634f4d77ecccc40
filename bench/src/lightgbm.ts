/** LightGBM beside ours, if there is a Python that has it: `pip install lightgbm==4.7.0`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DataSet } from '@gatehouse/scoring'

export interface LightgbmFigures {
  readonly version: string
  /** Of binning and training; reading the rows is not in it. */
  readonly seconds: number
  readonly cpuSeconds: number
  readonly auc: number
}

/** The same rows, on one thread, with the settings that ours has as its own. */
export function trainLightgbm(
  python: string,
  train: DataSet,
  test: DataSet,
  trees: number,
  leaves: number,
): LightgbmFigures {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-lightgbm-'))
  try {
    write(folder, 'train', train)
    write(folder, 'test', test)
    const script = fileURLToPath(new URL('train-lightgbm.py', import.meta.url))
    const categories = [...train.columns.keys()].filter(
      (at) => train.columns[at]!.kind === 'category',
    )
    const numbers = [train.rows, test.rows, trees, leaves].map(String)
    const args = [script, folder, ...numbers, JSON.stringify(categories)]
    return JSON.parse(execFileSync(python, args, { encoding: 'utf8' })) as LightgbmFigures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function write(folder: string, name: string, { columns, labels }: DataSet): void {
  writeFileSync(join(folder, `${name}.labels`), labels)
  const parts = columns.map((column) => {
    const values = column.kind === 'number' ? column.values : Float64Array.from(column.codes)
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  })
  writeFileSync(join(folder, `${name}.columns`), Buffer.concat(parts))
}
