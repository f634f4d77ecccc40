import type { Feed, WrittenFeed } from '../feed.ts'
import { NAME_LENGTH_MAX } from '../host-name.ts'
import { writeLines } from './lines.ts'

/** Lines of a hosts file. It knows names, not what is below: `www` stands for that. */
export function writeHosts(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    comment: '# ',
    says: ['Syntax: hosts; of what is below a domain it can say `www` alone'],
    linesOf({ kind, key }) {
      if (kind === 'host') return [`0.0.0.0 ${key}`]
      if (kind !== 'domain') return []
      const www = `www.${key}`
      const isShort = www.length <= NAME_LENGTH_MAX
      return [`0.0.0.0 ${key}`, ...(isShort ? [`0.0.0.0 ${www}`] : [])]
    },
  })
}
