import { fileURLToPath } from 'node:url'
import type { Reference } from '@gatehouse/contract'
import { compileReference } from '../src/compile.ts'
import type { ReferenceOptions } from '../src/parts.ts'
import { openReference } from '../src/reference.ts'

/** Kept between runs: the tables are keyed by the versions they are made from. */
export const CACHE_DIR = fileURLToPath(
  new URL('../../../node_modules/.cache/gatehouse-reference', import.meta.url),
)

/** The real tables, compiled on the first run. */
export async function openCompiled(options: Partial<ReferenceOptions> = {}): Promise<Reference> {
  await compileReference({ cacheDir: CACHE_DIR })
  return openReference({ cacheDir: CACHE_DIR, ...options })
}
