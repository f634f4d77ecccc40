import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import {
  type Database,
  type JournalRecord,
  migrate,
  newId,
  openDatabase,
  openStore,
  type Store,
  type StoreOptions,
} from '../src/index.ts'

export const SECRET = 'a test secret of more than thirty-two characters'

export interface TestDatabase {
  readonly database: Database
  readonly dataDir: string
  open(options?: Partial<StoreOptions>): Promise<Store>
  /** Work on a connection of its own, past the store. */
  withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

/** A migrated embedded server of its own, in a temporary folder. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-store-'))
  const database = await openDatabase({ dataDir })
  await migrate(database.connection)
  return {
    database,
    dataDir,
    open: (options = {}) =>
      openStore({
        connection: database.connection,
        revive: () => database.revive(),
        secret: SECRET,
        ...options,
      }),
    async withClient(work) {
      const client = new pg.Client(database.connection as pg.ClientConfig)
      await client.connect()
      try {
        return await work(client)
      } finally {
        await client.end()
      }
    },
    async stop() {
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

let count = 0

/** A small decision; what a test is about is given. */
export function recordOf(fields: Partial<JournalRecord> = {}): JournalRecord {
  count += 1
  const receivedAtMs = fields.receivedAtMs ?? Date.now()
  const id = fields.id ?? newId(receivedAtMs)
  return {
    id,
    shopId: 'shop',
    kind: 'decision',
    receivedAtMs,
    eventTimeMs: receivedAtMs - 1000,
    checkpoint: 'order',
    eventType: 'purchase',
    eventId: `event-${count}`,
    transactionId: `transaction-${count}`,
    outcome: 'approve',
    riskScore: 12.5,
    isDegraded: false,
    rulesetVersion: 'cart@1',
    rescoredFrom: null,
    window: Buffer.from([1, count % 256]),
    eventJson: Buffer.from(`{"event":{"event_id":"event-${count}"},"city":"Łódź"}`),
    decisionJson: Buffer.from(`{"id":"${id}","outcome":"approve"}`),
    shadow: null,
    sealed: null,
    ...fields,
  }
}
