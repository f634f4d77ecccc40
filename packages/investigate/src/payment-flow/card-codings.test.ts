import { deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { carriesCard } from './card-codings.ts'
import { syntheticCard } from './synthetic-card.ts'

let next = 0
const card = syntheticCard(0, () => [3, 1, 8, 9, 2, 7, 5, 6, 4][next++ % 9]!)
const { number } = card
const groups = number.match(/\d{4}/g)!
const base64 = (text: string) => Buffer.from(text).toString('base64')

it.each<[coding: string, sent: string | Uint8Array]>([
  ['plain', `n=${number}&cvc=1`],
  ['spaced', `{"number":"${groups.join(' ')}"}`],
  ['dashed', groups.join('-')],
  ['in parts', `cc1=${groups[0]}&cc2=${groups[1]}&cc3=${groups[2]}&cc4=${groups[3]}`],
  ['in parts out of order', JSON.stringify([groups[3], { b: groups[1] }, groups[2]])],
  [
    'one digit a field',
    Array.from(number)
      .map((digit) => `d[]=${digit}`)
      .join('&'),
  ],
  ['base64', base64(number)],
  ['base64 of JSON', `d=${base64(JSON.stringify({ a: 'x', number, z: 1 }))}`],
  ['base64 url', Buffer.from(`ÿþ?${number}`).toString('base64url')],
  ['base64 twice', base64(base64(JSON.stringify({ number })))],
  ['base64 spaced', base64(`xx${groups.join(' ')}yy`)],
  ['hexadecimal', Buffer.from(`c=${number}`).toString('hex').toUpperCase()],
  [
    'percent escapes',
    Array.from(number)
      .map((digit) => `%${digit.charCodeAt(0).toString(16)}`)
      .join(''),
  ],
  ['percent escapes twice', encodeURIComponent(encodeURIComponent(groups.join(' ')))],
  [
    'unicode escapes',
    Array.from(number)
      .map((digit) => `\\u00${digit.charCodeAt(0).toString(16)}`)
      .join(''),
  ],
  ['reversed', `x=${Array.from(number).reverse().join('')}`],
  ['reversed in base64', base64(Array.from(number).reverse().join(''))],
  ['JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ number }) }) })],
  ['character codes', JSON.stringify(Array.from(number).map((digit) => digit.charCodeAt(0)))],
  ['UTF-16', Buffer.from(number, 'utf16le')],
  ['gzip', gzipSync(JSON.stringify({ number }))],
  ['deflate in base64', base64(deflateSync(number).toString('base64'))],
])('sees a number that is %s', (_coding, sent) => {
  expect(carriesCard(sent, card)).toBe(true)
})

it.each<[what: string, sent: string | Uint8Array]>([
  ['nothing', ''],
  ['another card', '4242424242424242'],
  ['the last four alone', `last4=${groups[3]}`],
  ['the brand and two groups', `${groups[0]} ${groups[1]}`],
  ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))],
  ['many digits', Array.from({ length: 3000 }, (_, at) => (at * 7919) % 10).join('')],
])('sees none in %s', (_what, sent) => {
  expect(carriesCard(sent, card)).toBe(false)
})

it('makes numbers that forms take, each another', () => {
  const numbers = Array.from({ length: 200 }, () => syntheticCard(0).number)
  expect(new Set(numbers).size).toBe(200)
  const sum = (digits: string) =>
    Array.from(digits)
      .reverse()
      .reduce((total, text, at) => {
        const digit = at % 2 === 1 ? Number(text) * 2 : Number(text)
        return total + (digit > 9 ? digit - 9 : digit)
      }, 0)
  expect(numbers.filter((digits) => sum(digits) % 10 !== 0 || digits.length !== 16)).toEqual([])
})

it.each([
  ['blanks', ' '.repeat(1_000_000)],
  ['digits', '7'.repeat(1_000_000)],
  ['backslashes', '\\'.repeat(1_000_000)],
  ['lists', '1 , '.repeat(250_000)],
  ['letters', 'aB3/'.repeat(250_000)],
])('looks through a megabyte of %s in time', (_what, sent) => {
  const startedMs = performance.now()
  expect(carriesCard(sent, card)).toBe(false)
  expect(performance.now() - startedMs).toBeLessThan(5000)
})
