import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CliError } from '../cli-error.ts'
import { suggestion } from '../nearest.ts'

/** The ready rulesets of the source tree. */
const PACKS = new URL('../../../../packs/', import.meta.url)
const ENDING = '.yaml'
/** The lists of a new shop: no ruleset. */
const LISTS = 'lists.yaml'

/** Path of a pack's file: `starter.yaml`, `lists.yaml`. */
export function packPath(file: string): string {
  return fileURLToPath(new URL(file, PACKS))
}

/** Names of the ready rulesets, in the order of the alphabet. */
export function packNames(): string[] {
  return readdirSync(PACKS)
    .filter((file) => file.endsWith(ENDING) && file !== LISTS)
    .map((file) => file.slice(0, -ENDING.length))
    .toSorted()
}

/** @throws CliError `usage` with the nearest name when there is no such pack */
export function packFile(name: string): string {
  const names = packNames()
  if (names.includes(name)) return packPath(`${name}${ENDING}`)
  const hint = suggestion(name, names) || `: there are ${names.join(', ')}`
  throw new CliError('usage', `there is no pack \`${name}\`${hint}`)
}

/** The pack as it is written, comments and all. */
export function packText(name: string): string {
  return readFileSync(packFile(name), 'utf8')
}
