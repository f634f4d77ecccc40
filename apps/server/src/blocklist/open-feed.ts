import { type FeedBook, type GuardKeeper, openFeedBook } from '@gatehouse/investigate'
import type { Store } from '@gatehouse/store'

/** What every version says of itself. Another title would make other bytes of versions that are signed. */
const ABOUT = {
  title: 'Gatehouse blocklist',
  homepage: '',
  licence: 'CC0-1.0',
}

export function openFeed(
  store: Pick<Store, 'blocklist' | 'ownDomains'>,
  guards: GuardKeeper,
  nowMs: () => number,
): FeedBook {
  return openFeedBook({ store, guards, about: ABOUT, nowMs })
}
