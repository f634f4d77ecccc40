import type { ListKind } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { listContentsOf } from './list-contents.ts'

function has(kind: ListKind, stored: string, value: string, atMs = 0, expiresAtMs = 100): boolean {
  const contents = listContentsOf(kind, [[stored, expiresAtMs]])
  if (contents.isTokens) throw new Error(`${kind} keeps tokens`)
  return contents.has(value, atMs)
}

describe('what a rule asks a list of', () => {
  it.each<[ListKind, string, string]>([
    ['country', 'DE', 'DE'],
    ['string', 'a*', 'abc'],
    ['string', 'a*', 'a'],
    ['string', 'a\\*', 'a*'],
    ['sku', 'GIFT-*', 'GIFT-50'],
    ['email_domain', 'example.com', 'mail.example.com'],
    ['email_domain', '*.example.com', 'mail.example.com'],
    ['ip_range', '198.51.100.0/24', '198.51.100.7'],
  ])('is on it until it expires: %s %s holds %s', (kind, stored, value) => {
    expect(has(kind, stored, value, 99)).toBe(true)
    expect(has(kind, stored, value, 100)).toBe(false)
    expect(has(kind, stored, value, 1e15, Infinity)).toBe(true)
  })

  it.each<[ListKind, string, string]>([
    ['country', 'DE', 'de'],
    ['string', 'a*', 'ba'],
    ['string', 'ab*', 'a'],
    ['string', 'a\\*', 'ab'],
    ['email_domain', '*.example.com', 'example.com'],
    ['email_domain', 'example.com', 'example.com.evil'],
    ['email_domain', 'example.com', 'com'],
    ['ip_range', '198.51.100.0/24', 'no address'],
  ])('is another: %s %s does not hold %s', (kind, stored, value) => {
    expect(has(kind, stored, value)).toBe(false)
  })

  it('is found by whichever entry lasts', () => {
    const contents = listContentsOf('string', [
      ['abc', 100],
      ['a*', 200],
    ])
    const asked = contents.isTokens ? [] : [150, 200].map((atMs) => contents.has('abc', atMs))
    expect(asked).toEqual([true, false])
  })
})

it('counts the entries of every kind', () => {
  const size = (kind: ListKind, stored: readonly string[]) =>
    listContentsOf(
      kind,
      stored.map((text) => [text, Infinity] as const),
    ).size
  expect(size('string', ['a', 'b*', 'bc*'])).toBe(3)
  expect(size('email_domain', ['a.de', '*.a.de'])).toBe(2)
  expect(size('ip_range', ['8.8.8.0/24', '2a00::/32'])).toBe(2)
  expect(size('email', [`mailboxes:${'A'.repeat(22)}`, 'B'.repeat(22)])).toBe(2)
  expect(size('device', [`prefix.4:${'A'.repeat(22)}`, `prefix.5:${'A'.repeat(22)}`])).toBe(2)
})
