import type { Checkpoint, StatisticsQuery } from '@gatehouse/contract'
import type { ShopVersion, Store, StoredRuleset } from '@gatehouse/store'
import { ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { answerInTime } from '../../history/answer-in-time.ts'
import type { HistoryProcesses } from '../../history/history-processes.ts'
import type { StatisticsTask } from '../../history/task.ts'
import { fromStored } from '../../ruleset-document.ts'
import { costsOf } from '../../costs.ts'
import type { LetThroughShares } from '../../history/task.ts'
import { settingsOf } from '../../shop-settings.ts'
import { currencySince } from '../../window-gaps.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS_DEFAULT = 90
/** 12,800 decisions from all over the time: a share of 1 % is known to a tenth of it. */
const SAMPLE = { slices: 64, rows: 200 }
/** Somebody waits. */
const READING_MS_MAX = 10_000
/** With waiting for a process, and its start. */
const TIMEOUT_MS = 45_000

export interface StatisticsParts {
  readonly store: Pick<Store, 'rulesets' | 'shops'>
  readonly processes: HistoryProcesses
  nowMs(): number
}

export function statisticsHandlers(parts: StatisticsParts): Pick<Handlers, 'getRulesetStatistics'> {
  return {
    async getRulesetStatistics(request) {
      const task = await taskOf(request, parts)
      return ok(await answerInTime(parts.processes, task, TIMEOUT_MS))
    },
  }
}

/** @throws ApiError `not_found`, `invalid_query` */
async function taskOf(
  { shopId, params, query }: ApiRequest,
  parts: StatisticsParts,
): Promise<StatisticsTask> {
  const name = String(params['name'])
  const versions = await parts.store.rulesets.history(shopId, name)
  if (versions.length === 0) throw new ApiError('not_found')
  const settings = settingsOf((await parts.store.shops.find(shopId))!.settings)
  const shopVersions = await parts.store.shops.history(shopId)
  const { from, to } = query as StatisticsQuery
  const now = parts.nowMs()
  const toMs = to === undefined ? now : Date.parse(to)
  const askedMs = from === undefined ? toMs - DAYS_DEFAULT * DAY_MS : Date.parse(from)
  if (askedMs >= toMs) {
    throw new ApiError('invalid_query', {
      issues: [{ pointer: '/from', code: 'too_large', message: 'must be before `to`' }],
    })
  }
  return {
    kind: 'statistics',
    shopId,
    name,
    checkpoints: checkpointsOf(versions),
    currency: settings.currency,
    currencySinceMs: currencySince(shopVersions),
    fromMs: notBeforeItWas(versions, askedMs, toMs),
    toMs,
    nowMs: now,
    maturityDays: settings.label_maturity_days,
    costs: costsOf(settings),
    letThrough: sharesOf(shopVersions),
    sample: SAMPLE,
    budgetMs: READING_MS_MAX,
  }
}

/** What was let through of what the score stops, and when. */
function sharesOf(versions: readonly ShopVersion[]): LetThroughShares {
  return versions
    .map(({ settings, changedAtMs }) => ({
      fromMs: changedAtMs,
      percent: settingsOf(settings).let_through_percent,
    }))
    .toReversed()
}

/**
 * A sample is taken from equal parts of the time: none of them should lie before there was anything
 * to decide by. Clocks of two nodes differ a little; of very many versions the first are not known.
 */
function notBeforeItWas(versions: readonly StoredRuleset[], fromMs: number, toMs: number): number {
  if (versions.length >= VERSIONS_KNOWN_MAX) return fromMs
  const madeMs = Math.min(...versions.map(({ createdAtMs }) => createdAtMs)) - SKEW_MS
  return madeMs < toMs ? Math.max(fromMs, madeMs) : fromMs
}
const SKEW_MS = 60_000
/** The store tells no more of a ruleset. */
const VERSIONS_KNOWN_MAX = 1000

/** Where any version of it decides or did. */
function checkpointsOf(versions: readonly StoredRuleset[]): readonly Checkpoint[] {
  const documents = versions.map(({ document }) => fromStored(document).ruleset)
  return [...new Set(documents.flatMap(({ checkpoints }) => checkpoints))]
}
