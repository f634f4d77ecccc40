import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const OWNER_ONLY = 0o600
const KEY_BYTES = 32

/**
 * A secret of the installation: what the operator gave, else the one in the data folder, which is
 * made at the first start and readable by its owner only.
 */
export function keptSecret(given: string | null, dataDir: string, fileName: string): string {
  if (given !== null) return given
  const path = join(dataDir, fileName)
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = randomBytes(KEY_BYTES).toString('base64url')
  // `wx`: of two processes that start at once, one writes and the other reads what it wrote.
  try {
    writeFileSync(path, `${secret}\n`, { mode: OWNER_ONLY, flag: 'wx' })
    return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFileSync(path, 'utf8').trim()
  }
}
