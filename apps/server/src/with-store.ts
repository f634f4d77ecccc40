import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { assertSchema, openDatabase, openStore, type Store } from '@gatehouse/store'
import { ConfigError, type Config } from './config.ts'
import { keptSecret } from './secrets.ts'

/**
 * Opens the store of an installation for a piece of work on the command line, beside a running
 * server or without one. Nothing is made: an installation comes into being when it is served.
 * @throws ConfigError, StoreError: each says what to do
 */
export async function withStore<Result>(
  config: Config,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { dataDir, databaseUrl } = config
  if (config.secret === null && !existsSync(join(dataDir, 'secret'))) {
    throw new ConfigError(
      `there is no installation in \`${dataDir}\`: set \`DATA_DIR\` to the folder of the server, or start it once`,
    )
  }
  const database = await openDatabase({ dataDir, ...(databaseUrl === null ? {} : { databaseUrl }) })
  try {
    await assertSchema(database.connection)
    const store = await openStore({
      connection: database.connection,
      secret: keptSecret(config.secret, dataDir, 'secret'),
      revive: () => database.revive(),
    })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } finally {
    await database.stop()
  }
}
