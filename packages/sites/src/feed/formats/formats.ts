import type { Feed, WrittenFeed } from '../feed.ts'
import { writeAdblock } from './adblock.ts'
import { writeCsv } from './csv.ts'
import { writeDnsmasq } from './dnsmasq.ts'
import { writeHosts } from './hosts.ts'
import { writeJson } from './json.ts'
import { writePlain } from './plain.ts'
import { writeRpz } from './rpz.ts'
import { writeUnbound } from './unbound.ts'

export interface FeedFormat {
  /** Media type of the answer. */
  readonly contentType: string
  write(feed: Feed): WrittenFeed
}

const TEXT = 'text/plain; charset=utf-8'

/** The formats of the blocklist by the ending of `/v1/blocklist.NAME`: one file, one line here. */
export const FEED_FORMATS = {
  txt: { contentType: TEXT, write: writePlain },
  hosts: { contentType: TEXT, write: writeHosts },
  adblock: { contentType: TEXT, write: writeAdblock },
  rpz: { contentType: 'text/dns; charset=utf-8', write: writeRpz },
  unbound: { contentType: TEXT, write: writeUnbound },
  dnsmasq: { contentType: TEXT, write: writeDnsmasq },
  json: { contentType: 'application/json', write: writeJson },
  csv: { contentType: 'text/csv; charset=utf-8', write: writeCsv },
} as const satisfies Record<string, FeedFormat>

export type FeedFormatName = keyof typeof FEED_FORMATS
export const FEED_FORMAT_NAMES = Object.keys(FEED_FORMATS) as FeedFormatName[]
