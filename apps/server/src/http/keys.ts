import { createHash, timingSafeEqual } from 'node:crypto'
import type { Scope } from '@gatehouse/contract'

/** Who is asking: one shop's key, or the bootstrap key that stands for every shop. */
export interface Caller {
  /** `null`: any shop. */
  readonly shopId: string | null
  /** Name of the key, for audit. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** A key as it is kept: only its hash. */
export interface StoredKey {
  readonly hash: Uint8Array
  readonly shopId: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** Looks a bearer key up by its SHA-256; the key itself is kept nowhere. */
export interface KeyTable {
  find(key: string): Caller | undefined
  replace(keys: readonly StoredKey[]): void
}

/** Longest key that is hashed; what is longer is no key of ours. */
const KEY_LENGTH_MAX = 512
const ADMIN: ReadonlySet<Scope> = new Set<Scope>(['admin'])

export function createKeyTable(bootstrapKey: string): KeyTable {
  const bootstrapHash = hashKey(bootstrapKey)
  const bootstrap: Caller = { shopId: null, name: 'bootstrap', scopes: ADMIN }
  let callers = new Map<string, Caller>()
  return {
    find(key) {
      if (key.length > KEY_LENGTH_MAX) return undefined
      const hash = hashKey(key)
      if (timingSafeEqual(hash, bootstrapHash)) return bootstrap
      return callers.get(hash.toString('hex'))
    },
    replace(keys) {
      callers = new Map(
        keys.map(({ hash, shopId, name, scopes }) => [
          Buffer.from(hash).toString('hex'),
          { shopId, name, scopes: new Set(scopes) },
        ]),
      )
    },
  }
}

export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest()
}

export function mayUse(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}
