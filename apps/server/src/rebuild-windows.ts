import type { ShopWindowStores } from '@gatehouse/signals'
import type { Reading } from '@gatehouse/store'
import { StartError } from './start-error.ts'

export interface Rebuild {
  readonly events: number
  readonly milliseconds: number
}

/**
 * Fills empty windows from the journal: everything received within the longest window. Events are
 * packed rows, read in pages, so memory stays bounded however long the history is.
 */
export async function rebuildWindows(
  windows: Pick<ShopWindowStores, 'declarations' | 'load'>,
  reading: Pick<Reading, 'windows'>,
  nowMs: number,
): Promise<Rebuild> {
  const longestSeconds = Math.max(...windows.declarations.map((window) => window.durationSeconds))
  const startedMs = performance.now()
  let events = 0
  for await (const { shopId, packed } of reading.windows(nowMs - longestSeconds * 1000)) {
    const { loaded, damaged } = windows.load(shopId, [packed])
    if (damaged > 0) {
      // Counting on would understate every window without a word.
      throw new StartError(
        `the journal holds ${damaged} window ${damaged === 1 ? 'event' : 'events'} that this version cannot read: start the version that wrote them, or restore the database from a backup`,
      )
    }
    events += loaded
  }
  return { events, milliseconds: performance.now() - startedMs }
}
