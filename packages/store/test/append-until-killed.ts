/**
 * The application of the kill test: appends as fast as it can, 32 at a time, seals what it appends,
 * and writes each id to its output once the store has acknowledged it. Argument: the data folder.
 */
import { writeSync } from 'node:fs'
import { openDatabase, openStore, StoreError } from '../src/index.ts'
import { recordOf, SECRET } from './database.ts'

const CONCURRENT = 32
const [dataDir = ''] = process.argv.slice(2)

/** A database that takes longer to come back than a caller waits: nothing is acknowledged. */
function notInTime(error: unknown): undefined {
  const code = error instanceof StoreError ? error.code : ''
  if (code !== 'database_unreachable' && code !== 'result_unknown') throw error
}

async function main(): Promise<void> {
  const database = await openDatabase({ dataDir })
  const store = await openStore({
    connection: database.connection,
    revive: () => database.revive(),
    secret: SECRET,
  })
  const sealing = async () => {
    for (;;) await store.recordChain.seal(Date.now()).catch(notInTime)
  }
  void sealing()
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      for (;;) {
        const record = recordOf()
        const result = await store.journal.append(record).catch(notInTime)
        if (result?.state === 'stored') writeSync(1, `${record.id}\n`)
      }
    }),
  )
}

void main()
