import type { ConnectionConfig } from '../connection/connection.ts'
import { startEmbedded } from './embedded-server.ts'

export interface DatabaseOptions {
  /** Where the embedded server keeps its files. Made if missing. */
  readonly dataDir: string
  /** A PostgreSQL >= 15. Without it an embedded server is started in `dataDir`. */
  readonly databaseUrl?: string
}

export interface Database {
  readonly connection: ConnectionConfig
  readonly isEmbedded: boolean
  /** Whether a server was found running in `dataDir` (after a crash, or of another process). */
  readonly isAdopted: boolean
  /** Starts the embedded server again if it died. For `openStore({revive})`. */
  revive(): Promise<void>
  /**
   * Stops the embedded server if no other process is connected to it; does nothing for an
   * external one. Close every store first.
   */
  stop(): Promise<void>
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
