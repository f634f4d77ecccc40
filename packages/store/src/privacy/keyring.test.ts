import { expect, it } from 'vitest'
import { newSecret, openKeyring, TOKEN_BYTES } from './keyring.ts'

const keyring = openKeyring('a secret of at least thirty-two characters')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('the same value of the same shop and field has the same token', () => {
  const again = openKeyring('a secret of at least thirty-two characters')
  expect(keyring.token('s1', 'email', 'a@b.example')).toEqual(
    again.token('s1', 'email', 'a@b.example'),
  )
  expect(keyring.token('s1', 'email', 'a@b.example').length).toBe(TOKEN_BYTES)
})

it('another shop, field, value or secret has another token', () => {
  const tokens = [
    keyring.token('s1', 'email', 'a@b.example'),
    keyring.token('s2', 'email', 'a@b.example'),
    keyring.token('s1', 'account', 'a@b.example'),
    keyring.token('s1', 'email', 'b@b.example'),
    openKeyring(newSecret()).token('s1', 'email', 'a@b.example'),
  ]
  expect(new Set(tokens.map(hex)).size).toBe(tokens.length)
})

it('tokens never change: they are stored', () => {
  expect(hex(keyring.token('s1', 'email', 'a@b.example'))).toMatchInlineSnapshot(
    `"f12040e627f8356717e2d22c56e82a0f"`,
  )
})

it('a body has the same hash on every node, and nobody without the secret can make it', () => {
  const body = Buffer.from('{"device":{"ip_address":"203.0.113.7"}}')
  const again = openKeyring('a secret of at least thirty-two characters')
  const other = openKeyring(newSecret())
  expect(hex(keyring.bodyHash(body))).toBe(hex(again.bodyHash(body)))
  expect(keyring.bodyHash(body).length).toBe(32)
  expect(hex(keyring.bodyHash(body))).not.toBe(hex(other.bodyHash(body)))
  expect(hex(keyring.bodyHash(body))).not.toBe(hex(keyring.bodyHash(body.subarray(1))))
})

it('a wrapped key comes back, and another secret cannot unwrap it', () => {
  const dataKey = Buffer.alloc(32, 7)
  const wrapped = keyring.wrap(dataKey)
  expect(wrapped.length).toBe(40)
  expect(hex(keyring.unwrap(wrapped))).toBe(hex(dataKey))
  expect(() => openKeyring(newSecret()).unwrap(wrapped)).toThrow('another GATEHOUSE_SECRET')
})

it('wraps one key after another, each as if it were the only one', () => {
  const keys = Array.from({ length: 20 }, (_, n) => Buffer.alloc(32, n + 1))
  const wrapped = keys.map((key) => hex(keyring.wrap(key)))
  expect(keys.map((key) => hex(keyring.wrap(key)))).toEqual(wrapped)
  const again = openKeyring('a secret of at least thirty-two characters')
  expect(hex(again.wrap(keys[7]!))).toBe(wrapped[7])
  for (const [n, key] of keys.entries()) {
    expect(hex(again.unwrap(Buffer.from(wrapped[n]!, 'hex')))).toBe(hex(key))
  }
})
