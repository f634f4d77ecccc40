import {
  isFraudAt,
  type Decision,
  type MonitorReport,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'
import {
  addValue,
  calibrationDrift,
  compareSignal,
  emptyProfile,
  numberIndex,
  ROWS_MIN,
  type SignalProfile,
} from '@gatehouse/scoring'
import type { History, PastRecord } from '@gatehouse/store'
import { signalReader } from '../stored-signals.ts'
import { findingsOf } from './monitor-findings.ts'
import type { MonitorTask, OnProgress } from './task.ts'

/** What was seen over a stretch of time. */
interface Seen {
  orders: number
  readonly signals: SignalProfile[]
  readonly scores: number[]
  readonly modelScores: number[]
}

/** Compares the newest decisions of a shop with those of before. */
export async function runMonitor(
  task: MonitorTask,
  history: History,
  onProgress: OnProgress,
): Promise<MonitorReport> {
  const { watched, reference, current, model, nowMs } = task
  const declarations = watched.map(({ declaration }) => declaration)
  const before = await lookAt(reference, declarations, task, history)
  onProgress({ share: 0.4, decisions: before.orders })
  const now = await lookAt(current, declarations, task, history)
  onProgress({ share: 0.8, decisions: before.orders + now.orders })
  const signals = watched.map(({ declaration, readBy }, at) => ({
    declaration,
    readBy,
    compared: compareSignal(declaration.type, before.signals[at]!, now.signals[at]!),
  }))
  const calibration = model === null ? null : await calibrationOf(model, task, history)
  const psi = {
    score: indexOf(before.scores, now.scores),
    modelScore: indexOf(before.modelScores, now.modelScores),
  }
  const volume = { before: reference.perDay, now: current.perDay }
  return {
    ran_at: iso(nowMs),
    reference: { from: iso(reference.fromMs), to: iso(reference.toMs), orders: before.orders },
    current: { from: iso(current.fromMs), to: iso(current.toMs), orders: now.orders },
    model: model?.id ?? null,
    signals: signals.map(({ declaration, readBy, compared }) => ({
      name: declaration.name,
      read_by: [...readBy],
      unknown_before: compared.unknownBefore,
      unknown_now: compared.unknownNow,
      psi: compared.psi,
      new_share: compared.newShare,
      level: worst(compared.findings),
    })),
    score_psi: psi.score,
    model_score_psi: psi.modelScore,
    calibration,
    per_day_before: volume.before,
    per_day_now: volume.now,
    findings: findingsOf({ signals, psi, calibration, volume, model: model?.id ?? null }),
  }
}

async function lookAt(
  { fromMs, toMs }: MonitorTask['current'],
  declarations: readonly SignalDeclaration[],
  { shopId, sample, model }: MonitorTask,
  history: History,
): Promise<Seen> {
  const reader = signalReader(declarations)
  const seen: Seen = {
    orders: 0,
    signals: declarations.map(emptyProfile),
    scores: [],
    modelScores: [],
  }
  const filter = { shopId, checkpoints: ['order'], fromMs, toMs }
  for await (const { records } of history.sample(filter, sample.slices, sample.rows)) {
    for (const record of records) {
      const decision = decisionOf(record)
      seen.orders++
      const values: readonly SignalValue[] = reader(decision)
      for (const [at, { type }] of declarations.entries()) {
        addValue(seen.signals[at]!, type, values[at]!)
      }
      seen.scores.push(decision.risk_score)
      if (model !== null && decision.model?.version === model.id) {
        seen.modelScores.push(decision.model.probability)
      }
    }
  }
  return seen
}

/** Of too few nothing is said. */
function indexOf(before: readonly number[], now: readonly number[]): number | null {
  return before.length < ROWS_MIN || now.length < ROWS_MIN ? null : numberIndex(before, now)
}

/** What the model said of orders that are old enough, and what they turned out to be. */
async function calibrationOf(
  model: NonNullable<MonitorTask['model']>,
  { shopId, sample, mature }: MonitorTask,
  history: History,
): Promise<MonitorReport['calibration']> {
  const said: number[] = []
  const happened: boolean[] = []
  const filter = { shopId, checkpoints: ['order'], ...mature }
  for await (const { records } of history.sample(filter, sample.slices, sample.rows)) {
    const labels = await history.labels.ofEach(shopId, records)
    for (const [index, record] of records.entries()) {
      const decision = decisionOf(record)
      if (decision.model?.version !== model.id) continue
      const names = labels[index]!.map(({ label }) => label)
      const isFraud = isFraudAt(decision.checkpoint, names)
      // Of what was stopped nobody knows whether it would have come true.
      const wentOn = decision.outcome === 'approve' || decision.outcome === 'challenge'
      if (isFraud === null && !wentOn) continue
      said.push(decision.model.probability)
      happened.push(isFraud === true)
    }
  }
  if (said.length === 0) return null
  const drift = calibrationDrift(said, happened)
  return {
    from: iso(mature.fromMs),
    to: iso(mature.toMs),
    orders: drift.orders,
    expected: drift.expected,
    observed: drift.observed,
    low: drift.interval.low,
    high: drift.interval.high,
    brier: drift.brier,
    brier_trained: model.brier,
    level: drift.level,
  }
}

function worst(
  findings: readonly { readonly level: 'watch' | 'alert' }[],
): 'steady' | 'watch' | 'alert' {
  if (findings.some(({ level }) => level === 'alert')) return 'alert'
  return findings.length > 0 ? 'watch' : 'steady'
}

function decisionOf(record: PastRecord): Decision {
  return JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
