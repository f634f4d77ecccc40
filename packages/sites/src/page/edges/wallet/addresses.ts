import { keccak256 } from './keccak256.ts'
import { sha256 } from './sha256.ts'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** Bytes of a base58 text of at most 64 characters; `null` where a character is none of its own. */
export function base58Bytes(text: string): Uint8Array | null {
  if (text.length > 64) return null
  const bytes: number[] = []
  for (const character of text) {
    let carry = BASE58.indexOf(character)
    if (carry < 0) return null
    for (let at = 0; at < bytes.length; at++) {
      carry += bytes[at]! * 58
      bytes[at] = carry & 255
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255)
  }
  for (let at = 0; at < text.length && text[at] === '1'; at++) bytes.push(0)
  return Uint8Array.from(bytes.reverse())
}

/** Version byte of a base58check address of 25 bytes whose check sum is right; else `null`. */
function base58Version(text: string): number | null {
  const bytes = base58Bytes(text)
  if (bytes?.length !== 25) return null
  const sum = sha256(sha256(bytes.subarray(0, 21)))
  return sum.subarray(0, 4).every((byte, at) => byte === bytes[21 + at]) ? bytes[0]! : null
}

/** Pay to public key hash, or to script hash, on Bitcoin's main net. */
export function isBitcoinBase58(text: string): boolean {
  const version = base58Version(text)
  return version === 0x00 || version === 0x05
}

export function isTron(text: string): boolean {
  return base58Version(text) === 0x41
}

/** A segregated witness address (BIP 173, BIP 350), lower case, of Bitcoin's main net. */
export function isBitcoinBech32(text: string): boolean {
  if (!/^bc1[02-9ac-hj-np-z]{11,71}$/.test(text)) return false
  const values = Array.from(text.slice(3), (character) => BECH32.indexOf(character))
  const [version = 0] = values
  const constant = version === 0 ? 1 : 0x2bc830a3
  return version <= 16 && polymod([3, 3, 0, 2, 3, ...values]) === constant
}

function polymod(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    for (let at = 0; at < 5; at++) if ((top >> at) & 1) sum ^= generators[at]!
  }
  return sum
}

/**
 * An Ethereum address, `0x` and forty digits. Of one case it carries no check sum and passes; of
 * mixed case it must be that of EIP-55.
 */
export function isEthereum(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false
  const digits = text.slice(2)
  const lower = digits.toLowerCase()
  if (digits === lower || digits === digits.toUpperCase()) return true
  const hash = keccak256(Uint8Array.from(lower, (character) => character.charCodeAt(0)))
  return Array.from(digits).every((digit, at) => {
    const nibble = (hash[at >> 1]! >> (at % 2 === 0 ? 4 : 0)) & 15
    return digit === (nibble >= 8 ? lower[at]!.toUpperCase() : lower[at])
  })
}

/** 32 bytes in base58. There is no check sum: only believed where the page speaks of Solana. */
export function isSolana(text: string): boolean {
  return (
    /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && base58Bytes(text)?.length === 32
  )
}
