import type { ConnectionConfig } from '../connection/connection.ts'

/** The database of an installation, running. */
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
