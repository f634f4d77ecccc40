import { fileURLToPath } from 'node:url'

/** The ready rulesets of the source tree. */
const PACKS = new URL('../../../../packs/', import.meta.url)

/** Path of a pack's file: `starter.yaml`, `lists.yaml`. */
export function packPath(file: string): string {
  return fileURLToPath(new URL(file, PACKS))
}
