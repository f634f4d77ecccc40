import type { OutagesQuery, ShopSettings } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { outagesOf } from '../../outages.ts'
import { currencySince } from '../../window-gaps.ts'

const SINCE_MS = 30 * 86_400_000

export interface OutageParts {
  readonly store: Pick<Store, 'reading' | 'shops'>
  settings(shopId: string): ShopSettings | undefined
  nowMs(): number
}

export function outageHandlers(parts: OutageParts): Pick<Handlers, 'getOutages'> {
  return {
    async getOutages({ shopId, query }) {
      const settings = parts.settings(shopId)
      if (settings === undefined) throw new ApiError('shop_not_allowed')
      const { from, to } = query as OutagesQuery
      const nowMs = parts.nowMs()
      const request = {
        shopId,
        fromMs: from === undefined ? nowMs - SINCE_MS : Date.parse(from),
        toMs: to === undefined ? nowMs : Date.parse(to),
        currency: settings.currency,
        currencySinceMs: currencySince(await parts.store.shops.history(shopId)),
      }
      return ok(await outagesOf(request, parts.store))
    },
  }
}
