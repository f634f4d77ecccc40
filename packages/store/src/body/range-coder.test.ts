import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesMax, RangeDecoder, symbolCode, writeCodes } from './range-coder.ts'

const code = fc
  .constantFrom(1, 8, 12)
  .chain((bits) => fc.tuple(fc.constant(bits), fc.nat(2 ** bits - 1), fc.nat(2 ** bits - 1)))
  .map(([bits, start, size]) => ({ bits, start, size: Math.min(1 + size, 2 ** bits - start) }))

it('reads the codes that were written, in no more room than was said', () => {
  fc.assert(
    fc.property(fc.array(code, { maxLength: 300 }), (steps) => {
      const codes = Int32Array.from(steps, ({ start, size, bits }) => symbolCode(start, size, bits))
      const bytes = new Uint8Array(bytesMax(codes.length))
      const length = writeCodes(codes, codes.length, bytes)
      expect(length).toBeLessThanOrEqual(bytes.length)
      const decoder = new RangeDecoder(bytes.subarray(0, length))
      for (const { start, size, bits } of steps) {
        const place = decoder.peek(bits)
        expect(place >= start && place < start + size).toBe(true)
        decoder.consume(start, size, bits)
      }
    }),
    { numRuns: 1000 },
  )
})
