import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hashBytes, PADDING, sameBytes, viewOf } from './byte-runs.ts'

/** Bytes with room behind them, of which many are the same, and of many kinds as numbers. */
const bytes = fc.uint8Array({ maxLength: 40 }).chain((any) =>
  fc.constantFrom(
    any,
    any.map(() => 1),
    // As a number of eight bytes this is none.
    any.map(() => 255),
    any.map((byte) => 1 + (byte % 2)),
  ),
)
const padded = (piece: Uint8Array) => Buffer.concat([piece, Buffer.alloc(PADDING)])

it('counts the bytes that are the same from two places on', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.nat(5), fc.nat(5), fc.nat(40), (left, right, l, r, most) => {
      const length = Math.max(0, Math.min(most, left.length - l, right.length - r))
      // Zero is only for what follows the text.
      const [one, other] = [left, right].map((any) => padded(any.map((byte) => byte || 7)))
      let same = 0
      while (same < length && one![l + same] === other![r + same]) same += 1
      if (l <= left.length && r <= right.length) {
        expect(sameBytes(viewOf(one!), l, viewOf(other!), r, length)).toBe(same)
      }
    }),
    { numRuns: 5000 },
  )
})

it('the hash of a piece depends on nothing around it', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (before, piece, after) => {
      const end = before.length + piece.length
      const among = padded(Buffer.concat([before, piece, after]))
      expect(hashBytes(viewOf(among), before.length, end)).toBe(
        hashBytes(viewOf(padded(piece)), 0, piece.length),
      )
    }),
  )
})
