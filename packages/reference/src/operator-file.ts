import { readFileSync, statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Stats } from 'node:fs'

/** A file that the operator supplies: what it holds, or why it cannot be read. */
export type OperatorFile =
  | { readonly ok: true; readonly stamp: string; readonly bytes: Buffer }
  /** `why` continues a sentence that begins with the path. */
  | { readonly ok: false; readonly why: string }

/** Of which file is asked, and how large it may be. */
export interface FileLimit {
  readonly path: string
  readonly bytesMax: number
}

const MEBIBYTE = 2 ** 20

/** Whether a file is the one that was read before: another content has another stamp. */
function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return [size, mtimeMs, ctimeMs, ino].join(' ')
}

function checkSize(stats: Stats | undefined, bytesMax: number): string | null {
  if (stats === undefined) return 'is not there'
  if (!stats.isFile()) return 'is no file'
  return stats.size > bytesMax ? `is larger than ${bytesMax / MEBIBYTE} MiB` : null
}

export function readOperatorFile({ path, bytesMax }: FileLimit): OperatorFile {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    const why = checkSize(stats, bytesMax)
    if (why !== null) return { ok: false, why }
    return { ok: true, stamp: stampOf(stats!), bytes: readFileSync(path) }
  } catch (error) {
    return unreadable(error)
  }
}

/** The same without holding anybody up. `known`: the stamp with which nothing has to be read again. */
export async function readOperatorFileLater(
  { path, bytesMax }: FileLimit,
  known: string | undefined,
): Promise<OperatorFile | 'unchanged'> {
  try {
    const stats = await stat(path)
    const why = checkSize(stats, bytesMax)
    if (why !== null) return { ok: false, why }
    const stamp = stampOf(stats)
    if (stamp === known) return 'unchanged'
    return { ok: true, stamp, bytes: await readFile(path) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { ok: false, why: 'is not there' }
    return unreadable(error)
  }
}

function unreadable(error: unknown): OperatorFile {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return { ok: false, why: `cannot be read (${code})` }
}
