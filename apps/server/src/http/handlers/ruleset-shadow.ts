import type { ReportQuery, RulesetState, ShadowRequest } from '@gatehouse/contract'
import type { ShopRuntime } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import { noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { fromStored } from '../../ruleset-document.ts'
import type { RulesetParts } from '../../ruleset-publish.ts'
import { endShadow, startShadow } from '../../ruleset-shadow.ts'
import { createPlaces } from '../../places.ts'
import { shadowReport } from '../../shadow-report.ts'
import { currencySince } from '../../window-gaps.ts'

export interface ShadowParts extends RulesetParts {
  readonly store: RulesetParts['store'] & Pick<Store, 'reading' | 'labels'>
  runtime(shopId: string): ShopRuntime | undefined
  nowMs(): number
  state(shopId: string, name: string): Promise<RulesetState>
}

/** A report reads up to a million rows: orders share the database with it. */
const REPORTS = { placesMax: 2, waitingMax: 8, waitingOfOneMax: 1 }

export function shadowHandlers(
  parts: ShadowParts,
): Pick<Handlers, 'startShadow' | 'endShadow' | 'getShadow'> {
  const places = createPlaces(REPORTS)
  return {
    async startShadow(request) {
      const { note = '' } = request.body as ShadowRequest
      const change = changeOf(request)
      await startShadow(change, note, parts)
      return ok(await parts.state(change.shopId, change.name))
    },
    async endShadow(request) {
      await endShadow(changeOf(request), parts)
      return noContent
    },
    async getShadow(request) {
      const { shopId, name, version } = changeOf(request)
      const stored = await parts.store.rulesets.find(shopId, name, version)
      if (stored === undefined) throw new ApiError('not_found')
      const { from, to } = request.query as ReportQuery
      const report = {
        shopId,
        name,
        version,
        currency: parts.runtime(shopId)!.settings.currency,
        currencySinceMs: currencySince(await parts.store.shops.history(shopId)),
        fromMs: from === undefined ? 0 : Date.parse(from),
        toMs: to === undefined ? parts.nowMs() : Date.parse(to),
      }
      const leave = await places.enter(shopId)
      try {
        return ok(await shadowReport(report, fromStored(stored.document).ruleset, parts.store))
      } finally {
        leave()
      }
    },
  }
}

function changeOf({ shopId, params, caller }: ApiRequest) {
  return {
    shopId,
    name: String(params['name']),
    version: Number(params['version']),
    author: caller.name,
  }
}
