import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TableName } from './cache.ts'
import { missingTables, removeStaleTables } from './compile-tables.ts'
import { ReferenceDataError } from './errors.ts'

export interface CompileProgress {
  readonly table: TableName
  readonly done: number
  readonly total: number
}

export interface CompileOptions {
  /** Folder for the compiled tables; made if it is not there. */
  readonly cacheDir: string
  readonly onProgress?: (progress: CompileProgress) => void
}

/** On a slow disk the compilation takes a minute; more means that it hangs. */
const COMPILE_TIMEOUT_MS = 10 * 60_000
const STDERR_LENGTH_MAX = 4000
const PROCESS_HEAP_MB = 1024

/**
 * Compiles what the cache folder lacks of the installed data packages, in processes of their own,
 * so that their memory goes back to the system. Does nothing, quickly, when nothing is missing. Two
 * callers may do it at once: files appear whole, by rename.
 *
 * @returns the tables that were compiled
 * @throws ReferenceDataError `reference_compile_failed` with the process's words,
 * `reference_source_missing` when a data package is not installed
 */
export async function compileReference(options: CompileOptions): Promise<readonly TableName[]> {
  const missing = missingTables(options.cacheDir)
  if (missing.length === 0) return []
  let done = 0
  const onDone = (table: TableName): void => {
    done++
    options.onProgress?.({ table, done, total: missing.length })
  }
  // The city table takes twice as long as all others: two processes, two cores.
  const groups = [missing.filter(isLong), missing.filter((name) => !isLong(name))]
  await Promise.all(
    groups
      .filter((names) => names.length > 0)
      .map(async (names) => compileInProcess(options.cacheDir, names, onDone)),
  )
  removeStaleTables(options.cacheDir)
  return missing
}

function isLong(name: TableName): boolean {
  return name === 'city'
}

async function compileInProcess(
  cacheDir: string,
  names: readonly TableName[],
  onDone: (table: TableName) => void,
): Promise<void> {
  const entry = new URL('./compile.worker.ts', import.meta.url)
  const child = fork(fileURLToPath(entry), [cacheDir, ...names], {
    execArgv: [`--max-old-space-size=${PROCESS_HEAP_MB}`, ...inheritedArguments()],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: COMPILE_TIMEOUT_MS,
  })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-STDERR_LENGTH_MAX)
  })
  child.on('message', ({ table }: { table: TableName }) => onDone(table))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) {
    throw new ReferenceDataError(
      'reference_compile_failed',
      `reference data could not be compiled: ${lastError(words)}`,
    )
  }
}

/** The parent's own (a TypeScript loader, when it runs from source), but not its debugger's port. */
function inheritedArguments(): readonly string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

/** The line that names the error, of a stack trace. */
function lastError(words: string): string {
  const lines = words.split('\n').map((line) => line.trim())
  return (
    lines.find((line) => /^\w*Error\b/.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'it ended without a word'
  )
}
