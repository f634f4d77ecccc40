import type { Feed, WrittenFeed } from '../feed.ts'
import { writeLines } from './lines.ts'

/** Options for `conf-file` or `conf-dir` of dnsmasq. */
export function writeDnsmasq(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    comment: '# ',
    coversBelow: true,
    linesOf({ kind, key }) {
      switch (kind) {
        case 'domain':
          return [`address=/${key}/`]
        case 'host':
          // `address` would take what is below along.
          return [`host-record=${key},0.0.0.0,::`]
        case 'ip':
          return [`bogus-nxdomain=${key}`]
        case 'url':
          return []
      }
    },
  })
}
