import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { orderLinks, type OrderLinksParts } from '../../order-links.ts'

export function orderLinksHandlers(parts: OrderLinksParts): Pick<Handlers, 'getOrderLinks'> {
  return {
    async getOrderLinks({ shopId, params }) {
      const record = await parts.store.reading.record(shopId, String(params['id']))
      if (!record?.decisionJson) throw new ApiError('not_found')
      const answer = await orderLinks(parts, record)
      if (answer === undefined) throw new ApiError('not_found')
      return ok(answer)
    },
  }
}
