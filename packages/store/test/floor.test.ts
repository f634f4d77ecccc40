import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { assertSchema, type ConnectionConfig, migrate, openStore } from '../src/index.ts'
import { recordOf, SECRET } from './database.ts'

const BIN = '/usr/lib/postgresql/15/bin'
const isInstalled = existsSync(join(BIN, 'postgres'))
if (!isInstalled) {
  console.warn('SKIPPED: the floor test needs the Debian package postgresql-15')
}

/** PostgreSQL refuses to run as root: inside a user namespace it sees itself as nobody. */
function asNobody(program: string, args: readonly string[]): [string, string[]] {
  const path = join(BIN, program)
  return process.getuid?.() === 0
    ? ['unshare', ['-U', '--map-user=65534', '--map-group=65534', '--', path, ...args]]
    : [path, [...args]]
}

async function startFifteen(): Promise<ConnectionConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-floor-'))
  const data = join(folder, 'data')
  execFileSync(
    ...asNobody('initdb', [
      '-D',
      data,
      '--auth=trust',
      '-U',
      'gatehouse',
      '--locale=C',
      '-E',
      'UTF8',
    ]),
    { stdio: 'pipe' },
  )
  const [file, args] = asNobody('postgres', ['-D', data, '-k', folder, '-c', 'listen_addresses='])
  const server = spawn(file, args, { stdio: 'ignore' })
  onTestFinished(async () => {
    const gone = new Promise((done) => server.once('exit', done))
    server.kill('SIGINT')
    await gone
    await rm(folder, { recursive: true, force: true })
  })
  const connection = { host: folder, port: 5432, user: 'gatehouse', database: 'postgres' }
  for (;;) {
    const client = new pg.Client(connection)
    try {
      await client.connect()
      await client.end()
      return connection
    } catch {
      await sleep(50)
    }
  }
}

it.skipIf(!isInstalled)(
  'PostgreSQL 15 holds the schema, an append and its reading (Debian package postgresql-15)',
  async () => {
    const connection = await startFifteen()
    await migrate(connection)
    await assertSchema(connection)
    const store = await openStore({ connection, secret: SECRET })
    onTestFinished(() => store.close())
    const begun = await store.idempotency.begin({
      shopId: 'shop',
      route: 'POST /v1/decisions',
      key: 'k',
      bodyHash: Buffer.alloc(32, 1),
    })
    if (begun.state !== 'new') throw new Error(begun.state)
    const record = recordOf()
    const sealed = store.personal.seal({
      shopId: 'shop',
      subject: store.personal.token('shop', 'email', 'a@b.example'),
      recordId: record.id,
      values: { 'email.address': 'a@b.example' },
    })
    await store.journal.append(
      { ...record, sealed },
      { idempotency: { reservation: begun.reservation, status: 200 } },
    )
    const page = await store.reading.search({ shopId: 'shop', eventId: record.eventId! })
    expect(page.records.map((found) => found.id)).toEqual([record.id])
    await expect(
      store.personal.open('shop', record.id, page.records[0]!.sealed),
    ).resolves.toMatchObject({ state: 'open' })
    await store.jobs.enqueue([{ shopId: 'shop', queue: 'q', payload: 1 }])
    await expect(store.jobs.lease('q', 1)).resolves.toHaveLength(1)
    expect((await store.reading.outbox(null, 10)).records).toHaveLength(1)
  },
)
