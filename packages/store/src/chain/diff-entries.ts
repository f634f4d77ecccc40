import { ENTRY_BYTES, idAt, ID_BYTES } from './seal.ts'

/** A row that is not as it was sealed. */
export interface EntryDifference {
  readonly what: 'changed' | 'missing' | 'unknown' | 'reordered'
  readonly id: string
  /** Where it stands among the sealed ones, from 0; of an unknown one, before which it stands. */
  readonly at: number
}

interface Entry {
  readonly id: string
  readonly mark: Buffer
}

/** What became of rows since they were sealed, in the order in which they were. */
export function diffEntries(sealed: Buffer, found: Buffer): readonly EntryDifference[] {
  const before = entriesOf(sealed)
  const now = entriesOf(found)
  const known = new Set(before.map(({ id }) => id))
  const there = new Set(now.map(({ id }) => id))
  const differences: EntryDifference[] = []
  const rest = now.values()
  let next = rest.next()
  for (const [at, { id, mark }] of before.entries()) {
    while (next.done !== true && !known.has(next.value.id)) {
      differences.push({ what: 'unknown', id: next.value.id, at })
      next = rest.next()
    }
    if (!there.has(id)) {
      differences.push({ what: 'missing', id, at })
      continue
    }
    if (next.done === true || next.value.id !== id) {
      differences.push({ what: 'reordered', id, at })
    } else if (!next.value.mark.equals(mark)) differences.push({ what: 'changed', id, at })
    next = rest.next()
  }
  while (next.done !== true) {
    if (!known.has(next.value.id)) {
      differences.push({ what: 'unknown', id: next.value.id, at: before.length })
    }
    next = rest.next()
  }
  return differences
}

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    entries.push({ id: idAt(bytes, at), mark: bytes.subarray(at + ID_BYTES, at + ENTRY_BYTES) })
  }
  return entries
}
