import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../src/run.ts'

const ROOT = new URL('../../../', import.meta.url)

/** A file of the source tree. */
export function inTree(path: string): string {
  return fileURLToPath(new URL(path, ROOT))
}

/** A data folder whose look-up tables are those that the tests of the reference package compile. */
export const DATA_DIR = inTree('node_modules/.cache/gatehouse-cli-test')
const TABLES = inTree('node_modules/.cache/gatehouse-reference')

export function linkTables(dataDir = DATA_DIR): void {
  mkdirSync(TABLES, { recursive: true })
  mkdirSync(dataDir, { recursive: true })
  try {
    symlinkSync(TABLES, join(dataDir, 'reference'), 'junction')
  } catch (error) {
    // Another test file may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

export interface Ran {
  readonly exitCode: number
  readonly printed: string
  readonly noted: string
}

/** Runs one command line in this process. */
export async function gatehouse(...args: readonly string[]): Promise<Ran> {
  linkTables()
  return gatehouseIn({ DATA_DIR }, ...args)
}

/** The same with an environment of its own. */
export async function gatehouseIn(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ran> {
  const printed: string[] = []
  const noted: string[] = []
  const exitCode = await run(args, {
    env,
    isInteractive: false,
    print: (text) => void printed.push(text),
    note: (text) => void noted.push(text),
  })
  return { exitCode, printed: printed.join('\n'), noted: noted.join('\n') }
}
