import { createHash } from 'node:crypto'
import type { Keyring } from '../privacy/keyring.ts'
import type { ChainName, SealRow } from '../queries/seals.ts'
import { CHAINS } from '../queries/seals.ts'

/** What an entry is made of: the id of a row, and half of the SHA-256 over its columns. */
export const ID_BYTES = 16
export const ENTRY_BYTES = 32
const FORMAT = 1
const MAC_BYTES = 16
const NO_HASH = Buffer.alloc(32)

/** Where a chain has come to: the last row that is sealed. */
export interface ChainCursor {
  readonly sealNo: number
  /** A 64-bit transaction id in decimal. */
  readonly tx: string
  readonly id: string
  /** 32 bytes. */
  readonly hash: Buffer
}

export const CHAIN_START: ChainCursor = {
  sealNo: 0,
  tx: '0',
  id: '00000000-0000-0000-0000-000000000000',
  hash: NO_HASH,
}

/** The next seal: over these rows, and over the seal before it. */
export function nextSeal(
  chain: ChainName,
  before: ChainCursor,
  page: { readonly tx: string; readonly rows: number; readonly entries: Buffer },
  sealedAtMs: number,
  keyring: Pick<Keyring, 'derive'>,
): SealRow {
  const seal = {
    ...page,
    seal_no: before.sealNo + 1,
    sealed_at: sealedAtMs,
    format: FORMAT,
  }
  const hash = hashOf(chain, before.hash, seal)
  return { ...seal, hash, mac: macOf(hash, keyring) }
}

/** SHA-256 over what a seal says and the hash of the one before: anybody can compute it. */
export function hashOf(
  chain: ChainName,
  before: Buffer,
  seal: Omit<SealRow, 'hash' | 'mac'>,
): Buffer {
  const head = Buffer.alloc(34)
  head.writeUInt8(seal.format, 0)
  head.writeUInt8(CHAINS[chain].chain, 1)
  head.writeBigUInt64BE(BigInt(seal.seal_no), 2)
  head.writeBigUInt64BE(BigInt(seal.sealed_at), 10)
  head.writeBigUInt64BE(BigInt(seal.tx), 18)
  head.writeBigUInt64BE(BigInt(seal.rows), 26)
  return createHash('sha256').update(before).update(head).update(seal.entries).digest()
}

/**
 * Under a key of the installation's secret: who can write to the database, and does not know that,
 * cannot make a chain anew.
 */
export function macOf(hash: Buffer, keyring: Pick<Keyring, 'derive'>): Buffer {
  return keyring.derive(`seal of the record\n${hash.toString('hex')}`).subarray(0, MAC_BYTES)
}

export function cursorOf(seal: SealRow): ChainCursor {
  const last = seal.entries.length - ENTRY_BYTES
  return { sealNo: seal.seal_no, tx: seal.tx, id: idAt(seal.entries, last), hash: seal.hash }
}

export function idAt(entries: Buffer, at: number): string {
  const hex = entries.toString('hex', at, at + ID_BYTES)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
