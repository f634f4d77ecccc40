import { expect, it } from 'vitest'
import { isPublicSuffix } from './public-suffix.ts'

it.each(['com', 'de', 'co.uk', 'uk.com', 'github.io', 'ck', 'anything.ck', 'no-such-suffix'])(
  'strangers register below %s',
  (domain) => {
    expect(isPublicSuffix(domain)).toBe(true)
  },
)

it.each([
  'example.com',
  'gmail.com',
  'example.co.uk',
  'www.ck',
  'me.github.io',
  'mail.example.com',
])('%s is one owner’s', (domain) => {
  expect(isPublicSuffix(domain)).toBe(false)
})
