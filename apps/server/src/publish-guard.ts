import type { BacktestResult, Checkpoint, Ruleset, ShopSettings } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import { HistoryError } from './history/history-process.ts'
import type { HistoryProcesses } from './history/history-processes.ts'
import { HistoryRefusal } from './history/task.ts'
import { ApiError } from './http/api-error.ts'
import { catalogueOfShop, type RulesetParts } from './ruleset-publish.ts'
import { segmentScopeOf } from './segment-scope.ts'
import { costsOf } from './costs.ts'
import { settingsOf } from './shop-settings.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = 30
/** Of fewer, one order more or less is a percentage point or two. */
const DECISIONS_MIN = 50
/** So few declines more are no flood, however few there were. */
const MORE_MIN = 10
/** 8,000 decisions from all over the month: a share of 5 % is known to a quarter of a percent. */
const SAMPLE = { slices: 64, rows: 125 }
/** For all checkpoints: somebody waits, and so do the other changes of the shop. */
const TIMEOUT_MS = 15_000

export interface GuardParts extends Pick<RulesetParts, 'plan' | 'windows'> {
  readonly store: Pick<Store, 'shops' | 'reading' | 'lists' | 'rulesets'>
  readonly processes: HistoryProcesses
  nowMs(): number
  /** For all of it; 15 seconds when absent. */
  readonly timeoutMs?: number
}

/**
 * Asks before a ruleset goes live that would have declined far more than is declined now.
 * @param share of the traffic that it is to decide, 0 to 1
 * @throws ApiError `confirmation_needed` with the figures
 */
export async function refuseUnconfirmed(
  shopId: string,
  document: Ruleset,
  parts: GuardParts,
  share = 1,
): Promise<void> {
  const shop = await parts.store.shops.find(shopId)
  const settings = settingsOf(shop!.settings)
  const catalogue = await catalogueOfShop(shopId, parts)
  const { declarations } = catalogue
  const segments = await segmentScopeOf(shopId, document, catalogue, parts.store)
  const toMs = parts.nowMs()
  const fromMs = toMs - DAYS * DAY_MS
  const signal = AbortSignal.timeout(parts.timeoutMs ?? TIMEOUT_MS)
  const awake = withoutSnoozes(document, toMs + DAYS * DAY_MS)
  for (const checkpoint of document.checkpoints) {
    if (!(await hasEnough(shopId, checkpoint, fromMs, parts))) continue
    const result = await backtestOf(checkpoint, () =>
      parts.processes.run(
        {
          kind: 'backtest',
          shopId,
          currency: settings.currency,
          document: awake,
          checkpoints: [checkpoint],
          segments,
          declarations,
          fromMs,
          toMs,
          nowMs: toMs,
          maturityDays: settings.label_maturity_days,
          costs: costsOf(settings),
          allowMissing: true,
          sample: SAMPLE,
        },
        { signal },
      ),
    )
    refuseFlood(checkpoint, result, settings, share)
  }
}

/** With every rule on that soon will be: what it declines then was not declined in the past. */
function withoutSnoozes(document: Ruleset, beforeMs: number): Ruleset {
  const rules = document.rules.map(({ snoozed_until: until, ...rule }) =>
    until !== undefined && Date.parse(until) > beforeMs ? { ...rule, snoozed_until: until } : rule,
  )
  return { ...document, rules }
}

async function hasEnough(
  shopId: string,
  checkpoint: Checkpoint,
  fromMs: number,
  { store }: GuardParts,
): Promise<boolean> {
  const filter = { shopId, kind: 'decision', checkpoint, fromMs, limit: DECISIONS_MIN } as const
  const { records } = await store.reading.search(filter)
  return records.length >= DECISIONS_MIN
}

async function backtestOf(
  checkpoint: Checkpoint,
  run: () => Promise<BacktestResult>,
): Promise<BacktestResult> {
  try {
    return await run()
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError'
    if (!isLate && !(error instanceof HistoryError) && !(error instanceof HistoryRefusal))
      throw error
    const why = isLate ? 'in time' : `(${(error as Error).message})`
    throw new ApiError('confirmation_needed', {
      detail: `what it would have declined at \`${checkpoint}\` could not be found out ${why}: send \`confirm: true\` to publish it all the same`,
    })
  }
}

function refuseFlood(
  checkpoint: Checkpoint,
  { decisions, before, after, sampled }: BacktestResult,
  settings: ShopSettings,
  share: number,
): void {
  const declined = ({ outcomes }: BacktestResult['before']) =>
    outcomes.find(({ outcome }) => outcome === 'decline')!.decisions
  const was = declined(before)
  // The rest of the traffic goes on as before.
  const is = Math.round(was + (declined(after) - was) * share)
  if (!isFlood({ decisions, was, is }, settings)) return
  const percent = (count: number) => `${((count / decisions) * 100).toFixed(1)} %`
  throw new ApiError('confirmation_needed', {
    detail: `of ${decisions} decisions at \`${checkpoint}\` in the last ${DAYS} days${sampled ? ' (a sample)' : ''} it would have declined ${is} (${percent(is)}) instead of ${was} (${percent(was)}): send \`confirm: true\` if that is meant`,
    figures: {
      decisions,
      declined_before: was,
      declined_after: is,
      declined_share_before: was / decisions,
      declined_share_after: is / decisions,
      publish_declined_share: settings.publish_declined_share,
      publish_declined_times: settings.publish_declined_times,
    },
  })
}

/** Whether declining `is` of the decisions, where `was` are declined now, needs a second look. */
export function isFlood(
  { decisions, was, is }: { decisions: number; was: number; is: number },
  limits: Pick<ShopSettings, 'publish_declined_share' | 'publish_declined_times'>,
): boolean {
  if (is <= was || decisions < DECISIONS_MIN) return false
  if (is / decisions > limits.publish_declined_share) return true
  return is - was >= MORE_MIN && is > was * limits.publish_declined_times
}
