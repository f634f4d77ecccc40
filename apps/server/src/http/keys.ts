import { createHash, timingSafeEqual } from 'node:crypto'
import type { Scope } from '@gatehouse/contract'
import type { ActiveKey } from '@gatehouse/store'

/** Who is asking: one shop's key, or the bootstrap key that stands for every shop. */
export interface Caller {
  /** `null`: any shop. */
  readonly shopId: string | null
  /** Id of the key: tells callers apart whatever their names are. */
  readonly keyId: string
  /** Name of the key, for audit. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** Looks a bearer key up by its SHA-256; the key itself is kept nowhere. */
export interface KeyTable {
  find(key: string): Caller | undefined
  /** Every key in use of the shop; `null`: of all shops. */
  replace(shopId: string | null, keys: readonly ActiveKey[]): void
}

/** Longest key that is hashed; what is longer is no key of ours. */
const KEY_LENGTH_MAX = 512
const ADMIN: ReadonlySet<Scope> = new Set<Scope>(['admin'])

export function createKeyTable(bootstrapKey: string): KeyTable {
  const bootstrapHash = hashKey(bootstrapKey)
  const bootstrap: Caller = {
    shopId: null,
    keyId: 'bootstrap',
    name: 'bootstrap',
    scopes: ADMIN,
  }
  let callers = new Map<string, Caller>()
  return {
    find(key) {
      if (key.length > KEY_LENGTH_MAX) return undefined
      const hash = hashKey(key)
      if (timingSafeEqual(hash, bootstrapHash)) return bootstrap
      return callers.get(hash.toString('hex'))
    },
    replace(shopId, keys) {
      const kept = [...callers].filter(([, caller]) => shopId !== null && caller.shopId !== shopId)
      const made = keys.map((key): [string, Caller] => [
        Buffer.from(key.hash).toString('hex'),
        {
          shopId: key.shopId,
          keyId: key.keyId,
          name: key.name,
          scopes: new Set(key.scopes as Scope[]),
        },
      ])
      callers = new Map([...kept, ...made])
    },
  }
}

export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest()
}

export function mayUse(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has('admin')
}
