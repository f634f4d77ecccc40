import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  ALPHABET,
  countBigrams,
  readLink,
  surprisesOf,
  type LexicalTables,
  type Link,
} from '@gatehouse/sites'
import { table, type ShippableLink } from './read-sets.ts'

/** Domains that a suffix needs before its risk is stated. */
const SUFFIX_DOMAINS_MIN = 5
/** Per 100,000 domains of each kind: as if so many more of both were below the suffix. */
const SUFFIX_SMOOTHING = 5
const BRAND_CHARACTERS_MIN = 5
/** Different hosts of the malicious sets below a dynamic-DNS suffix that make it worth knowing. */
const DYNAMIC_HOSTS_MIN = 3

/** Computes what is known of names beforehand; docs/reference/links.md has the formulas. */
export function makeTables(folder: string, links: readonly ShippableLink[]): LexicalTables {
  const lists = warningLists(folder)
  return {
    suffixRisk: suffixRisks(links),
    brands: brandsOf(folder),
    bigrams: bigramsOf(links),
    shorteners: new Set([...lists('url-shortener'), ...lists('link-in-bio')]),
    dynamicDns: dynamicDnsOf(new Set(lists('dynamic-dns')), links),
    popular: new Set(lists('tranco10k')),
  }
}

/** Names of MISP's warning lists (CC0), without a leading dot. */
function warningLists(folder: string): (name: string) => string[] {
  const text = gunzipSync(
    readFileSync(join(folder, 'reference/misp-warninglists.jsonl.gz')),
  ).toString('utf8')
  const lists = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { list: string; values: string[] })
  return (name) =>
    lists
      .find(({ list }) => list === name)!
      .values.map((value) => value.replace(/^\./, '').toLowerCase())
}

function suffixRisks(links: readonly ShippableLink[]): Map<string, number> {
  const domains = [new Map<string, Set<string>>(), new Map<string, Set<string>>()] as const
  const all = [new Set<string>(), new Set<string>()] as const
  for (const {
    link: { registrable, publicSuffix },
    label,
  } of links) {
    if (registrable === null || publicSuffix === null) continue
    all[label].add(registrable)
    for (const suffix of suffixesOf(publicSuffix)) {
      const before = domains[label].get(suffix)
      if (before === undefined) domains[label].set(suffix, new Set([registrable]))
      else before.add(registrable)
    }
  }
  const risks = new Map<string, number>()
  for (const suffix of [...new Set([...domains[0].keys(), ...domains[1].keys()])].sort()) {
    const [benign, malicious] = [0, 1].map(
      (label) => domains[label as 0 | 1].get(suffix)?.size ?? 0,
    ) as [number, number]
    if (benign + malicious < SUFFIX_DOMAINS_MIN) continue
    const share = (count: number, of: number) => (count / of) * 100_000 + SUFFIX_SMOOTHING
    const [bad, good] = [share(malicious, all[1].size), share(benign, all[0].size)]
    risks.set(suffix, Math.round((bad / (bad + good)) * 1000) / 1000)
  }
  return risks
}

function suffixesOf(publicSuffix: string): Set<string> {
  return new Set([publicSuffix, publicSuffix.slice(publicSuffix.lastIndexOf('.') + 1)])
}

/** 2factorauth (MIT) and datenanfragen (CC0): names of services and their domains. */
function brandsOf(folder: string): LexicalTables['brands'] {
  const names = new Set<string>()
  const own = new Set<string>()
  for (const { brand = '', domain = '', aliases = '' } of table(
    folder,
    'reference/brand-domains.csv.gz',
  )) {
    for (const each of [domain, ...aliases.split(/[\s,]+/)]) {
      const read = readLink(each)
      if (!read.ok || read.link.registrable === null) continue
      own.add(read.link.registrable)
      addName(names, labelOf(read.link))
    }
    addName(names, brand.toLowerCase().replace(/[^a-z0-9]/g, ''))
  }
  return { names: [...names].sort(), own: new Set([...own].sort()) }
}

function addName(names: Set<string>, name: string): void {
  if (name.length >= BRAND_CHARACTERS_MIN) names.add(name)
}

function labelOf({ registrable, publicSuffix }: Link): string {
  return registrable!.slice(0, -publicSuffix!.length - 1)
}

function bigramsOf(links: readonly ShippableLink[]): Float32Array {
  const counts = new Float64Array(ALPHABET ** 2)
  const seen = new Set<string>()
  for (const { link, label } of links) {
    if (label === 1 || link.registrable === null || seen.has(link.registrable)) continue
    seen.add(link.registrable)
    countBigrams(labelOf(link), counts)
  }
  return surprisesOf(counts)
}

function dynamicDnsOf(known: ReadonlySet<string>, links: readonly ShippableLink[]): Set<string> {
  const hosts = new Map<string, Set<string>>()
  for (const {
    link: { host },
    label,
  } of links) {
    if (label === 0) continue
    for (let at = host.indexOf('.'); at >= 0; at = host.indexOf('.', at + 1)) {
      const suffix = host.slice(at + 1)
      if (known.has(suffix)) hosts.set(suffix, (hosts.get(suffix) ?? new Set()).add(host))
    }
  }
  return new Set(
    [...hosts]
      .flatMap(([suffix, found]) => (found.size >= DYNAMIC_HOSTS_MIN ? [suffix] : []))
      .sort(),
  )
}
