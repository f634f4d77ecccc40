import {
  type MonitorReport,
  type MonitorRequest,
  type Monitors,
  type SignalDeclaration,
} from '@gatehouse/contract'
import { ROWS_MIN, type StoredModel } from '@gatehouse/scoring'
import type { Store, StoredAlert } from '@gatehouse/store'
import type { HistoryProcesses } from '../history/history-processes.ts'
import type { MonitorTask, Stretch } from '../history/task.ts'
import type { ModelLoader } from '../model-loader.ts'
import { fromStored } from '../ruleset-document.ts'
import { catalogueOfShop, type RulesetParts } from '../ruleset-publish.ts'
import { readsOf } from '../ruleset-reads.ts'
import { settingsOf } from '../shop-settings.ts'

const DAY_MS = 86_400_000
const CURRENT_DAYS = 7
const REFERENCE_DAYS = 60
const MATURE_DAYS = 60
/** 12,800 orders from all over a stretch of time. */
const SAMPLE = { slices: 64, rows: 200 }
const ALERTS_SHOWN = 200
/** What chance puts on an order says nothing about it. */
const BY_CHANCE = 'rollout.unit'

export interface LookParts extends Pick<RulesetParts, 'plan' | 'windows'> {
  readonly store: Pick<Store, 'rulesets' | 'shops' | 'lists' | 'monitors' | 'reading'>
  readonly models: ModelLoader
  readonly processes: HistoryProcesses
  nowMs(): number
  newId(atMs: number): string
}

/**
 * Compares the newest decisions of a shop with those of before, keeps what was seen and tells what is
 * new of it.
 */
export async function look(
  shopId: string,
  asked: MonitorRequest,
  parts: LookParts,
  signal: AbortSignal,
): Promise<void> {
  const task = await taskOf(shopId, asked, parts)
  const report = await parts.processes.run(task, { signal })
  const seen = report.findings
    .filter(({ level }) => level === 'alert')
    .map(({ kind, subject, text }) => ({ id: parts.newId(task.nowMs), kind, subject, text }))
  const isConclusive = Math.min(report.reference.orders, report.current.orders) >= ROWS_MIN
  await parts.store.monitors.keep(shopId, report, seen, task.nowMs, isConclusive)
}

/** What was last seen, and the alerts. */
export async function monitorsOf(
  shopId: string,
  { monitors }: Pick<Store, 'monitors'>,
): Promise<Monitors> {
  const report = (await monitors.report(shopId)) as MonitorReport | null
  const alerts = await monitors.alerts(shopId, ALERTS_SHOWN)
  return { report, alerts: alerts.map(shownAlert) }
}

export function shownAlert(alert: StoredAlert): Monitors['alerts'][number] {
  return {
    id: alert.id,
    kind: alert.kind as Monitors['alerts'][number]['kind'],
    subject: alert.subject,
    level: 'alert',
    text: alert.text,
    began_at: new Date(alert.beganAtMs).toISOString(),
    ended_at: alert.endedAtMs === null ? null : new Date(alert.endedAtMs).toISOString(),
  }
}

async function taskOf(
  shopId: string,
  asked: MonitorRequest,
  parts: LookParts,
): Promise<MonitorTask> {
  const nowMs = parts.nowMs()
  const { models } = await parts.models.inUse(shopId)
  const champion = models.find(
    ({ state, checkpoint }) => state === 'champion' && checkpoint === 'order',
  )
  const learned = champion === undefined ? null : learnedFrom(champion.model)
  const currentFromMs =
    asked.current_from === undefined
      ? nowMs - CURRENT_DAYS * DAY_MS
      : Date.parse(asked.current_from)
  const referenceToMs = Math.min(
    asked.reference_to === undefined
      ? (learned?.toMs ?? currentFromMs)
      : Date.parse(asked.reference_to),
    currentFromMs,
  )
  const referenceFromMs =
    asked.reference_from === undefined
      ? (learned?.fromMs ?? referenceToMs - REFERENCE_DAYS * DAY_MS)
      : Date.parse(asked.reference_from)
  const stretch = async (fromMs: number, toMs: number): Promise<Stretch> => {
    const days = Math.max((toMs - fromMs) / DAY_MS, 1 / 24)
    const decisions = await parts.store.reading.countDecisions(shopId, fromMs, toMs)
    return { fromMs, toMs, perDay: decisions / days }
  }
  const shop = await parts.store.shops.find(shopId)
  // Labels of younger orders are not all in.
  const matureToMs = nowMs - settingsOf(shop?.settings ?? {}).label_maturity_days * DAY_MS
  return {
    kind: 'monitor',
    shopId,
    nowMs,
    watched: await watchedSignals(shopId, champion?.model ?? null, parts),
    reference: await stretch(Math.min(referenceFromMs, referenceToMs), referenceToMs),
    current: await stretch(currentFromMs, nowMs),
    mature: { fromMs: matureToMs - MATURE_DAYS * DAY_MS, toMs: matureToMs },
    model: champion === undefined ? null : { id: champion.id, brier: learned?.brier ?? null },
    sample: SAMPLE,
  }
}

/** Every signal that the champion or a live ruleset for orders reads, but what is not kept. */
async function watchedSignals(
  shopId: string,
  model: Pick<StoredModel, 'features'> | null,
  parts: LookParts,
): Promise<MonitorTask['watched']> {
  const { declarations } = await catalogueOfShop(shopId, parts)
  const byModel = new Set(model?.features.map(({ name }) => name))
  const byRules = new Set(
    (await parts.store.rulesets.published(shopId))
      .map(({ document }) => fromStored(document).ruleset)
      .filter(({ checkpoints }) => checkpoints.includes('order'))
      .flatMap((ruleset) => readsOf(ruleset, declarations).signals),
  )
  return declarations
    .filter(({ name }) => (byModel.has(name) || byRules.has(name)) && name !== BY_CHANCE)
    .filter(({ privacy }) => privacy !== 'personal')
    .map((declaration) => ({ declaration: plain(declaration), readBy: readers(declaration.name) }))

  function readers(name: string): ('model' | 'rules')[] {
    return [
      ...(byModel.has(name) ? (['model'] as const) : []),
      ...(byRules.has(name) ? (['rules'] as const) : []),
    ]
  }
}

/** Only what can be sent to another process. */
function plain({ name, type, doc, privacy }: SignalDeclaration): SignalDeclaration {
  return { name, type, doc, privacy }
}

/** What a trained model says of itself; `null` where it does not. */
function learnedFrom({ about }: Pick<StoredModel, 'about'>) {
  const { from, to, figures } = about as {
    from?: unknown
    to?: unknown
    figures?: { brier?: unknown }
  }
  const [fromMs, toMs] = [Date.parse(String(from)), Date.parse(String(to))]
  const brier = figures?.brier
  if (!(fromMs < toMs)) return null
  return { fromMs, toMs, brier: typeof brier === 'number' ? brier : null }
}
