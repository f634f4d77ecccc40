import { expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

it('leaves text of any language as it is, with its lines and tabs', () => {
  const text = 'a\tb\nMünchen 東京 שלום 👩‍👩‍👧 \u00a0'
  expect(visibleText(text)).toBe(text)
})

it.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['a\rb', 'a\\u000db'],
  ['\u0007\u0008\u007f', '\\u0007\\u0008\\u007f'],
  ['\u009b31m', '\\u009b31m'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
])('spells out what would steer the terminal: %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})
