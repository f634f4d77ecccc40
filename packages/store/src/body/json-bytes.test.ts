import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PADDING, viewOf } from './byte-runs.ts'
import { endOfScalarBytes, findScalarByte } from './json-bytes.ts'
import { endOfScalar, findScalar } from './json-pieces.ts'

const text = fc.oneof(
  fc.json(),
  fc
    .array(
      fc.constantFrom('"', '\\', ':', ',', '{', '[', '1', '-', 'e', 'true', 'x', ' ', '\u00ff'),
    )
    .map((parts) => parts.join('')),
)

it('finds the same scalars in bytes as in text, and the same ends of them', () => {
  fc.assert(
    fc.property(text, fc.nat(30), (any, from) => {
      const latin1 = Buffer.from(any).toString('latin1').replaceAll('\0', '')
      const at = Math.min(from, latin1.length)
      const bytes = Buffer.concat([Buffer.from(latin1, 'latin1'), Buffer.alloc(PADDING)])
      const found = findScalar(latin1, at)
      expect(findScalarByte(bytes, viewOf(bytes), at)).toBe(found < 0 ? latin1.length : found)
      if (found < 0) return
      expect(endOfScalarBytes(bytes, viewOf(bytes), found)).toBe(endOfScalar(latin1, found))
    }),
    { numRuns: 5000 },
  )
})
