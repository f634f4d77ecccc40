import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { assertSchema, migrate, openDatabase } from '../src/index.ts'
import { startTestDatabase } from './database.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-launcher-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function ask(connection: object, sql: string): Promise<unknown> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0]
  } finally {
    await client.end()
  }
}

it('starts durable and on a socket only, adopts a live server, and the last one stops it', async () => {
  const dataDir = await temporaryFolder()
  const [first, second] = await Promise.all([openDatabase({ dataDir }), openDatabase({ dataDir })])
  expect(new Set([first.isAdopted, second.isAdopted])).toEqual(new Set([false, true]))
  await expect(ask(first.connection, 'SHOW fsync')).resolves.toBe('on')
  await expect(ask(first.connection, 'SHOW synchronous_commit')).resolves.toBe('on')
  await expect(ask(first.connection, 'SHOW listen_addresses')).resolves.toBe('')

  const client = new pg.Client(second.connection as pg.ClientConfig)
  await client.connect()
  await first.stop()
  await expect(client.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 })
  await client.end()
  await second.stop()
  await expect(ask(first.connection, 'SELECT 1')).rejects.toThrow('ENOENT')
})

it('lives in a folder whose path is too long for a socket', async () => {
  const dataDir = join(await temporaryFolder(), 'long-'.repeat(20), 'data')
  const database = await openDatabase({ dataDir })
  await expect(ask(database.connection, 'SELECT 1')).resolves.toBe(1)
  await database.stop()
})

it('starts over a half-made cluster, a stale pid of another program and a stale lock', async () => {
  const dataDir = await temporaryFolder()
  await mkdir(join(dataDir, 'postgres.new'))
  await writeFile(join(dataDir, 'postgres.new', 'rubbish'), '')
  const gone = spawn('true')
  await new Promise((done) => gone.once('exit', done))
  await writeFile(join(dataDir, 'postgres.starting'), String(gone.pid))
  const first = await openDatabase({ dataDir })
  await first.stop()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n`)
  const second = await openDatabase({ dataDir })
  expect(await readFile(pidFile, 'utf8')).not.toMatch(new RegExp(`^${process.pid}\\n`))
  await second.stop()
})

it('a schema that is missing, newer or changed is refused with what to do', async () => {
  const test = await startTestDatabase()
  onTestFinished(() => test.stop())
  const { connection } = test.database
  await expect(assertSchema(connection)).resolves.toBeUndefined()
  await expect(migrate(connection)).resolves.toEqual({ applied: [] })
  await expect(assertSchema(connection, [])).rejects.toMatchObject({ code: 'schema_unknown' })
  const next = { id: '209901010000-next', sql: 'CREATE TABLE next (id int); SELECT 1' }
  const { MIGRATIONS } = await import('../src/migrations/list.ts')
  await expect(assertSchema(connection, [...MIGRATIONS, next])).rejects.toThrow('gatehouse migrate')
  const broken = { id: next.id, sql: 'CREATE TABLE half (id int); SELECT nonsense' }
  await expect(migrate(connection, [...MIGRATIONS, broken])).rejects.toThrow('nonsense')
  await expect(ask(connection, `SELECT to_regclass('half')`)).resolves.toBe(null)
  const both = [...MIGRATIONS, next]
  const reports = await Promise.all([migrate(connection, both), migrate(connection, both)])
  expect(reports.flatMap((report) => report.applied)).toEqual([next.id])
  const edited = [{ ...MIGRATIONS[0]!, sql: '-- other' }, ...MIGRATIONS.slice(1), next]
  await expect(assertSchema(connection, edited)).rejects.toMatchObject({
    code: 'migration_changed',
  })
})
