import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shapeOf } from './email-shape.ts'

/** The rules as their comment words them, a pattern for each. */
function shapeByTheRules(local: string) {
  const counts = new Map<string, number>()
  for (const char of local) counts.set(char, (counts.get(char) ?? 0) + 1)
  let entropyBits = 0
  for (const count of counts.values()) {
    entropyBits -= (count / local.length) * Math.log2(count / local.length)
  }
  return {
    length: local.length,
    digitCount: local.replace(/\D/g, '').length,
    trailingDigitCount: local.length - local.replace(/\d+$/, '').length,
    entropyBits,
    looksRandom: looksRandom(local.toLowerCase()),
  }
}

function looksRandom(local: string): boolean {
  if (local.length < 7 || !/^[a-z0-9._-]+$/.test(local)) return false
  if (/^[0-9a-f]{16,}$/.test(local) && /\d/.test(local) && /[a-f]/.test(local)) return true
  return local.split(/[._-]/).some((word) => alternations(word) >= 4 || isUnreadable(word))
}

function alternations(word: string): number {
  return (word.match(/\d+|\D+/g) ?? []).length - 1
}

function isUnreadable(word: string): boolean {
  const letters = word.replace(/\d/g, '')
  if (letters.length < 7) return false
  const runMin = letters.length < word.length ? 5 : 6
  const sounds = /sch|ch|ck|sh|th|ph|ng|ll|ss|tt|rr|nn|mm|tz|cz|sz|rz|zh|kh/g
  const runs = word.match(/[b-df-hj-np-tv-xz]+/g) ?? []
  if (runs.some((run) => run.replace(sounds, 'c').length >= runMin)) return true
  const vowels = letters.replace(/[^aeiouy]/g, '').length
  return letters.length >= 8 && vowels / letters.length < 0.15
}

it('is what the rules say, one by one', () => {
  const consonants = fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz'.split('')) })
  const letters = fc.string({ unit: fc.constantFrom(...'aeiouybcdst'.split('')), maxLength: 12 })
  const digits = fc.string({ unit: fc.constantFrom('0', '7', '9'), maxLength: 3 })
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 14 })
  const mark = fc.constantFrom('.', '_', '-', '', '!', 'É', 'ü', '😀', 'A')
  const part = fc.oneof(consonants, letters, digits, mark)
  const local = fc.oneof(
    hex,
    fc.string({ unit: 'grapheme' }),
    fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
  )
  const seen = { random: 0, plain: 0 }
  fc.assert(
    fc.property(local, (text) => {
      const shape = shapeOf(text, text.toLowerCase())
      expect(shape).toEqual(shapeByTheRules(text))
      seen[shape.looksRandom ? 'random' : 'plain']++
    }),
    { numRuns: 10_000 },
  )
  expect(Math.min(seen.random, seen.plain)).toBeGreaterThan(1000)
})
