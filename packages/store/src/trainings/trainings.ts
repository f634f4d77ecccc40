import type { Sql, SqlPool } from '../connection/sql.ts'
import type { NewJob } from '../jobs/job.ts'
import { keepPasses, passOf, type NewPass, type Passes, type StoredPass } from '../passes/passes.ts'
import {
  CLAIM_RETRAINING,
  RETRAINING_DUE,
  TELL_TRAINING,
  TRAININGS,
  type TrainingRow,
} from '../queries/trainings.ts'

const SHOPS_MAX = 1000

/** One training: what was asked for, how far it is, what came of it. */
export interface StoredTraining extends StoredPass {
  readonly createdByKey: string | null
  /** What the worker needs; the store does not read it. */
  readonly request: unknown
  readonly modelId: string | null
  readonly report: Readonly<Record<string, unknown>> | null
}

export interface NewTraining extends NewPass {
  readonly authorKey: string
  readonly request: unknown
}

export type TrainingEnd =
  | { readonly modelId: string; readonly report: Readonly<Record<string, unknown>> }
  | { readonly error: string }

/** Trainings of a shop, kept until 50 newer ones are there. */
export interface Trainings extends Passes<StoredTraining, StoredTraining> {
  /** Both the row and the job that works on it, or neither. */
  create(training: NewTraining, job: NewJob): Promise<StoredTraining>
  /** Shops whose setting `retrain_days` says that it is time. */
  due(nowMs: number): Promise<readonly string[]>
  /** As `create`, if it is still time: of many that ask at once, one gets it. */
  createDue(training: NewTraining, job: NewJob, nowMs: number): Promise<StoredTraining | undefined>
  /** Webhooks that want to are told, once. */
  end(shopId: string, id: string, end: TrainingEnd, nowMs: number): Promise<void>
}

export function openTrainings(pool: SqlPool): Trainings {
  const passes = keepPasses(pool, TRAININGS, trainingOf, trainingOf)
  const create = (sql: Sql, training: NewTraining, job: NewJob) =>
    passes.create(sql, training, [training.authorKey, JSON.stringify(training.request)], job)
  return {
    ...passes,
    create: (training, job) => pool.transaction((sql) => create(sql, training, job)),
    async due(nowMs) {
      const rows = await pool.rows<{ shop_id: string }>(RETRAINING_DUE, [nowMs, SHOPS_MAX])
      return rows.map(({ shop_id: shopId }) => shopId)
    },
    createDue: (training, job, nowMs) =>
      pool.transaction(async (sql) => {
        const [row] = await sql.rows(CLAIM_RETRAINING, [nowMs, training.shopId])
        return row === undefined ? undefined : create(sql, training, job)
      }),
    end: (shopId, id, end, nowMs) =>
      pool.transaction(async (sql) => {
        const [error, result] =
          'error' in end
            ? [end.error, [null, null]]
            : [null, [end.modelId, JSON.stringify(end.report)]]
        const isEnd = await passes.end(sql, shopId, id, error, result)
        if (isEnd) await sql.run(TELL_TRAINING, [shopId, id, nowMs])
      }),
  }
}

function trainingOf(row: TrainingRow): StoredTraining {
  return {
    ...passOf(row),
    createdByKey: row.created_by_key,
    request: row.request,
    modelId: row.model_id,
    report: row.report,
  }
}
