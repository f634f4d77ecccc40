import type { NameResolver } from '@gatehouse/egress'
import { openFeedGuards, openLexicalReader, type FeedBook } from '@gatehouse/investigate'
import { domainParts, IMITATED_BRANDS } from '@gatehouse/sites'
import type { Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'
import { openFeed } from '../blocklist/open-feed.ts'
import type { Config } from '../config.ts'
import type { Network } from '../outside/open-outside.ts'
import { readKitRules } from './kit-rules.ts'
import { openEyes } from './open-eyes.ts'
import { openLinks, type LinkParts, type OpenLinksParts } from './open-links.ts'

export interface SiteLinksParts extends Pick<OpenLinksParts, 'reference' | 'nowMs' | 'newId'> {
  readonly config: Pick<Config, 'links' | 'outside' | 'dataDir'>
  readonly store: Store
  readonly resolver: NameResolver
  readonly network: Network
  readonly log: Pick<FastifyBaseLogger, 'warn'>
}

export interface SiteLinks {
  readonly siteLinks: LinkParts
  readonly feed: FeedBook
  close(): Promise<void>
}

/** The way of a link: what looks at sites, what weighs them, and the list of those that are blocked. */
export function openSiteLinks(parts: SiteLinksParts): SiteLinks {
  const { config, store, network, log, reference, nowMs, newId } = parts
  const guards = openFeedGuards(store)
  const feed = openFeed(store, guards, nowMs)
  const kits = readKitRules(config.dataDir)
  for (const refused of kits.refused) log.warn(refused, 'a rule for a kit was refused')
  const eyes = openEyes({
    links: config.links,
    outside: config.outside,
    resolver: network.resolver ?? parts.resolver,
    network,
    reference,
    nowMs,
    domainOf: (host) => domainParts(host).registrable ?? host,
    brands: IMITATED_BRANDS,
    kitRules: kits.rules,
  })
  const lexical = openLexicalReader()
  const shared = { store, reference, nowMs, newId }
  return {
    siteLinks: openLinks({ ...shared, config: config.links, eyes, lexical, guards, feed }),
    feed,
    close: () => eyes.close(),
  }
}
