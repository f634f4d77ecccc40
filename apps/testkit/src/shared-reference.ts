import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for each checkout: another version of the data packages is another file in it. */
export function sharedReference(): string {
  const checkout = createHash('sha256')
    .update(import.meta.url)
    .digest('hex')
    .slice(0, 12)
  const folder = join(tmpdir(), `gatehouse-test-reference-${checkout}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
