import type { Value } from '../interpret/value.ts'
import { Duration, Timestamp } from '../interpret/value.ts'
import type { Node } from '../node.ts'
import { NANOS_PER_MILLISECOND } from '../time.ts'
import type { Present } from './code.ts'

/** A literal as compiled code holds it; the checker admits no others. */
export function constantOf(value: Value): Present {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Timestamp || value instanceof Duration) {
    return Number(value.nanos / NANOS_PER_MILLISECOND)
  }
  return value as Present
}

/** The elements of a list that is written out in full; undefined if one is computed. */
export function constantElements(node: Node): readonly Present[] | undefined {
  if (node.kind !== 'list') return undefined
  const values: Present[] = []
  for (const element of node.elements) {
    if (element.kind !== 'constant') return undefined
    values.push(constantOf(element.value))
  }
  return values
}
