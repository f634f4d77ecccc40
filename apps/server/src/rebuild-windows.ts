import type { ShopHistory, ShopLinks, ShopWindowStores } from '@gatehouse/signals'
import type { Reading, WindowChunk } from '@gatehouse/store'
import { StartError } from './start-error.ts'

export interface Rebuild {
  readonly events: number
  readonly milliseconds: number
}

/** Where the windows were rebuilt from, and what comes to them afterwards. */
export interface RebuiltWindows {
  readonly rebuild: Rebuild
  /**
   * Adds what was received before the rebuild and committed after it. To be called once, when no
   * earlier run can commit any more. Answers how many events these were.
   */
  addLate(): Promise<number>
}

/**
 * Fills empty windows, links and the history of entities from the journal: everything received within
 * the longest window. Events are packed rows, read in pages, so memory stays bounded however long the history is. Read as of one
 * moment, so that what is committed after it can be told and added.
 */
export async function rebuildWindows(
  windows: Pick<ShopWindowStores, 'declarations' | 'load'>,
  links: Pick<ShopLinks, 'load'>,
  history: Pick<ShopHistory, 'load'>,
  reading: Pick<Reading, 'windows' | 'snapshot' | 'lateWindows'>,
  nowMs: number,
): Promise<RebuiltWindows> {
  const longestSeconds = Math.max(...windows.declarations.map((window) => window.durationSeconds))
  const startedMs = performance.now()
  const snapshot = await reading.snapshot()
  let events = 0
  for await (const chunk of reading.windows(nowMs - longestSeconds * 1000, snapshot)) {
    events += load(windows, links, history, chunk)
  }
  return {
    rebuild: { events, milliseconds: performance.now() - startedMs },
    async addLate() {
      let late = 0
      for (const chunk of await reading.lateWindows(snapshot, nowMs))
        late += load(windows, links, history, chunk)
      return late
    },
  }
}

function load(
  windows: Pick<ShopWindowStores, 'load'>,
  links: Pick<ShopLinks, 'load'>,
  history: Pick<ShopHistory, 'load'>,
  { shopId, packed, ids }: Pick<WindowChunk, 'shopId' | 'packed' | 'ids'>,
): number {
  const { loaded, damaged } = windows.load(shopId, [packed])
  if (damaged > 0) {
    // Counting on would understate every window without a word.
    throw new StartError(
      `the journal holds ${damaged} window ${damaged === 1 ? 'event' : 'events'} that this version cannot read: start the version that wrote them, or restore the database from a backup`,
    )
  }
  links.load(shopId, packed, ids)
  history.load(shopId, packed)
  return loaded
}
