import type { Feed, WrittenFeed } from '../feed.ts'
import { writeLines } from './lines.ts'

/**
 * One domain a line, each with all below it. Programs that read such lists block names below, too:
 * an entry of one host alone is left out.
 */
export function writePlain(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    comment: '# ',
    coversBelow: true,
    says: ['Syntax: domains, each with all names below it'],
    linesOf: ({ kind, key }) => (kind === 'domain' ? [key] : []),
  })
}
