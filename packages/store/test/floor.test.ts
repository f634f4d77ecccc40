import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import {
  assertSchema,
  type ConnectionConfig,
  type DeliveryPayload,
  migrate,
  newId,
  openStore,
  type Store,
  WEBHOOK_QUEUE,
} from '../src/index.ts'
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

async function told(store: Store): Promise<string[]> {
  while ((await store.webhooks.relay(Date.now())) > 0) {
    // As long as there is something new.
  }
  const jobs = await store.jobs.lease(WEBHOOK_QUEUE, 10)
  return jobs.map(({ payload }) => (payload as DeliveryPayload).record).toSorted()
}

it.skipIf(!isInstalled)(
  'a pg_dump that is restored on a server of lower numbers is gone on from (Debian package postgresql-15)',
  async () => {
    const from = (await startFifteen()) as Exclude<ConnectionConfig, { connectionString: string }>
    const client = new pg.Client(from)
    await client.connect()
    // Each block that writes takes a number of its own.
    await client.query(`CREATE TEMP TABLE burnt (n int)`)
    await client.query(`DO $$ BEGIN FOR n IN 1..3000 LOOP
      BEGIN INSERT INTO burnt VALUES (n); EXCEPTION WHEN division_by_zero THEN NULL; END;
    END LOOP; END $$`)
    await client.end()
    await migrate(from)
    const first = await openStore({ connection: from, secret: SECRET })
    await first.shops.ensure({ shopId: 'shop', settings: {}, author: 'a test', note: '' })
    await first.webhooks.create(
      {
        id: newId(Date.now()),
        shopId: 'shop',
        kind: 'events',
        url: 'https://hooks.shop.dev/',
        events: ['decision.created'],
        isEnabled: true,
        createdBy: 'a test',
      },
      20,
      Date.now(),
    )
    await first.journal.append(recordOf())
    expect(await told(first)).toHaveLength(1)
    const untold = recordOf()
    await first.journal.append(untold)
    await first.close()

    const to = (await startFifteen()) as typeof from
    const socket = ({ host, user }: typeof from) => ['-h', host, '-U', user, 'postgres']
    const dump = execFileSync(join(BIN, 'pg_dump'), socket(from))
    execFileSync(join(BIN, 'psql'), ['-q', '-v', 'ON_ERROR_STOP=1', ...socket(to)], {
      input: dump,
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    const second = await openStore({ connection: to, secret: SECRET })
    onTestFinished(() => second.close())
    const after = recordOf()
    await second.journal.append(after)
    const news = await told(second)
    expect(news).toContain(untold.id)
    expect(news).toContain(after.id)
    // What was told is a job that the dump holds, which nobody had done yet.
    expect(new Set(news).size).toBe(news.length)
  },
)
