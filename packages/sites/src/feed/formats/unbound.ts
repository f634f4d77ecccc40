import type { Feed, WrittenFeed } from '../feed.ts'
import { writeLines } from './lines.ts'

/** Local zones for `include:` in a configuration of Unbound. */
export function writeUnbound(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    comment: '# ',
    coversBelow: true,
    afterHeader: ['server:'],
    linesOf({ kind, key }) {
      if (kind === 'domain') return [`local-zone: "${key}." always_nxdomain`]
      if (kind !== 'host') return []
      // `transparent` lets what is below the name through, and answers no other type for the name.
      return [`local-zone: "${key}." transparent`, `local-data: "${key}. A 0.0.0.0"`]
    },
  })
}
