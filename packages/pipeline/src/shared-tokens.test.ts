import { expect, it } from 'vitest'
import { rememberShared } from './shared-tokens.ts'

it('makes the token of a SKU once per shop, and that of a person every time', () => {
  const made: string[] = []
  const tokeniser = rememberShared((...of) => {
    made.push(of.join(' '))
    return Buffer.from(of.join(' '))
  })
  for (const shopId of ['a', 'b', 'a']) {
    for (const field of ['sku', 'bin', 'email']) {
      expect(tokeniser(shopId)(field, '1')).toEqual(Buffer.from(`${shopId} ${field} 1`))
    }
  }
  expect(made).toEqual([
    'a sku 1',
    'a bin 1',
    'a email 1',
    'b sku 1',
    'b bin 1',
    'b email 1',
    'a email 1',
  ])
})

it('makes a token again once ten thousand others came after it', () => {
  let made = 0
  const tokenise = rememberShared(() => Buffer.of((made += 1) & 255))('shop')
  for (let n = 0; n < 25_000; n += 1) tokenise('sku', `sku-${n}`)
  expect(made).toBe(25_000)
  tokenise('sku', 'sku-24999')
  expect(made).toBe(25_000)
  tokenise('sku', 'sku-0')
  expect(made).toBe(25_001)
})

it('keeps of a token its own bytes, and not the pool that they were cut from', () => {
  const pooled = Buffer.from('a token of sixteen')
  expect(pooled.buffer.byteLength).toBeGreaterThan(1000)
  const tokenise = rememberShared(() => pooled)('shop')
  for (const token of [tokenise('sku', '1'), tokenise('sku', '1')]) {
    expect(token).toEqual(pooled)
    expect(token.buffer.byteLength).toBe(pooled.length)
  }
})
