import { type FeedBook, openFeedBook, openFeedGuards } from '@gatehouse/investigate'
import type { Store } from '@gatehouse/store'

/** What every version says of itself. Another title would make other bytes of versions that are signed. */
const ABOUT = {
  title: 'Gatehouse blocklist',
  homepage: '',
  licence: 'CC0-1.0',
}

export function openFeed(
  store: Pick<Store, 'blocklist' | 'ownDomains'>,
  nowMs: () => number,
): FeedBook {
  const guards = openFeedGuards({ ownDomains: store.ownDomains })
  return openFeedBook({ store, guards, about: ABOUT, nowMs })
}
