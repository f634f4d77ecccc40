import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normaliseName } from './place-names.ts'

const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(' ').map((pair) => pair.split('>') as [string, string]))
const LETTERS = pairs('ß>ss ø>o æ>ae œ>oe ł>l đ>d ð>d þ>th ı>i')
const WORDS = pairs('saint>st sainte>st ste>st mount>mt fort>ft')

/** Every step for every name: what a name of plain words may leave out. */
function byEveryStep(name: string): string {
  return name
    .slice(0, 120)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßøæœłđðþı]/gu, (letter) => LETTERS.get(letter)!)
    .replace(/['’`´]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/[a-z]+/g, (word) => WORDS.get(word) ?? word)
}

it('is the same for a name of plain words as by every step', () => {
  const word = fc.constantFrom('Saint', 'fort', 'Sainte', 'ste', 'steep', 'MOUNT', 'York', '9', 'é')
  const odd = fc.constantFrom(' ', ' ', '  ', '-', "'", '’', '.', 'ß', 'Ø', '\u212a', 'İ', '١', '')
  const names = fc.oneof(
    fc.array(fc.oneof(word, odd), { maxLength: 8 }).map((parts) => parts.join('')),
    fc.array(word).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 130 }),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(names, (name) => {
      expect(normaliseName(name)).toBe(byEveryStep(name))
    }),
    { numRuns: 10_000 },
  )
})
