import {
  isFraudBy,
  type ModelComparison,
  type ModelComparisonQuery,
  type ModelFiguresShown,
} from '@gatehouse/contract'
import { unpackChallenger } from '@gatehouse/gate'
import { brierScore, calibrationError, rankingFigures } from '@gatehouse/scoring'
import type { Store } from '@gatehouse/store'
import { settingsOf } from './shop-settings.ts'

const DAY_MS = 86_400_000
const LOOKED_AT_MS = 90 * DAY_MS
/** Answered while somebody waits; what it did not get to is older. */
const REPORT_MS_MAX = 10_000
const HASH_DIGITS = 16
const HALF = 0.5
const GROUPS = 10

/** Compares a model that was in shadow with what decided, from what was stored of both. */
export async function modelComparison(
  shopId: string,
  id: string,
  query: ModelComparisonQuery,
  nowMs: number,
  store: Pick<Store, 'reading' | 'labels' | 'shops'>,
): Promise<ModelComparison> {
  const toMs = query.to === undefined ? nowMs : Date.parse(query.to)
  let fromMs = query.from === undefined ? toMs - LOOKED_AT_MS : Date.parse(query.from)
  const shop = await store.shops.find(shopId)
  const maturityDays = query.maturity_days ?? settingsOf(shop?.settings ?? {}).label_maturity_days
  const matureBeforeMs = nowMs - maturityDays * DAY_MS
  const above = { both: 0, neither: 0, only_champion: 0, only_challenger: 0 }
  const said: number[] = []
  const championSaid: number[] = []
  const happened: number[] = []
  const beside: number[] = []
  let compared = 0
  let without = 0
  let complete = true
  const deadline = performance.now() + REPORT_MS_MAX
  for await (const page of store.reading.shadowed(shopId, fromMs, toMs)) {
    const labels = await store.labels.ofEach(shopId, page)
    for (const [index, row] of page.entries()) {
      const result = unpackChallenger(row.shadow)
      if (result?.challenger !== id.slice(0, HASH_DIGITS)) continue
      const { probability, championProbability } = result
      compared++
      if (championProbability === null) without++
      else above[sideOf(championProbability, probability)]++
      if (row.receivedAtMs > matureBeforeMs) continue
      const isFraud = isFraudBy(labels[index]!.map(({ label }) => label)) === true ? 1 : 0
      said.push(probability)
      happened.push(isFraud)
      if (championProbability === null) continue
      championSaid.push(championProbability)
      beside.push(isFraud)
    }
    if (performance.now() < deadline) continue
    complete = false
    fromMs = page.at(-1)!.receivedAtMs
    break
  }
  return {
    id,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    complete,
    compared,
    without_champion: without,
    above_half: above,
    maturity_days: maturityDays,
    mature: said.length,
    frauds: happened.reduce((sum, one) => sum + one, 0),
    challenger: figuresOf(said, happened),
    champion: figuresOf(championSaid, beside),
    calibration: calibrationTable(said, happened),
  }
}

function sideOf(champion: number, challenger: number): keyof ModelComparison['above_half'] {
  if (champion >= HALF) return challenger >= HALF ? 'both' : 'only_champion'
  return challenger >= HALF ? 'only_challenger' : 'neither'
}

function figuresOf(said: readonly number[], happened: readonly number[]): ModelFiguresShown {
  const ranking = rankingFigures(said, happened)
  const isMeasured = ranking.positives > 0 && ranking.positives < ranking.rows
  const shown = (value: number) => (isMeasured ? Math.round(value * 1e6) / 1e6 : null)
  return {
    auc: shown(ranking.auc),
    average_precision: shown(ranking.averagePrecision),
    recall_at_1_percent_fpr: shown(ranking.recallAtFpr1),
    brier: shown(isMeasured ? brierScore(said, happened) : 0),
    calibration_error: shown(isMeasured ? calibrationError(said, happened) : 0),
  }
}

function calibrationTable(
  said: readonly number[],
  happened: readonly number[],
): ModelComparison['calibration'] {
  const order = said.map((_, row) => row).sort((a, b) => said[a]! - said[b]!)
  const mean = (values: readonly number[], rows: readonly number[]) =>
    rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length
  return Array.from({ length: GROUPS }, (_, group) =>
    order.slice(
      Math.round((order.length * group) / GROUPS),
      Math.round((order.length * (group + 1)) / GROUPS),
    ),
  )
    .filter((rows) => rows.length > 0)
    .map((rows) => ({
      orders: rows.length,
      said: mean(said, rows),
      happened: mean(happened, rows),
    }))
}
