import type { BlocklistEntry } from './entry.ts'
import { selfAndParents } from './host-name.ts'

/** Whether an entry of a name is blocked by the domain above it, or by the domain of the same name. */
export function coveredBy(
  entries: readonly BlocklistEntry[],
): (entry: Pick<BlocklistEntry, 'kind' | 'key'>) => boolean {
  const domains = new Set<string>()
  for (const { kind, key } of entries) if (kind === 'domain') domains.add(key)
  return ({ kind, key }) => {
    if (kind !== 'domain' && kind !== 'host') return false
    const above = selfAndParents(key)
    return (kind === 'host' ? above : above.slice(1)).some((name) => domains.has(name))
  }
}
