import { join, resolve } from 'node:path'
import type { Reference } from '@gatehouse/contract'
import { compileReference, openReference } from '@gatehouse/reference'
import type { Terminal } from './command.ts'

/** The look-up tables of an installation, made on the first use. Close them. */
export async function openTables(terminal: Terminal): Promise<Reference> {
  const cacheDir = join(resolve(terminal.env['DATA_DIR'] || 'data'), 'reference')
  await compileReference({
    cacheDir,
    onProgress: ({ table, done, total }) =>
      terminal.note(`look-up tables: ${table} (${done} of ${total})`),
  })
  return openReference({ cacheDir })
}
