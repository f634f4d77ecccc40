import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseEmailAddress } from './email-address.ts'

/** A domain in capitals has to be converted, so it takes the general way to the same answer. */
it('reads an address that needs no conversion as it reads one that does', () => {
  const localPart = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'ab9.+_-{!@ "\u00e9'.split('')), maxLength: 8 }),
    fc.stringMatching(/^[a-z0-9]{1,70}$/),
  )
  const label = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'abx9--'.split('')), maxLength: 5 }),
    fc.constantFrom('com', 'example', 'xn--bcher-kva', 'xn--a', 'a'.repeat(63), 'a'.repeat(64)),
  )
  const domain = fc
    .array(label, { maxLength: 5 })
    .map((labels) => labels.join('.'))
    .filter((text) => /[a-z]/.test(text))
  let accepted = 0
  fc.assert(
    fc.property(localPart, domain, (local, host) => {
      const plain = parseEmailAddress(`${local}@${host}`)
      expect(plain).toEqual(parseEmailAddress(`${local}@${host.toUpperCase()}`))
      if (plain !== undefined) accepted++
    }),
    { numRuns: 20_000 },
  )
  expect(accepted).toBeGreaterThan(500)
})

it.each([
  ['a'.repeat(64) + '@example.org', true],
  ['a'.repeat(65) + '@example.org', false],
  [`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(60)}`, true],
  [`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(61)}`, false],
])('keeps to the lengths of RFC 5321: %s', (text, isAddress) => {
  expect(parseEmailAddress(text) !== undefined).toBe(isAddress)
})

it.each([
  [String.raw`"a b"@example.org`, '"a b"'],
  [String.raw`"a\ b"@example.org`, '"a b"'],
  [String.raw`"a@b"@Example.org`, '"a@b"'],
  [String.raw`"a\"b\\c"@example.org`, String.raw`"a\"b\\c"`],
  [String.raw`"anna"@example.org`, 'anna'],
  [String.raw`"ann\a.k"@example.org`, 'anna.k'],
  [String.raw`"a"b"@example.org`, undefined],
  [String.raw`"a\"@example.org`, undefined],
  ['""@example.org', undefined],
  ['"a\nb"@example.org', undefined],
])('reads a quoted local part in one spelling: %s', (text, localPart) => {
  expect(parseEmailAddress(text)?.localPart).toBe(localPart)
})
