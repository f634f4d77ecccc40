import { readFileSync } from 'node:fs'
import type { Environment, Fault } from './environment.ts'

/**
 * A secret that somebody else made, of whatever length: `NAME`, or the content of the file that
 * `NAME_FILE` names.
 */
export function readForeignSecret(env: Environment, name: string, fault: Fault): string | null {
  const path = env[`${name}_FILE`]
  if (!path) return env[name] || null
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (cause) {
    fault(`\`${name}_FILE\` cannot be read: ${(cause as Error).message}`)
    return null
  }
}
