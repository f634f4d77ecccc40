/**
 * The least that a durable decision can cost: a bare Fastify route that group-commits rows which
 * are byte for byte those of real decisions, into all the tables that a decision writes, and does
 * nothing else. It parses, looks up, decides and compresses nothing. Rows come from `rowsFile`.
 *
 * usage: bare-server.ts DATA_DIR ROWS_FILE
 */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { migrate, newId, openDatabase, openStore } from '@gatehouse/store'
import { fastify } from 'fastify'
import pg from 'pg'

/** One journal row of a real decision; binary values in base64. */
export interface CapturedRow {
  readonly event_time: string
  readonly risk_score: number
  readonly shop_id: string
  readonly event_type: string
  readonly checkpoint: string
  readonly transaction_id: string | null
  readonly ruleset_version: string
  readonly kind: number
  readonly outcome: number
  readonly window_event: string
  readonly subject: string | null
  readonly sealed: string | null
  readonly body: string
  /** What was answered. */
  readonly answer: string
  /** Of a data key that the row brought with it, a UUID: new customers bring one. */
  readonly salt: string | null
}

const BATCH_ROWS_MAX = 256
const CONNECTIONS = 2

const INSERT = `
WITH input AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS r(id uuid, event_time timestamptz, risk_score real,
    shop_id text, event_type text, checkpoint text, event_id text, transaction_id text,
    ruleset_version text, kind smallint, outcome smallint, window_event text, subject text,
    sealed text, body text, salt uuid)
), keys AS (
  INSERT INTO data_keys (subject, salt)
  SELECT DISTINCT encode(decode(subject, 'base64'), 'hex')::uuid, salt
  FROM input WHERE salt IS NOT NULL
)
INSERT INTO journal (event_time, risk_score, kind, outcome, is_degraded, id, shop_id, event_type,
  checkpoint, event_id, transaction_id, ruleset_version, window_event, subject, sealed, body)
SELECT event_time, risk_score, kind, outcome, false, id, shop_id, event_type, checkpoint, event_id,
  transaction_id, ruleset_version, decode(window_event, 'base64'), decode(subject, 'base64'),
  decode(sealed, 'base64'), decode(body, 'base64')
FROM input`

interface Waiting {
  readonly row: object
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Group commit as short as it can be: what arrives while a batch is out leaves with the next one. */
function groupCommit(clients: readonly pg.Client[]): (row: object) => Promise<void> {
  const queue: Waiting[] = []
  const idle = [...clients]
  const flush = () => {
    const client = queue.length === 0 ? undefined : idle.pop()
    if (client === undefined) return
    const batch = queue.splice(0, BATCH_ROWS_MAX)
    const values = [JSON.stringify(batch.map(({ row }) => row))]
    client
      .query({ name: 'bare', text: INSERT, values })
      .then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        idle.push(client)
        flush()
      })
  }
  return (row) =>
    new Promise((resolve, reject) => {
      queue.push({ row, resolve, reject })
      setImmediate(flush)
    })
}

async function main(dataDir: string, rowsFile: string): Promise<void> {
  const rows = JSON.parse(readFileSync(rowsFile, 'utf8')) as CapturedRow[]
  const database = await openDatabase({ dataDir })
  await migrate(database.connection)
  // Opening the store once makes the partitions that the rows go to.
  await (await openStore({ connection: database.connection, secret: 'bench'.repeat(10) })).close()
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client(database.connection))
  await Promise.all(clients.map((client) => client.connect()))
  const append = groupCommit(clients)

  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  let next = 0
  app.post('/v1/decisions', async (_request, reply) => {
    const { answer, ...row } = rows[next++ % rows.length]!
    const id = newId(Date.now())
    await append({ ...row, id, event_id: null })
    return reply.header('content-type', 'application/json').send(answer)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  console.log(`ready at http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  process.once('SIGTERM', () => {
    void app
      .close()
      .then(() => Promise.all(clients.map((client) => client.end())))
      .then(() => database.stop())
  })
}

await main(process.argv[2]!, process.argv[3]!)
