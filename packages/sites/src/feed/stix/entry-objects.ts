import type { BlocklistEntry } from '../entry.ts'
import { entryId } from '../entry.ts'
import { type StixMaker, type StixObject, stixTime } from './objects.ts'

/** An entry as an indicator. */
export function indicatorOf(entry: BlocklistEntry, maker: StixMaker): StixObject {
  const labels = [
    ...entry.reasons.map((code) => `reason:${code.toLowerCase()}`),
    ...entry.sources.map((source) => `source:${source}`),
  ]
  return maker.make('indicator', entryId(entry), entry.addedAtMs, {
    name: entryId(entry),
    indicator_types: [entry.verdict === 'malicious' ? 'malicious-activity' : 'anomalous-activity'],
    pattern: patternOf(entry),
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: stixTime(entry.addedAtMs),
    valid_until: stixTime(entry.expiresAtMs),
    confidence: Math.round(entry.confidence * 100),
    ...(labels.length === 0 ? {} : { labels }),
  })
}

/** What the entry blocks, in the pattern language of STIX. */
export function patternOf({ kind, key }: Pick<BlocklistEntry, 'kind' | 'key'>): string {
  const value = literal(key)
  switch (kind) {
    case 'domain':
      return `[domain-name:value = ${value} OR domain-name:value LIKE ${literal(`%.${key}`)}]`
    case 'host':
      return `[domain-name:value = ${value}]`
    case 'url':
      return `[url:value = ${value}]`
    case 'ip':
      return `[${key.includes(':') ? 'ipv6-addr' : 'ipv4-addr'}:value = ${value}]`
  }
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}

export function observableOf(
  { kind, key }: Pick<BlocklistEntry, 'kind' | 'key'>,
  maker: StixMaker,
): StixObject {
  switch (kind) {
    case 'domain':
    case 'host':
      return maker.observable('domain-name', key)
    case 'url':
      return maker.observable('url', key)
    case 'ip':
      return maker.observable(key.includes(':') ? 'ipv6-addr' : 'ipv4-addr', key)
  }
}
