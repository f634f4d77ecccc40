import { actAs } from '../audit/act-as.ts'
import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  APPROVE_DRAFT,
  FIND_RULESET,
  INSERT_RULESET,
  LIST_RULESETS,
  LOCK_PUBLISHED,
  LOCK_RULESET,
  ONE_PER_CHECKPOINT,
  PUBLISH_DRAFT,
  PUBLISHED_RULESETS,
  REPLACE_DRAFT,
  RETIRE_PUBLISHED,
  RULESET_HISTORY,
  SHELVE_DRAFT,
  type RulesetRow,
  type RulesetState,
} from '../queries/rulesets.ts'
import { END_RUN } from '../queries/ruleset-runs.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

const RULESETS_MAX = 1000
const HISTORY_MAX = 1000

/** One version of a ruleset. A published or retired version never changes. */
export interface StoredRuleset {
  readonly shopId: string
  readonly name: string
  /** 1, 2, 3 ... for each name. */
  readonly version: number
  readonly state: RulesetState
  /** The ruleset document as written; the gate checks it, the store does not. */
  readonly document: unknown
  /** Who wrote it: the name of a key. */
  readonly author: string
  /** Which key that was; `null`: nobody knows any more. */
  readonly authorKey: string | null
  readonly approvedBy: string | null
  readonly approvedByKey: string | null
  readonly approvedAtMs: number | null
  readonly publishedBy: string | null
  readonly note: string
  readonly createdAtMs: number
  readonly publishedAtMs: number | null
}

export interface RulesetChange {
  readonly shopId: string
  readonly name: string
  readonly author: string
  /** Which key that is. */
  readonly authorKey?: string | null
  /** Why. */
  readonly note: string
}

export interface Rulesets {
  /** All that are in force for the shop, by name. */
  published(shopId: string): Promise<readonly StoredRuleset[]>
  /** The newest version of each. */
  list(shopId: string): Promise<readonly StoredRuleset[]>
  find(shopId: string, name: string, version: number): Promise<StoredRuleset | undefined>
  /** Newest first. */
  history(shopId: string, name: string): Promise<readonly StoredRuleset[]>
  /** Replaces the draft, if there is one, under a new version number; one that ran is kept. */
  saveDraft(change: RulesetChange, document: unknown): Promise<StoredRuleset>
  /**
   * Puts a draft, or one that was shelved, in force. Throws `StoreError` `stale` when it is gone,
   * `checkpoint_taken` when another ruleset decides for its segment at one of its checkpoints. Check it first. A
   * version of it that is rolled out to a part of the traffic is so no more.
   */
  publish(change: RulesetChange, version: number): Promise<StoredRuleset>
  /** Notes who approved a draft. Throws `StoreError` `stale` when it is gone. */
  approve(change: RulesetChange, version: number): Promise<StoredRuleset>
  /**
   * Publishes the contents of an older version as a new one. Throws `StoreError` `invalid`,
   * `checkpoint_taken`.
   */
  rollBack(change: RulesetChange, toVersion: number): Promise<StoredRuleset>
}

export function openRulesets(pool: SqlPool): Rulesets {
  async function publishing<Result>(
    { shopId, name, author }: RulesetChange,
    work: (sql: Sql) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await pool.transaction(async (sql) => {
        await actAs(sql, author)
        await sql.rows(LOCK_PUBLISHED, [shopId])
        return work(sql)
      })
    } catch (error) {
      if ((error as { constraint?: unknown }).constraint !== ONE_PER_CHECKPOINT) throw error
      throw new StoreError(
        'checkpoint_taken',
        `another ruleset decides at a checkpoint of \`${name}\` already`,
        { cause: error },
      )
    }
  }

  return {
    published: async (shopId) =>
      (await pool.rows<RulesetRow>(PUBLISHED_RULESETS, [shopId])).map(rulesetOf),
    list: async (shopId) =>
      (await pool.rows<RulesetRow>(LIST_RULESETS, [shopId, RULESETS_MAX])).map(rulesetOf),
    async find(shopId, name, version) {
      const [row] = await pool.rows<RulesetRow>(FIND_RULESET, [shopId, name, version])
      return row === undefined ? undefined : rulesetOf(row)
    },
    history: async (shopId, name) =>
      (await pool.rows<RulesetRow>(RULESET_HISTORY, [shopId, name, HISTORY_MAX])).map(rulesetOf),
    saveDraft: (change, document) =>
      pool.transaction(async (sql) => {
        await actAs(sql, change.author)
        const key = [change.shopId, change.name]
        await sql.rows(LOCK_RULESET, key)
        const json = JSON.stringify(document)
        const about = [change.author, change.note, change.authorKey ?? null]
        await sql.run(SHELVE_DRAFT, key)
        const [replaced] = await sql.rows<RulesetRow>(REPLACE_DRAFT, [...key, json, ...about])
        if (replaced !== undefined) return rulesetOf(replaced)
        const values = [...key, 'draft', json, ...about]
        const [made] = await sql.rows<RulesetRow>(INSERT_RULESET, values)
        return rulesetOf(made!)
      }),
    publish: (change, version) =>
      publishing(change, async (sql) => {
        const key = [change.shopId, change.name]
        await sql.rows(LOCK_RULESET, key)
        await sql.run(RETIRE_PUBLISHED, key)
        await sql.run(END_RUN, [...key, 'rollout', change.author])
        const values = [...key, version, change.author, change.note]
        const [row] = await sql.rows<RulesetRow>(PUBLISH_DRAFT, values)
        if (row === undefined) throw noDraft(change, version)
        await sql.rows(NOTIFY_CONFIG, [change.shopId])
        return rulesetOf(row)
      }),
    async approve(change, version) {
      const { shopId, name, author, authorKey = null } = change
      const values = [shopId, name, version, author, authorKey]
      const [row] = await pool.rows<RulesetRow>(APPROVE_DRAFT, values)
      if (row === undefined) throw noDraft(change, version)
      return rulesetOf(row)
    },
    rollBack: (change, toVersion) =>
      publishing(change, async (sql) => {
        const key = [change.shopId, change.name]
        await sql.rows(LOCK_RULESET, key)
        const [old] = await sql.rows<RulesetRow>(FIND_RULESET, [...key, toVersion])
        if (old === undefined || old.state === 'draft' || old.state === 'shelved') {
          throw new StoreError(
            'invalid',
            `\`${change.name}\` was never published as version ${toVersion}`,
          )
        }
        await sql.run(RETIRE_PUBLISHED, key)
        await sql.run(END_RUN, [...key, 'rollout', change.author])
        const document = JSON.stringify(old.document)
        const values = [
          ...key,
          'published',
          document,
          change.author,
          change.note,
          change.authorKey ?? null,
        ]
        const [row] = await sql.rows<RulesetRow>(INSERT_RULESET, values)
        await sql.rows(NOTIFY_CONFIG, [change.shopId])
        return rulesetOf(row!)
      }),
  }
}

function noDraft({ name }: RulesetChange, version: number): StoreError {
  return new StoreError(
    'stale',
    `version ${version} of \`${name}\` is not the draft: read the draft again`,
  )
}

function rulesetOf(row: RulesetRow): StoredRuleset {
  return {
    shopId: row.shop_id,
    name: row.name,
    version: row.version,
    state: row.state,
    document: row.document,
    author: row.author,
    note: row.note,
    createdAtMs: row.created_at,
    publishedAtMs: row.published_at,
    authorKey: row.author_key,
    approvedBy: row.approved_by,
    approvedByKey: row.approved_by_key,
    approvedAtMs: row.approved_at,
    publishedBy: row.published_by,
  }
}
