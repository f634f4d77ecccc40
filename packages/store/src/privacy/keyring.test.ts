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

it('data keys never change: what is derived again must open what was sealed', () => {
  expect(hex(keyring.derive('a'))).toMatchInlineSnapshot(
    `"bed5974dfe9622f02e21d49df27ee31ca79de735998583203b085725dcf70d78"`,
  )
  expect(hex(keyring.derive('a'))).not.toBe(hex(keyring.derive('b')))
  expect(hex(keyring.derive('a'))).not.toBe(hex(openKeyring(newSecret()).derive('a')))
})

it('a key of format 1 that this secret wrapped comes out, and with another secret it does not', () => {
  const wrapped = Buffer.from(
    'a0b55a05162200e188b8ccda4afee331b72f280c0cd056b60f488acbc83f575c15c2788ee36c4c64',
    'hex',
  )
  expect(keyring.unwrap(wrapped).length).toBe(32)
  expect(() => openKeyring(newSecret()).unwrap(wrapped)).toThrow('another GATEHOUSE_SECRET')
})
