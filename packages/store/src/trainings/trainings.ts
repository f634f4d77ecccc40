import type { SqlPool } from '../connection/sql.ts'
import type { NewJob } from '../jobs/job.ts'
import { jobRows } from '../jobs/jobs.ts'
import { ENQUEUE_JOBS } from '../queries/jobs.ts'
import {
  DELETE_TRAINING,
  END_TRAINING,
  FIND_TRAINING,
  INSERT_TRAINING,
  LIST_TRAININGS,
  PROGRESS_TRAINING,
  PRUNE_TRAININGS,
  type TrainingRow,
} from '../queries/trainings.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'

const KEPT_MAX = 50
const ERROR_CHARACTERS_MAX = 2000

/** One training: what was asked for, how far it is, what came of it. */
export interface StoredTraining {
  readonly id: string
  readonly shopId: string
  readonly state: TrainingRow['state']
  /** 0 to 1. */
  readonly progress: number
  readonly decisions: number
  readonly createdAtMs: number
  readonly createdBy: string
  readonly createdByKey: string | null
  /** What the worker needs; the store does not read it. */
  readonly request: unknown
  readonly error: string | null
  readonly modelId: string | null
  readonly report: Readonly<Record<string, unknown>> | null
}

export interface NewTraining {
  /** UUID v7. */
  readonly id: string
  readonly shopId: string
  readonly author: string
  readonly authorKey: string
  readonly request: unknown
}

export type TrainingEnd =
  | { readonly modelId: string; readonly report: Readonly<Record<string, unknown>> }
  | { readonly error: string }

/** Trainings of a shop, kept until 50 newer ones are there. */
export interface Trainings {
  /** Both the row and the job that works on it, or neither. */
  create(training: NewTraining, job: NewJob): Promise<StoredTraining>
  find(shopId: string, id: string): Promise<StoredTraining | undefined>
  /** Newest first, before this id; the empty text for the first page. */
  page(shopId: string, before: string, limit: number): Promise<readonly StoredTraining[]>
  /** `false`: it is gone or has ended, so the work is for nobody. */
  progress(shopId: string, id: string, share: number, decisions: number): Promise<boolean>
  end(shopId: string, id: string, end: TrainingEnd): Promise<void>
  /** Whether there was one. */
  remove(shopId: string, id: string): Promise<boolean>
}

export function openTrainings(sql: SqlPool): Trainings {
  return {
    create: ({ id, shopId, author, authorKey, request }, job) =>
      sql.transaction(async (each) => {
        const values = [id, shopId, author, authorKey, JSON.stringify(request)]
        const [row] = await each.rows<TrainingRow>(INSERT_TRAINING, values)
        await each.run(PRUNE_TRAININGS, [shopId, KEPT_MAX])
        await each.run(ENQUEUE_JOBS, [jobRows([job])])
        return trainingOf(row!)
      }),
    async find(shopId, id) {
      if (!isId(id)) return undefined
      const [row] = await sql.rows<TrainingRow>(FIND_TRAINING, [shopId, id])
      return row === undefined ? undefined : trainingOf(row)
    },
    async page(shopId, before, limit) {
      const values = [shopId, before === '' ? LAST_ID : before, limit]
      return (await sql.rows<TrainingRow>(LIST_TRAININGS, values)).map(trainingOf)
    },
    progress: async (shopId, id, share, decisions) =>
      (await sql.run(PROGRESS_TRAINING, [shopId, id, share, decisions])) > 0,
    async end(shopId, id, end) {
      const values =
        'error' in end
          ? [null, null, end.error.slice(0, ERROR_CHARACTERS_MAX)]
          : [end.modelId, JSON.stringify(end.report), null]
      await sql.run(END_TRAINING, [shopId, id, ...values])
    },
    remove: async (shopId, id) => isId(id) && (await sql.run(DELETE_TRAINING, [shopId, id])) > 0,
  }
}

function trainingOf({
  shop_id: shopId,
  created_at: createdAtMs,
  created_by: createdBy,
  created_by_key: createdByKey,
  model_id: modelId,
  ...row
}: TrainingRow): StoredTraining {
  return { ...row, shopId, createdAtMs, createdBy, createdByKey, modelId }
}
