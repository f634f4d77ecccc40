import { inflateRawSync } from 'node:zlib'
import pg from 'pg'
import type { StoredRecord } from '@gatehouse/store'
import type { TestServer } from '../src/index.ts'

/** Everything that a server keeps, as somebody would read it who has the database and no key. */
export interface Kept {
  /** All tables, all columns; bytes as they are, and once more as the store's decoders read them. */
  readonly text: string
  /** All bytes of all columns, one after another. */
  readonly bytes: Buffer
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>
  readonly records: readonly StoredRecord[]
}

export async function whatIsKept({ services }: TestServer): Promise<Kept> {
  const { store, database } = services
  const client = new pg.Client(database.connection as pg.ClientConfig)
  await client.connect()
  const texts: string[] = []
  const counts: Record<string, number> = {}
  const bytes: Buffer[] = []
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    )
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM "${name}"`)
      counts[name] = rows.length
      for (const row of rows) {
        for (const value of Object.values(row)) {
          if (Buffer.isBuffer(value)) {
            bytes.push(value)
            texts.push(value.toString('latin1'))
          } else texts.push(typeof value === 'string' ? value : JSON.stringify(value))
        }
      }
    }
    const models = await client.query<{ counts: Buffer }>('SELECT counts FROM body_models')
    for (const model of models.rows) texts.push(inflateRawSync(model.counts).toString('utf8'))
    const records: StoredRecord[] = []
    for (let page = await store.reading.outbox(null, 1000); page.records.length > 0;) {
      records.push(...page.records)
      page = await store.reading.outbox(page.cursor, 1000)
    }
    for (const { eventJson, decisionJson } of records) {
      texts.push(Buffer.from(eventJson).toString())
      if (decisionJson !== null) texts.push(Buffer.from(decisionJson).toString())
    }
    return {
      text: texts.join('\n'),
      bytes: Buffer.concat(bytes),
      rows: counts,
      records,
    }
  } finally {
    await client.end()
  }
}
