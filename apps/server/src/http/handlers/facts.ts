import type { FactsRequest, Reference } from '@gatehouse/contract'
import { factsOf, type ShopRuntime } from '@gatehouse/pipeline'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface FactsParts {
  readonly reference: () => Reference
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
}

export function factsHandlers(parts: FactsParts): Pick<Handlers, 'postFacts'> {
  return {
    postFacts({ shopId, body }) {
      const runtime = parts.runtime(shopId)
      if (runtime === undefined) throw new ApiError('shop_not_allowed')
      return ok(factsOf(body as FactsRequest, runtime, parts.reference(), parts.nowMs()))
    },
  }
}
