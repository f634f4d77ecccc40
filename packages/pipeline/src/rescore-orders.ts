import type { ListKind, SingleWindowEntity } from '@gatehouse/contract'
import { packWindowEvent, unpackWindowEvent, windowKey } from '@gatehouse/signals'
import type { Store } from '@gatehouse/store'
import { isTokenKind, TOKEN_KINDS } from './lists/list-kinds.ts'
import { matchOf } from './lists/stored-item.ts'
import { rescore, type RescoreParts } from './rescore.ts'

/** The items of a list changed: written by the store, together with the change. */
export const LIST_CHANGED_QUEUE = 'list_changed'

export interface ListChangedPayload {
  readonly list: string
  /** `null`: too many to name. */
  readonly values: readonly string[] | null
}

/** An item of a list has expired: one job for each list, written by the store with its changes. */
export const LIST_EXPIRED_QUEUE = 'list_expired'

export interface ListExpiredPayload {
  readonly list: string
  /** What expired later was not looked at yet; milliseconds. */
  readonly since: number
}

export interface RescoreOrdersParts extends RescoreParts {
  readonly store: RescoreParts['store'] & {
    readonly reading: Pick<Store['reading'], 'orders'>
  }
}

/**
 * Scores the open orders again that a changed list may concern. Of lists of entities the orders are
 * found by the tokens that their windows count by; of other lists, and of great changes, every
 * open order is looked at.
 *
 * @returns how many orders were looked at, and how many got another decision
 */
export async function rescoreOrders(
  parts: RescoreOrdersParts,
  shopId: string,
  change: { readonly kind: ListKind; readonly values: readonly string[] | null },
  signal: AbortSignal,
): Promise<{ readonly seen: number; readonly rescored: number }> {
  const concerns = matcherOf(shopId, change.kind, change.values)
  let seen = 0
  let rescored = 0
  for await (const page of parts.store.reading.orders(shopId, parts.nowMs() - parts.openForMs)) {
    for (const { id, window } of page) {
      // Begun again later, it finds what is done unchanged.
      signal.throwIfAborted()
      if (!concerns(window)) continue
      seen++
      const { state } = await rescore(parts, { shopId, decisionId: id, isAsked: false })
      if (state === 'rescored') rescored++
    }
  }
  return { seen, rescored }
}

type Concerns = (window: Uint8Array | null) => boolean

function matcherOf(shopId: string, kind: ListKind, values: readonly string[] | null): Concerns {
  if (values === null || !isTokenKind(kind)) return () => true
  // What a pattern matches cannot be told from the token of a whole value.
  if (values.some((value) => matchOf(kind, value) !== 'exact')) return () => true
  const entity = TOKEN_KINDS[kind]
  const keys = new Set(
    values.map((value) => keyOf(shopId, entity, Buffer.from(value, 'base64url'))),
  )
  return (window) => {
    const key = window === null ? undefined : keyOfWindow(window, entity)
    return key !== undefined && keys.has(key)
  }
}

/** As it stands in a packed event, where the shop is folded into it. */
function keyOf(shopId: string, entity: SingleWindowEntity, token: Uint8Array): string | undefined {
  const keys = { [entity]: windowKey(token) }
  const event = { shopId, stream: 'order', timeMs: 0, amountMinor: 0, quantity: 0 } as const
  return keyOfWindow(packWindowEvent({ ...event, keys, items: [] }), entity)
}

function keyOfWindow(window: Uint8Array, entity: SingleWindowEntity): string | undefined {
  const unpacked = unpackWindowEvent(window)
  const key = unpacked.ok ? unpacked.event.keys[entity] : undefined
  return key === undefined ? undefined : `${key.hi} ${key.lo}`
}
