import {
  PAGE_ITEMS_DEFAULT,
  type Backtest,
  type BacktestRequest,
  type BacktestResult,
  type BacktestSummary,
} from '@gatehouse/contract'
import type { Store, StoredBacktest } from '@gatehouse/store'
import { noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { passJob } from '../../history/run-pass.ts'
import { BACKTEST_QUEUE } from '../../history/backtest-job.ts'
import type { BacktestTask } from '../../history/task.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { fromStored } from '../../ruleset-document.ts'
import { checkOf, faultOf, type Source } from '../../ruleset-issues.ts'
import { catalogueOfShop, type RulesetParts } from '../../ruleset-publish.ts'
import { readSource } from '../../ruleset-source.ts'
import { segmentScopeOf } from '../../segment-scope.ts'
import { costsOf } from '../../costs.ts'
import { settingsOf } from '../../shop-settings.ts'
import { currencySince } from '../../window-gaps.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS_DEFAULT = 90
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface BacktestParts extends RulesetParts {
  readonly store: RulesetParts['store'] & Pick<Store, 'backtests' | 'shops'>
  nowMs(): number
  newId(atMs: number): string
}

export function backtestHandlers(
  parts: BacktestParts,
): Pick<Handlers, 'startBacktest' | 'listBacktests' | 'getBacktest' | 'deleteBacktest'> {
  const { backtests } = parts.store
  const summaries = async (shopId: string, found: readonly StoredBacktest[]) => {
    const waiting = found.filter(({ state }) => state === 'waiting').map(({ id }) => id)
    const before =
      waiting.length === 0
        ? new Map<string, number>()
        : await backtests.waitingBefore(shopId, BACKTEST_QUEUE, waiting)
    return found.map((each) => summaryOf(each, before.get(each.id) ?? null))
  }
  return {
    async startBacktest(request) {
      const { shopId, caller } = request
      const work = await workOf(request, parts)
      const id = parts.newId(parts.nowMs())
      const { name: ruleset } = work.document
      const author = caller.name
      const made = await backtests.create(
        { id, shopId, ruleset, author, request: work },
        passJob(BACKTEST_QUEUE, shopId, id),
      )
      const [summary] = await summaries(shopId, [made])
      return { status: 202, body: { ...summary!, error: null, result: null } }
    },
    async listBacktests({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const found = await backtests.page(shopId, readCursor(cursor, ID), limit + 1)
      const shown = found.slice(0, limit)
      return ok({
        items: await summaries(shopId, shown),
        next_cursor: found.length > limit ? writeCursor(shown.at(-1)!.id) : null,
      })
    },
    async getBacktest({ shopId, params }) {
      const found = await backtests.find(shopId, String(params['backtest_id']))
      if (found === undefined) throw new ApiError('not_found')
      const result = found.result as BacktestResult | null
      const [summary] = await summaries(shopId, [found])
      return ok({ ...summary!, error: found.error, result } satisfies Backtest)
    },
    async deleteBacktest({ shopId, params }) {
      if (!(await backtests.remove(shopId, String(params['backtest_id']))))
        throw new ApiError('not_found')
      return noContent
    },
  }
}

/** @throws ApiError `not_found`, `invalid_ruleset`, `invalid_body` */
async function workOf({ shopId, body }: ApiRequest, parts: BacktestParts): Promise<BacktestTask> {
  const request = body as BacktestRequest
  const catalogue = await catalogueOfShop(shopId, parts)
  const source = await sourceOf(shopId, request, parts)
  const report = await parts.checker.check(shopId, source.ruleset, catalogue)
  const fault = faultOf(checkOf(source, report))
  if (fault !== null) throw fault
  const settings = settingsOf((await parts.store.shops.find(shopId))!.settings)
  const nowMs = parts.nowMs()
  const toMs = request.to === undefined ? nowMs : Date.parse(request.to)
  const fromMs =
    request.from === undefined ? toMs - DAYS_DEFAULT * DAY_MS : Date.parse(request.from)
  if (fromMs >= toMs) throw notBefore()
  return {
    kind: 'backtest',
    shopId,
    currency: settings.currency,
    currencySinceMs: currencySince(await parts.store.shops.history(shopId)),
    document: source.ruleset,
    checkpoints: source.ruleset.checkpoints,
    segments: await segmentScopeOf(shopId, source.ruleset, catalogue, parts.store),
    declarations: catalogue.declarations,
    fromMs,
    toMs,
    nowMs,
    maturityDays: request.label_maturity_days ?? settings.label_maturity_days,
    costs: costsOf(settings, request.costs),
    allowMissing: request.allow_missing ?? false,
    sample: null,
  }
}

/** The ruleset that is meant, with the way to its lines where it is YAML. */
async function sourceOf(
  shopId: string,
  { ruleset, yaml, stored }: BacktestRequest,
  parts: BacktestParts,
): Promise<Source> {
  if (stored !== undefined) {
    const found = await parts.store.rulesets.find(shopId, stored.name, stored.version)
    if (found === undefined) throw new ApiError('not_found')
    return { ...fromStored(found.document), place: null }
  }
  const given = ruleset === undefined ? { yaml: yaml! } : { ruleset }
  const read = readSource(given, parts.validate)
  if (read.ok) return read.source
  throw faultOf(read.check)!
}

function notBefore(): ApiError {
  return new ApiError('invalid_body', {
    issues: [{ pointer: '/from', code: 'too_large', message: 'must be before `to`' }],
  })
}

function summaryOf(backtest: StoredBacktest, waitingBefore: number | null): BacktestSummary {
  const { id, state, progress, decisions, ruleset, createdAtMs, createdBy } = backtest
  return {
    id,
    state,
    progress,
    waiting_before: waitingBefore,
    decisions,
    ruleset,
    created_at: new Date(createdAtMs).toISOString(),
    created_by: createdBy,
  }
}
