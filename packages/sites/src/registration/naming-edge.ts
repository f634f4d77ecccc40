import type { SiteEdge } from '../edge.ts'
import { readName } from './naming.ts'

/** Shorter stems are found everywhere. */
const LETTERS_MIN = 4

/**
 * The stem of a name as an edge: its letters without figures and hyphens, so that `365stem.example`,
 * `stem-11.example` and `stem.test` share it. No edge where the stem is a single everyday word.
 *
 * @param domain registrable domain in lower case
 */
export function namingEdge(domain: string): SiteEdge | null {
  const words = readName(domain).parts.filter(({ kind }) => kind !== 'digits')
  const stem = words.map(({ text }) => text).join('')
  const isEveryday = words.length === 1 && words[0]!.kind !== 'other'
  if (isEveryday || stem.length < LETTERS_MIN) return null
  return { kind: 'naming', value: stem }
}
