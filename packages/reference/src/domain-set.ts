import type { StringIndex } from './string-index.ts'

/** Deepest name that is looked at: mail hosts have at most five labels. */
const PARENTS_MAX = 8

/** Is the domain, or any parent of it, in the table? A bare top-level label is never asked for. */
export function hasDomainOrParent(table: StringIndex, domain: string): boolean {
  let name = domain
  for (let count = 0; count < PARENTS_MAX; count++) {
    const dot = name.indexOf('.')
    if (dot < 0) return false
    if (table.has(name)) return true
    name = name.slice(dot + 1)
  }
  return false
}
