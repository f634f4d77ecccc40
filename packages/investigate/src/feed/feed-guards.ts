import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { isGlobalUnicast } from '@gatehouse/egress'
import { domainParts, entryId, type FeedGuards, nameSet } from '@gatehouse/sites'
import type { Appeals, OwnDomains } from '@gatehouse/store'

export interface GuardParts {
  readonly ownDomains: Pick<OwnDomains, 'all'>
  readonly appeals: Pick<Appeals, 'upheld'>
}

/** What no version of the blocklist may hold. Own domains and appeals are read anew for each. */
export interface GuardKeeper {
  current(): Promise<FeedGuards>
}

export function openFeedGuards({ ownDomains, appeals }: GuardParts): GuardKeeper {
  const warned = nameSet(lines('warned-names.txt'), isPublicSuffix)
  const shared = rangesOf(lines('shared-networks.txt'))
  const isWarnedAddress = (address: string) =>
    shared.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return {
    async current() {
      const own = (await ownDomains.all()).map(({ domain }) => domain)
      const cleared = new Set((await appeals.upheld()).map(entryId))
      return {
        isPublicSuffix,
        isCleared: (entry) => cleared.has(entryId(entry)),
        isGlobalUnicast,
        isWarnedAddress,
        warned,
        own: nameSet(own, isPublicSuffix),
      }
    },
  }
}

/** By both parts of the Public Suffix List. */
export function isPublicSuffix(domain: string): boolean {
  return domainParts(domain).registrable === null
}

function lines(name: string): string[] {
  const text = readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}

function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(network, family)
    else list.addSubnet(network, Number(bits), family)
  }
  return list
}
