import pg from 'pg'
import { withDeadline } from '../connection/unreachable.ts'

const RETRY_MS = 1000
/** A connection that broke without a word is found out this late, and so is what it missed. */
const ASK_EVERY_MS = 30_000

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
  config: pg.ClientConfig,
  deadlineMs: number,
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
    const next = new pg.Client(config)
    next.on('notification', (note) => {
      if (note.channel === 'gatehouse_erased') onErased()
      else tell(note.payload ?? null)
    })
    next.on('error', () => {})
    next.once('end', () => retryLater())
    await next.connect()
    await answering(next, 'LISTEN gatehouse_config; LISTEN gatehouse_erased')
    client = next
  }

  /** A connection on which no answer comes is closed: its end makes a new one. */
  async function answering(asked: pg.Client, text: string): Promise<void> {
    try {
      await withDeadline(asked.query(text), deadlineMs)
    } catch (error) {
      await asked.end().catch(() => {})
      throw error
    }
  }

  const asking = setInterval(() => {
    if (client !== undefined) void answering(client, 'SELECT').catch(() => {})
  }, ASK_EVERY_MS)
  asking.unref()

  function retryLater(): void {
    client = undefined
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

  try {
    await connect()
  } catch (error) {
    isClosed = true
    clearInterval(asking)
    throw error
  }
  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      clearInterval(asking)
      await client?.end()
    },
  }
}
