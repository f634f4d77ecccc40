import type {
  Customer,
  CustomerAct,
  CustomerHistory,
  CustomerQuestion,
  Reference,
} from '@gatehouse/contract'
import { accountText, customerOf, knownCustomer, type ShopRuntime } from '@gatehouse/pipeline'
import { windowKey } from '@gatehouse/signals'
import { timeOfId, type CustomerChange, type StoredCustomer, type Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { KeptCustomers } from '../../keep-customers.ts'

export interface CustomerParts {
  readonly store: Pick<Store, 'customers' | 'personal'>
  readonly customers: KeptCustomers
  readonly reference: () => Reference
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  newId(atMs: number): string
}

const CHANGES = {
  restore: 'restored',
  block: 'blocked',
  close: 'closed',
  open: 'opened',
} as const satisfies Record<CustomerAct['act'], CustomerChange>

export function customerHandlers(
  parts: CustomerParts,
): Pick<Handlers, 'lookUpCustomer' | 'actOnCustomer' | 'readCustomerHistory'> {
  const { store } = parts
  const account = (shopId: string, userId: string) =>
    accountText(windowKey(store.personal.token(shopId, 'account', userId)))
  const find = async (shopId: string, userId: string) => {
    const [found] = await store.customers.find([account(shopId, userId)])
    return found!
  }

  function shown(shopId: string, { user_id: userId, language }: CustomerQuestion): Customer {
    const runtime = parts.runtime(shopId)
    if (runtime === undefined) throw new ApiError('shop_not_allowed')
    const { customers } = parts.customers
    const tokenise = (field: string, value: string) => store.personal.token(shopId, field, value)
    const nowMs = parts.nowMs()
    const lookUp = { runtime, reference: parts.reference(), tokenise, customers, nowMs }
    return customerOf(lookUp, userId, language)
  }

  return {
    lookUpCustomer: ({ shopId, body }) => ok(shown(shopId, body as CustomerQuestion)),
    async actOnCustomer({ shopId, body, caller }) {
      const { user_id: userId, act, note } = body as CustomerAct
      refuseIdle(act, await find(shopId, userId))
      await store.customers.change({
        id: parts.newId(parts.nowMs()),
        shopId,
        account: account(shopId, userId),
        change: CHANGES[act],
        orderId: null,
        by: caller.name,
        note,
      })
      await parts.customers.reload([account(shopId, userId)])
      return ok(shown(shopId, { user_id: userId }))
    },
    async readCustomerHistory({ shopId, body }) {
      const { user_id: userId } = body as CustomerQuestion
      return ok(history(await find(shopId, userId)))
    },
  }
}

/**
 * Whoever misspelled an id must hear of it.
 * @throws ApiError `not_found`
 */
function refuseIdle(act: CustomerAct['act'], stored: StoredCustomer): void {
  const { standing } = knownCustomer(stored)
  if (act === 'restore' && stored.ranking === null) {
    throw new ApiError('not_found', { detail: 'no order of this customer left a ranking' })
  }
  if (act === 'open' && standing === 'open') {
    throw new ApiError('not_found', { detail: 'this account is neither blocked nor closed' })
  }
}

function history({ ranking, changes }: StoredCustomer): CustomerHistory {
  return {
    ranking:
      ranking === null
        ? null
        : { trust: ranking.trust, order: ranking.orderId, since: iso(timeOfId(ranking.asOf)) },
    changes: changes.toReversed().map(({ id, change, orderId, changedBy, note }) => ({
      id,
      change,
      order: orderId,
      at: iso(timeOfId(id)),
      by: changedBy,
      note,
    })),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
