/** Lists that an installation has from before they had a standing, wildcards and a log. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { migrate, openDatabase, openStore } from '../src/index.ts'
import { foundation } from '../src/migrations/202611231800-foundation.ts'
import { SECRET } from './database.ts'

const LISTS = [
  ['blocked_emails', 'email', 'token'],
  ['trusted_accounts', 'account', 'token'],
  ['my_skus', 'sku', 'a*b*'],
  ['my_texts', 'string', 'plain'],
  ['my_domains', 'email_domain', '*.example.com'],
]

it('keep their items, and what they meant', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-migrate-'))
  const database = await openDatabase({ dataDir })
  try {
    await migrate(database.connection, [foundation])
    const client = new pg.Client(database.connection as pg.ClientConfig)
    await client.connect()
    for (const [name, type, value] of LISTS) {
      await client.query(
        `INSERT INTO lists (shop_id, name, type, description, revision)
        VALUES ('s', $1, $2, 'mine', 7)`,
        [name, type],
      )
      await client.query(
        `INSERT INTO list_items (shop_id, list_name, value, source)
        VALUES ('s', $1, $2, 'ann')`,
        [name, value],
      )
    }
    await client.end()
    await migrate(database.connection)
    const store = await openStore({ connection: database.connection, secret: SECRET })
    const lists = await store.lists.all('s')
    expect(lists.map(({ name, standing, revision }) => [name, standing, revision])).toEqual([
      ['blocked_emails', 'deny', 7],
      ['my_domains', 'none', 7],
      ['my_skus', 'none', 7],
      ['my_texts', 'none', 7],
      ['trusted_accounts', 'allow', 7],
    ])
    const valuesOf = async (name: string) =>
      (await store.lists.items('s', name, { limit: 10 })).items.map(({ value }) => value)
    expect(await valuesOf('blocked_emails')).toEqual(['token'])
    expect(await valuesOf('my_skus')).toEqual(['a\\*b\\*'])
    expect(await valuesOf('my_texts')).toEqual(['plain'])
    expect(await valuesOf('my_domains')).toEqual(['*.example.com'])
    const change = { put: [{ value: 'b', source: 'ann' }], take: [], itemsMax: 9, author: 'ann' }
    await store.lists.change('s', 'my_texts', change)
    const page = { before: null, limit: 10, itemsMax: 1 }
    expect(await store.lists.log.page('s', 'my_texts', page)).toMatchObject([{ revision: 8 }])
    await store.close()
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
