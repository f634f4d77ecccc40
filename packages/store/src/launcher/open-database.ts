import type { Database } from './database.ts'
import { startEmbedded } from './embedded-server.ts'

export interface DatabaseOptions {
  /** Where the embedded server keeps its files. Made if missing. */
  readonly dataDir: string
  /** A PostgreSQL >= 15. Without it an embedded server is started in `dataDir`. */
  readonly databaseUrl?: string
}

/**
 * Opens the database of an installation. Throws `StoreError` `launch_failed` with what to do when
 * the embedded server cannot run on this machine.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    return {
      connection: { connectionString: options.databaseUrl },
      isEmbedded: false,
      isAdopted: false,
      revive: async () => {},
      stop: async () => {},
    }
  }
  return startEmbedded(options.dataDir)
}
