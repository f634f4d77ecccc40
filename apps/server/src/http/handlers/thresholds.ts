import type { ThresholdsQuery } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import { ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { costsOf } from '../../costs.ts'
import { answerInTime } from '../../history/answer-in-time.ts'
import type { HistoryProcesses } from '../../history/history-processes.ts'
import type { ThresholdsTask } from '../../history/task.ts'
import { fromStored } from '../../ruleset-document.ts'
import { catalogueOfShop, type RulesetParts } from '../../ruleset-publish.ts'
import { segmentScopeOf } from '../../segment-scope.ts'
import { settingsOf } from '../../shop-settings.ts'
import { currencySince } from '../../window-gaps.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS_DEFAULT = 180
/** What the schemes begin to watch a shop for is about twice this. */
const FRAUD_SHARE = 0.005
/** 32,000 orders from all over the time: of one fraud in 200 some 160. */
const SAMPLE = { slices: 64, rows: 500 }
/** Somebody waits. */
const READING_MS_MAX = 25_000
/** With waiting for a process, and its start. */
const TIMEOUT_MS = 55_000

export interface ThresholdParts extends Pick<RulesetParts, 'plan' | 'windows'> {
  readonly store: Pick<Store, 'rulesets' | 'shops' | 'lists'>
  readonly processes: HistoryProcesses
  nowMs(): number
}

export function thresholdHandlers(parts: ThresholdParts): Pick<Handlers, 'getThresholds'> {
  return {
    async getThresholds(request) {
      const task = await taskOf(request, parts)
      return ok(await answerInTime(parts.processes, task, TIMEOUT_MS))
    },
  }
}

/** @throws ApiError `not_found`, `invalid_query` */
async function taskOf(
  { shopId, params, query }: ApiRequest,
  parts: ThresholdParts,
): Promise<ThresholdsTask> {
  const { rulesets, shops } = parts.store
  const name = String(params['name'])
  const live = (await rulesets.published(shopId)).find((each) => each.name === name)
  if (live === undefined) throw new ApiError('not_found')
  const document = fromStored(live.document).ruleset
  const settings = settingsOf((await shops.find(shopId))!.settings)
  const asked = query as ThresholdsQuery
  const { from, to, maturity_days: maturityDays = settings.label_maturity_days, ...rest } = asked
  const { fraud_share: fraudShare = FRAUD_SHARE, review_share: reviewShare = 1, ...costs } = rest
  const nowMs = parts.nowMs()
  const toMs = Math.min(nowMs - maturityDays * DAY_MS, to === undefined ? Infinity : Date.parse(to))
  const fromMs = from === undefined ? toMs - DAYS_DEFAULT * DAY_MS : Date.parse(from)
  if (fromMs >= toMs) {
    const message = 'must be before `to`, and older than `maturity_days`'
    throw new ApiError('invalid_query', {
      issues: [{ pointer: '/from', code: 'too_large', message }],
    })
  }
  const catalogue = await catalogueOfShop(shopId, parts)
  const currencySinceMs = currencySince(await shops.history(shopId))
  const { checkpoints } = document
  return {
    kind: 'thresholds',
    shopId,
    document,
    version: live.version,
    // Money is in orders: attempts to pay and logins of the same ruleset would be counted beside them.
    checkpoints: checkpoints.includes('order') ? ['order'] : checkpoints,
    segments: await segmentScopeOf(shopId, document, catalogue, parts.store),
    declarations: catalogue.declarations,
    currency: settings.currency,
    currencySinceMs,
    // Orders without an amount would pull the thresholds to where nothing is lost by stopping them.
    fromMs: Math.min(Math.max(fromMs, currencySinceMs), toMs - 1),
    toMs,
    nowMs,
    // Nothing younger than that is read.
    maturityDays,
    costs: costsOf(settings, costs),
    limits: { fraudShare, reviewShare },
    sample: SAMPLE,
    budgetMs: READING_MS_MAX,
  }
}
