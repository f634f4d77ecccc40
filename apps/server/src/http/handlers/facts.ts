import type { ClientIpSource, FactsRequest, Reference } from '@gatehouse/contract'
import { factsOf, type ShopRuntime } from '@gatehouse/pipeline'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface FactsParts {
  readonly reference: () => Reference
  runtime(shopId: string): ShopRuntime | undefined
  clientIp(shopId: string): ClientIpSource
  nowMs(): number
}

export function factsHandlers(parts: FactsParts): Pick<Handlers, 'postFacts'> {
  return {
    postFacts({ shopId, body, clientAddress }) {
      const runtime = parts.runtime(shopId)
      if (runtime === undefined) throw new ApiError('shop_not_allowed')
      const request = body as FactsRequest
      const isAsked = request.ip_address === undefined && parts.clientIp(shopId) === 'connection'
      const address = isAsked ? clientAddress() : null
      const question = address === null ? request : { ...request, ip_address: address }
      return ok(factsOf(question, runtime, parts.reference(), parts.nowMs()))
    },
  }
}
