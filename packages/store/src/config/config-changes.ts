import pg from 'pg'
import { clientConfig, type ConnectionConfig } from '../connection/connection.ts'

const RETRY_MS = 1000

/** What changed: one shop's settings, rulesets, lists or keys; `null`: anything may have. */
export type ConfigListener = (shopId: string | null) => void

export interface ConfigChanges {
  /** Answers how to stop listening. */
  listen(listener: ConfigListener): () => void
  close(): Promise<void>
}

/**
 * Tells every node when a shop's configuration changed anywhere (LISTEN/NOTIFY). After a lost
 * connection listeners hear `null`, because notes sent meanwhile are gone. `onErased` is called
 * when a person was erased on any node, or may have been.
 */
export async function openConfigChanges(
  connection: ConnectionConfig,
  onErased: () => void,
): Promise<ConfigChanges> {
  const listeners = new Set<ConfigListener>()
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function tell(shopId: string | null): void {
    for (const listener of listeners) listener(shopId)
  }

  async function connect(): Promise<void> {
    const next = new pg.Client(clientConfig(connection))
    next.on('notification', (note) => {
      if (note.channel === 'gatehouse_erased') onErased()
      else tell(note.payload ?? null)
    })
    next.on('error', () => {})
    next.once('end', () => retryLater())
    await next.connect()
    await next.query('LISTEN gatehouse_config; LISTEN gatehouse_erased')
    client = next
  }

  function retryLater(): void {
    if (isClosed || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      if (isClosed) return
      connect().then(() => {
        onErased()
        tell(null)
      }, retryLater)
    }, RETRY_MS)
    timer.unref()
  }

  await connect()
  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
