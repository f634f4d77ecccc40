import { COVERAGE_DECISIONS_DEFAULT, type CoverageQuery } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import { coverageOf } from '../../coverage.ts'
import type { ShopRegistry } from '../../shop-registry.ts'
import { ApiError } from '../api-error.ts'
import { ok, type Handlers } from '../api.ts'

export interface CoverageParts {
  readonly store: Pick<Store, 'reading'>
  readonly runtime: ShopRegistry['runtime']
  nowMs(): number
}

export function coverageHandlers(parts: CoverageParts): Pick<Handlers, 'getCoverage'> {
  return {
    async getCoverage({ shopId, query }) {
      const { checkpoint = 'order', decisions = COVERAGE_DECISIONS_DEFAULT } =
        query as CoverageQuery
      const runtime = parts.runtime(shopId)
      if (runtime === undefined) throw new ApiError('shop_not_allowed')
      const { mode, declarations } = runtime.snapshots[checkpoint]
      const signalNames = declarations.map(({ name }) => name)
      const request = { shopId, mode, checkpoint, decisions, signalNames, nowMs: parts.nowMs() }
      return ok(await coverageOf(request, parts.store))
    },
  }
}
