import { expect, it } from 'vitest'
import { type DataKey, deriveDataKey, hintOf, openWith, sealWith, TAG_BYTES } from './data-key.ts'
import { newSecret, openKeyring } from './keyring.ts'

const keyring = openKeyring('a secret of at least thirty-two characters')
const subject = Buffer.alloc(16, 1)
const salt = Buffer.alloc(16, 2)
const key = deriveDataKey(keyring, 'shop', subject, salt)
const values = Buffer.from('personal values of any length, also of more than one block of a cipher')

function seal(by: DataKey, recordId = 'record', text = values): Buffer {
  const sealed = Buffer.alloc(TAG_BYTES + text.length)
  sealWith(by, recordId, text, sealed, 0)
  return sealed
}

it('sealed bytes never change: they are stored', () => {
  expect(hintOf(key).toString('hex')).toMatchInlineSnapshot(`"3b6e2865"`)
  expect(seal(key).toString('hex')).toMatchInlineSnapshot(
    `"e9db9438483d47379328aa624a9c6f2344dd9e5ba8cf4203f51117598aa31bfeb95bcff655af45811a6ecd505de01e3952b9180bf7ec9df320f3d216c3883ae4f8ae63491375607e2958a59e10ca22dfa201bf8d15ab"`,
  )
})

it('opens with the same key for the same record, and for nothing else', () => {
  const sealed = seal(key)
  expect(openWith(key, 'record', sealed)).toEqual(values)
  expect(openWith(key, 'another', sealed)).toBeUndefined()
  const others = [
    deriveDataKey(keyring, 'another shop', subject, salt),
    deriveDataKey(keyring, 'shop', Buffer.alloc(16, 3), salt),
    deriveDataKey(keyring, 'shop', subject, Buffer.alloc(16, 3)),
    deriveDataKey(openKeyring(newSecret()), 'shop', subject, salt),
  ]
  for (const other of others) expect(openWith(other, 'record', sealed)).toBeUndefined()
})

it('does not open when a bit of it was changed or its end is missing', () => {
  const sealed = seal(key)
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(openWith(key, 'record', changed)).toBeUndefined()
    expect(openWith(key, 'record', sealed.subarray(0, at))).toBeUndefined()
  }
})

it('other values, and other records, share neither tag nor key stream', () => {
  const zeros = Buffer.alloc(values.length)
  const sealed = [
    seal(key),
    seal(key, 'another'),
    seal(key, 'record', zeros),
    seal(key, 'another', zeros),
  ]
  const streams = sealed.map((bytes, n) =>
    bytes.subarray(TAG_BYTES).map((byte, at) => byte ^ (n < 2 ? values[at]! : 0)),
  )
  expect(new Set(streams.map((stream) => Buffer.from(stream).toString('hex'))).size).toBe(4)
  expect(new Set(sealed.map((bytes) => bytes.toString('hex', 0, TAG_BYTES))).size).toBe(4)
})
