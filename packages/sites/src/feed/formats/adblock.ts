import { urlParts } from '../entry.ts'
import type { Feed, WrittenFeed } from '../feed.ts'
import { writeLines } from './lines.ts'

/** Characters that mean themselves in a filter: `*`, `^`, `|` and `$` do not. */
const LITERAL = /^[A-Za-z0-9\-._~!'();=:@&+,/%?]+$/

/** Filters as Adblock Plus, uBlock Origin and AdGuard read them; anchored at both ends. */
export function writeAdblock(feed: Feed): WrittenFeed {
  return writeLines(feed, {
    first: ['[Adblock Plus]'],
    comment: '! ',
    says: ['Syntax: Adblock Plus'],
    linesOf({ kind, key }) {
      switch (kind) {
        case 'domain':
          return [`||${key}^`]
        case 'host':
          return eitherScheme(key)
        case 'ip':
          return eitherScheme(key.includes(':') ? `[${key}]` : key)
        case 'url':
          return urlFilter(key)
      }
    },
  })
}

function eitherScheme(host: string): string[] {
  return [`|http://${host}^`, `|https://${host}^`]
}

/** Without a query of its own it is the page with any query: `^` is a separator or the end. */
function urlFilter(key: string): string[] {
  if (!LITERAL.test(key)) return []
  const { rest } = urlParts(key)
  return [`|${key}${rest.includes('?') || rest.endsWith('/') ? '|' : '^'}`]
}
