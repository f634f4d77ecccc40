import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TableName } from './cache.ts'
import { missingTables } from './compile-tables.ts'
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
 * Compiles what the cache folder lacks of the installed data packages, in a process of its own, so
 * that its memory goes back to the system. Does nothing, quickly, when nothing is missing. Two
 * processes may do it at once: files appear whole, by rename.
 *
 * @returns the tables that were compiled
 * @throws ReferenceDataError `reference_compile_failed` with the process's words,
 * `reference_source_missing` when a data package is not installed
 */
export async function compileReference(options: CompileOptions): Promise<readonly TableName[]> {
  const missing = missingTables(options.cacheDir)
  if (missing.length === 0) return []
  const entry = new URL('./compile-process.ts', import.meta.url)
  const child = fork(fileURLToPath(entry), [options.cacheDir], {
    execArgv: [`--max-old-space-size=${PROCESS_HEAP_MB}`, ...loaderArguments(entry)],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: COMPILE_TIMEOUT_MS,
  })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-STDERR_LENGTH_MAX)
  })
  let done = 0
  child.on('message', ({ table }: { table: TableName }) => {
    done++
    options.onProgress?.({ table, done, total: missing.length })
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) {
    throw new ReferenceDataError(
      'reference_compile_failed',
      `reference data could not be compiled: ${lastError(words)}`,
    )
  }
  return missing
}

/** Node 20 runs no TypeScript: from source the process needs the same loader as its parent. */
function loaderArguments(entry: URL): readonly string[] {
  if (!entry.pathname.endsWith('.ts')) return []
  const loader = createRequire(import.meta.url).resolve('tsx')
  return ['--import', pathToFileURL(loader).href]
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
