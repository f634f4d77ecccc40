import { createHash } from 'node:crypto'
import pg from 'pg'
import { clientConfig, type ConnectionConfig } from '../connection/connection.ts'
import { StoreError } from '../store-error.ts'
import { MIGRATIONS } from './list.ts'
import type { Migration } from './migration.ts'

/** Any constant will do, as long as every version of this program takes the same one. */
const ADVISORY_LOCK = 7_403_912_008
/** A migration must not queue behind a long report and stop everybody behind itself. */
const LOCK_TIMEOUT_MS = 10_000

export interface MigrationReport {
  /** Ids applied by this call, in order. Empty: the schema was up to date. */
  readonly applied: readonly string[]
}

/** SHA-256 of a migration's SQL, in hex: what `schema_migrations` and the tests hold. */
export function migrationHash(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}

/**
 * Brings the schema up to date. Safe to run from several nodes at once: one waits for the other.
 * Throws `StoreError` `schema_unknown` (the database is newer) or `migration_changed`.
 */
export async function migrate(
  connection: ConnectionConfig,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationReport> {
  const client = new pg.Client(clientConfig(connection))
  // What is under way fails by itself; an error that nobody hears ends the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
        id text COLLATE "C" PRIMARY KEY,
        hash text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`,
    )
    const pending = pendingMigrations(await appliedMigrations(client), migrations)
    for (const migration of pending) await apply(client, migration)
    return { applied: pending.map((migration) => migration.id) }
  } finally {
    await client.end()
  }
}

/** Refuses to work on a schema that this program does not know. Reads only. */
export async function assertSchema(
  connection: ConnectionConfig,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const client = new pg.Client(clientConfig(connection))
  // What is under way fails by itself; an error that nobody hears ends the process.
  client.on('error', () => {})
  await client.connect()
  try {
    const pending = pendingMigrations(await appliedMigrations(client), migrations)
    if (pending.length > 0) {
      throw new StoreError(
        'schema_unknown',
        `the database lacks ${pending.length} migration(s), the first is \`${pending[0]!.id}\`: run \`gatehouse migrate\``,
      )
    }
  } finally {
    await client.end()
  }
}

interface Applied {
  readonly id: string
  readonly hash: string
}

async function appliedMigrations(client: pg.Client): Promise<readonly Applied[]> {
  const exists = await client.query<{ name: string | null }>(
    `SELECT to_regclass('schema_migrations')::text AS name`,
  )
  if (exists.rows[0]?.name === null) return []
  const result = await client.query<Applied>('SELECT id, hash FROM schema_migrations ORDER BY id')
  return result.rows
}

/** What is left to apply, after checking that what was applied is a prefix of what we know. */
function pendingMigrations(
  applied: readonly Applied[],
  migrations: readonly Migration[],
): readonly Migration[] {
  for (const [index, row] of applied.entries()) {
    const known = migrations[index]
    if (known?.id !== row.id) {
      throw new StoreError(
        'schema_unknown',
        `the database has the migration \`${row.id}\`, which this version does not know: start the version that wrote it, or a newer one`,
      )
    }
    if (migrationHash(known) !== row.hash) {
      throw new StoreError(
        'migration_changed',
        `the migration \`${row.id}\` was applied with other contents: released migrations must not change, add a new one`,
      )
    }
  }
  return migrations.slice(applied.length)
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migrations (id, hash) VALUES ($1, $2)', [
      migration.id,
      migrationHash(migration),
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
