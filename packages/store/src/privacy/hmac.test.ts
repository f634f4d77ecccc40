import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hmacKey, hmacSha256 } from './hmac.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** RFC 4231, the cases whose data is text and whose key is no longer than a block. */
it.each([
  [
    1,
    Buffer.alloc(20, 0x0b),
    'Hi There',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    2,
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [5, Buffer.alloc(20, 0x0c), 'Test With Truncation', 'a3b6167473100ee06e0c796c2955552b'],
])('case %i of RFC 4231', (_case, key, text, digest) => {
  expect(hex(hmacSha256(hmacKey(key), text, digest.length / 2))).toBe(digest)
})

it('is the HMAC of any text, short or long', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    // As long as the shorter way goes, and one more.
    fc.constantFrom('a'.repeat(341), 'a'.repeat(342), '\u20ac'.repeat(341), '\ud800'),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), text, (bytes, any) => {
      const key = Buffer.from(bytes)
      const digest = createHmac('sha256', key).update(any).digest()
      expect(hex(hmacSha256(hmacKey(key), any, 16))).toBe(hex(digest.subarray(0, 16)))
    }),
    { numRuns: 300 },
  )
})

it('refuses a key that would have to be hashed first', () => {
  expect(() => hmacKey(Buffer.alloc(65))).toThrow(RangeError)
})
