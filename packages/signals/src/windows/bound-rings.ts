import type { EntityWindows } from './entity-windows.ts'

/**
 * Lets rings go, least recently read first, until those of all groups fit into `bytesMax`; they are
 * built again when they are needed.
 *
 * @returns whether any had to go
 */
export function boundRings(groups: readonly EntityWindows[], bytesMax: number): boolean {
  let bytes = 0
  for (const group of groups) bytes += group.ringBytes
  if (bytes <= bytesMax) return false
  // A quarter more than needed, so that this work is not repeated at the next ring.
  const target = bytesMax * 0.75
  const keys = groups.flatMap((group) =>
    [...group.chains.hot.values()].map((key) => ({ group, key })),
  )
  for (const { group, key } of keys.toSorted((a, b) => a.key.readMs - b.key.readMs)) {
    if (bytes <= target) break
    for (const ring of key.rings) {
      bytes -= ring?.bytes ?? 0
      group.ringBytes -= ring?.bytes ?? 0
    }
    key.rings.length = 0
    bytes -= key.times?.bytes ?? 0
    group.ringBytes -= key.times?.bytes ?? 0
    key.times = undefined
  }
  return true
}
