import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBitcoinBase58, isBitcoinBech32, isEthereum, isSolana, isTron } from './addresses.ts'
import { keccak256 } from './keccak256.ts'
import { sha256 } from './sha256.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('hashes of check sums', () => {
  it('are those of node:crypto for bytes of every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(hex(keccak256(bytes, 0x06))).toBe(createHash('sha3-256').update(bytes).digest('hex'))
      }),
    )
  })

  it('has the Keccak-256 of nothing that Ethereum publishes', () => {
    expect(hex(keccak256(new Uint8Array()))).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    )
  })
})

describe('addresses of wallets', () => {
  const real: [string, (text: string) => boolean, string][] = [
    ['Bitcoin, first block', isBitcoinBase58, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['Bitcoin script', isBitcoinBase58, '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ['BIP 173', isBitcoinBech32, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['BIP 350', isBitcoinBech32, 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0'],
    ['EIP-55', isEthereum, '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['TRON', isTron, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
    ['Solana', isSolana, 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'],
  ]

  it.each(real)('takes the published address of %s', (_, check, address) => {
    expect(check(address)).toBe(true)
  })

  it.each(real.filter(([name]) => name !== 'Solana'))(
    'refuses that of %s with two characters exchanged',
    (_, check, address) => {
      const at = Array.from(address).findIndex(
        (each, index) => index > 5 && each.toLowerCase() !== address[index + 1]?.toLowerCase(),
      )
      const wrong = `${address.slice(0, at)}${address[at + 1]}${address[at]}${address.slice(at + 2)}`
      expect(check(wrong)).toBe(false)
    },
  )

  it('takes an Ethereum address of one case, which has no check sum', () => {
    expect(isEthereum('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')).toBe(true)
    expect(isEthereum('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD')).toBe(false)
  })
})
