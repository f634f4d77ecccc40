/** One ruleset decides at a checkpoint, however many nodes publish. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, migrate, type Store } from '../src/index.ts'
import { MIGRATIONS } from '../src/migrations/list.ts'
import { rulesetCheckpoints } from '../src/migrations/202611280900-ruleset-checkpoints.ts'
import { SECRET, startTestDatabase, type TestDatabase } from './database.ts'

const ROUNDS = 25

let test: TestDatabase
let stores: readonly Store[]
beforeAll(async () => {
  test = await startTestDatabase()
  stores = [await test.open(), await test.open()]
})
afterAll(async () => {
  for (const store of stores) await store.close()
  await test.stop()
})

const change = (shopId: string, name: string) => ({ shopId, name, author: 'ann', note: '' })

/** A draft of `checkpoints`, ready to be published. */
async function draft(shopId: string, name: string, checkpoints: readonly string[]) {
  const { version } = await stores[0]!.rulesets.saveDraft(change(shopId, name), { checkpoints })
  return (store: Store) => store.rulesets.publish(change(shopId, name), version)
}

async function deciders(shopId: string): Promise<Record<string, string[]>> {
  const names: Record<string, string[]> = {}
  for (const { name, document } of await stores[0]!.rulesets.published(shopId)) {
    for (const each of (document as { checkpoints: string[] }).checkpoints) {
      names[each] = [...(names[each] ?? []), name]
    }
  }
  return names
}

describe('a checkpoint', () => {
  it('goes to one of two rulesets that two nodes publish at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const shopId = `shop-${round}`
      const left = await draft(shopId, 'left', ['order', 'payment'])
      const right = await draft(shopId, 'right', ['payment', 'account'])
      const done = await Promise.allSettled([left(stores[0]!), right(stores[1]!)])
      const lost = done.filter(({ status }) => status === 'rejected')
      expect(lost).toMatchObject([{ reason: { code: 'checkpoint_taken' } }])
      expect((await deciders(shopId))['payment']).toHaveLength(1)
    }
  })

  it('is free again once its ruleset decides elsewhere, and rolling back takes it again', async () => {
    const [store] = stores as [Store]
    await (
      await draft('moves', 'a', ['order'])
    )(store)
    await expect((await draft('moves', 'b', ['order']))(store)).rejects.toMatchObject({
      code: 'checkpoint_taken',
    })
    await (
      await draft('moves', 'a', ['account'])
    )(store)
    await (
      await draft('moves', 'b', ['order'])
    )(store)
    await expect(store.rulesets.rollBack(change('moves', 'a'), 1)).rejects.toMatchObject({
      code: 'checkpoint_taken',
    })
    expect(await deciders('moves')).toEqual({ order: ['b'], account: ['a'] })
    await expect((await draft('elsewhere', 'a', ['order']))(store)).resolves.toBeDefined()
  })

  it('has a ruleset for each segment, and a segment has one', async () => {
    const [store] = stores as [Store]
    const publish = async (name: string, segment?: string) => {
      const document = { checkpoints: ['order'], ...(segment === undefined ? {} : { segment }) }
      const { version } = await store.rulesets.saveDraft(change('parts', name), document)
      return store.rulesets.publish(change('parts', name), version)
    }
    await publish('all')
    await publish('b2b', 'business')
    const taken = { code: 'checkpoint_taken' }
    await expect(publish('also-b2b', 'business')).rejects.toMatchObject(taken)
    // Saying `default` is saying nothing.
    await expect(publish('also-all', 'default')).rejects.toMatchObject(taken)
    await expect(publish('b2b', 'default')).rejects.toMatchObject(taken)
    expect(await deciders('parts')).toEqual({ order: ['all', 'b2b'] })
  })

  it('changes hands without anybody waiting in a ring', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const shopId = `ring-${round}`
      await (
        await draft(shopId, 'a', ['order'])
      )(stores[0]!)
      await (
        await draft(shopId, 'b', ['account'])
      )(stores[1]!)
      const swaps = [await draft(shopId, 'a', ['account']), await draft(shopId, 'b', ['order'])]
      const done = await Promise.allSettled(swaps.map((publish, side) => publish(stores[side]!)))
      for (const each of done) {
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'checkpoint_taken' } })
      }
    }
  })
})

it('a database in which two rulesets share a checkpoint is brought up to date', async () => {
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(rulesetCheckpoints))
  await test.withClient((client) => client.query('CREATE DATABASE earlier'))
  const connection = { ...test.database.connection, database: 'earlier' } as const
  await migrate(connection, before)
  const client = new pg.Client(connection as pg.ClientConfig)
  await client.connect()
  for (const name of ['later', 'first']) {
    await client.query(
      `INSERT INTO rulesets (shop_id, name, version, state, document, author, note)
      VALUES ('s', $1, 1, 'published', '{"checkpoints": ["order"]}', 'ann', '')`,
      [name],
    )
  }
  await migrate(connection)
  const { rows } = await client.query('SELECT checkpoint, name FROM ruleset_checkpoints')
  await client.end()
  expect(rows).toEqual([{ checkpoint: 'order', name: 'first' }])
  const store = await openStore({ connection, secret: SECRET })
  const again = await store.rulesets.saveDraft(change('s', 'later'), { checkpoints: ['order'] })
  await expect(store.rulesets.publish(change('s', 'later'), again.version)).rejects.toMatchObject({
    code: 'checkpoint_taken',
  })
  await store.close()
})
