import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  CHAMPION_BEFORE,
  FIND_MODEL,
  INSERT_MODEL,
  LIST_MODELS,
  LOCK_MODELS,
  MODEL_CHANGES,
  MODEL_FILE,
  MODEL_IN_STATE,
  MODELS_IN_USE,
  NOTE_MODEL_CHANGE,
  SET_MODEL_STATE,
  type ModelChangeRow,
  type ModelRow,
  type ModelState,
  type StoredModelKind,
} from '../queries/models.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

const MODELS_MAX = 200
const CHANGES_MAX = 200

export interface ModelAuthor {
  /** The name of a key. */
  readonly author: string
  /** Which key that is. */
  readonly authorKey: string
  /** Why. */
  readonly note: string
}

export interface NewModel extends ModelAuthor {
  readonly shopId: string
  /** SHA-256 of the file, hex. */
  readonly id: string
  readonly name: string
  readonly kind: StoredModelKind
  readonly checkpoint: string
  /** What the file says about itself. */
  readonly about: Readonly<Record<string, unknown>>
  readonly trees: number
  readonly features: number
  readonly file: Uint8Array
}

/** A model without its file. */
export interface ModelEntry {
  readonly id: string
  readonly name: string
  readonly kind: StoredModelKind
  readonly checkpoint: string
  readonly state: ModelState
  /** Who brought it. */
  readonly author: string
  readonly authorKey: string | null
  readonly about: Readonly<Record<string, unknown>>
  readonly trees: number
  readonly features: number
  readonly bytes: number
  readonly createdAtMs: number
}

export interface ModelChange {
  readonly state: ModelState
  readonly author: string
  readonly note: string
  readonly changedAtMs: number
}

export interface ModelInUse {
  readonly id: string
  readonly kind: StoredModelKind
  readonly checkpoint: string
  readonly state: 'champion' | 'challenger'
}

/** Where one model decides. */
export type ModelPlace = Pick<ModelInUse, 'checkpoint' | 'kind'>

/** The registry: every model that a shop has, and what each is used for. Nothing is deleted. */
export interface Models {
  /** Adds a candidate; a file that is there stays as it is. Throws `StoreError` `invalid` at 200. */
  add(model: NewModel): Promise<{ readonly entry: ModelEntry; readonly isNew: boolean }>
  find(shopId: string, id: string): Promise<ModelEntry | undefined>
  /** Newest first. */
  list(shopId: string): Promise<readonly ModelEntry[]>
  /** What decides at each checkpoint, and what is tried beside it. */
  inUse(shopId: string): Promise<readonly ModelInUse[]>
  file(shopId: string, id: string): Promise<Uint8Array | undefined>
  /** Newest first. */
  changes(shopId: string, id: string): Promise<readonly ModelChange[]>
  /**
   * Gives a model another state. Its checkpoint has one champion and one challenger of its kind: the
   * champion that was is retired, the challenger that was is a candidate again.
   * @returns `undefined`: there is no such model
   */
  change(
    shopId: string,
    id: string,
    state: ModelState,
    by: ModelAuthor,
  ): Promise<ModelEntry | undefined>
  /**
   * Retires the champion of a kind at a checkpoint and puts the one that was before it back in its place.
   * @returns that one, or `null` when there was none: no model decides; `undefined`: none decided
   */
  rollBack(shopId: string, at: ModelPlace, by: ModelAuthor): Promise<ModelEntry | null | undefined>
}

export function openModels(pool: SqlPool): Models {
  async function find(sql: Sql, shopId: string, id: string): Promise<ModelEntry | undefined> {
    const [row] = await sql.rows<ModelRow>(FIND_MODEL, [shopId, id])
    return row === undefined ? undefined : entryOf(row)
  }

  async function put(
    sql: Sql,
    shopId: string,
    id: string,
    state: ModelState,
    { author, authorKey, note }: ModelAuthor,
  ): Promise<ModelEntry> {
    const [row] = await sql.rows<ModelRow>(SET_MODEL_STATE, [shopId, id, state])
    await sql.run(NOTE_MODEL_CHANGE, [shopId, id, state, author, authorKey, note])
    return entryOf(row!)
  }

  async function idInState(
    sql: Sql,
    shopId: string,
    { checkpoint, kind }: ModelPlace,
    state: ModelState,
  ) {
    const values = [shopId, checkpoint, state, kind]
    const [row] = await sql.rows<Pick<ModelRow, 'model_id'>>(MODEL_IN_STATE, values)
    return row?.model_id
  }

  return {
    add: (model) =>
      pool.transaction(async (sql) => {
        const { shopId, id, author, authorKey } = model
        await sql.rows(LOCK_MODELS, [shopId])
        const known = await find(sql, shopId, id)
        if (known !== undefined) return { entry: known, isNew: false }
        const values = [
          shopId,
          id,
          model.name,
          model.checkpoint,
          author,
          authorKey,
          JSON.stringify(model.about),
          model.trees,
          model.features,
          Buffer.from(model.file),
          model.kind,
          MODELS_MAX,
        ]
        const [row] = await sql.rows<ModelRow>(INSERT_MODEL, values)
        if (row === undefined) {
          throw new StoreError('invalid', `the shop has ${MODELS_MAX} models, and may have no more`)
        }
        await sql.run(NOTE_MODEL_CHANGE, [shopId, id, 'candidate', author, authorKey, model.note])
        return { entry: entryOf(row), isNew: true }
      }),
    find: (shopId, id) => find(pool, shopId, id),
    list: async (shopId) =>
      (await pool.rows<ModelRow>(LIST_MODELS, [shopId, MODELS_MAX])).map(entryOf),
    inUse: async (shopId) =>
      (
        await pool.rows<
          Pick<ModelRow, 'model_id' | 'kind' | 'checkpoint'> & Pick<ModelInUse, 'state'>
        >(MODELS_IN_USE, [shopId])
      ).map(({ model_id: id, ...place }) => ({ id, ...place })),
    async file(shopId, id) {
      const [row] = await pool.rows<{ readonly file: Buffer }>(MODEL_FILE, [shopId, id])
      return row?.file
    },
    changes: async (shopId, id) =>
      (await pool.rows<ModelChangeRow>(MODEL_CHANGES, [shopId, id, CHANGES_MAX])).map(
        ({ changed_at: changedAtMs, ...change }) => ({ ...change, changedAtMs }),
      ),
    change: (shopId, id, state, by) =>
      pool.transaction(async (sql) => {
        await sql.rows(LOCK_MODELS, [shopId])
        const model = await find(sql, shopId, id)
        if (model === undefined || model.state === state) return model
        if (state === 'champion' || state === 'challenger') {
          const other = await idInState(sql, shopId, model, state)
          const after = state === 'champion' ? 'retired' : 'candidate'
          if (other !== undefined) await put(sql, shopId, other, after, by)
        }
        const changed = await put(sql, shopId, id, state, by)
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return changed
      }),
    rollBack: (shopId, at, by) =>
      pool.transaction(async (sql) => {
        await sql.rows(LOCK_MODELS, [shopId])
        const now = await idInState(sql, shopId, at, 'champion')
        if (now === undefined) return undefined
        const [before] = await sql.rows<Pick<ModelRow, 'model_id'>>(CHAMPION_BEFORE, [
          shopId,
          at.checkpoint,
          now,
          at.kind,
        ])
        await put(sql, shopId, now, 'retired', by)
        const back =
          before === undefined ? null : await put(sql, shopId, before.model_id, 'champion', by)
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return back
      }),
  }
}

function entryOf({
  model_id: id,
  author_key: authorKey,
  created_at: createdAtMs,
  ...row
}: ModelRow) {
  return { ...row, id, authorKey, createdAtMs }
}
