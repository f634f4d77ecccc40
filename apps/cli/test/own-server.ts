import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, startServer, type Server } from '@gatehouse/server'
import { linkTables } from './terminal.ts'

/** For `beforeAll`: the first start on a machine compiles the reference tables. */
export const START_TIMEOUT_MS = 300_000

export interface OwnServer {
  readonly server: Server
  /** The environment by which a command line finds it. */
  readonly env: { readonly DATA_DIR: string; readonly LOG_LEVEL: string }
  close(): Promise<void>
}

/** A server on a free port with a data folder that is gone afterwards. */
export async function startOwnServer(): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-cli-server-'))
  linkTables(dataDir)
  const env = { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  const server = await startServer(readConfig({ ...env, PORT: '0' }))
  return {
    server,
    env,
    async close() {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
