import type { ShopCircles } from '@gatehouse/contract'
import { circlePage } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface CircleParts {
  readonly store: Pick<Store, 'circles'>
  nowMs(): number
}

export function circleHandlers(
  parts: CircleParts,
): Pick<Handlers, 'listCircles' | 'getCircleFeed'> {
  const { store } = parts
  return {
    async listCircles({ shopId }) {
      const own = await store.circles.ofShop(shopId)
      const items = []
      for (const { circle, member, lists, sharesLabels, sharesHistory } of own) {
        const { length: members } = await store.circles.members(circle)
        items.push({
          name: circle,
          member,
          lists: [...lists],
          shares_labels: sharesLabels,
          shares_history: sharesHistory,
          members,
        })
      }
      return ok({ items } satisfies ShopCircles)
    },
    async getCircleFeed({ shopId, params, query }) {
      const { cursor = '0' } = query as { readonly cursor?: string }
      const name = String(params['name'])
      const page = await circlePage(store, shopId, name, Number(cursor), parts.nowMs())
      if (page === undefined) throw new ApiError('not_found')
      return ok(page)
    },
  }
}
