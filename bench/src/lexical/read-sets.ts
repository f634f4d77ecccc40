import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { readLink, type Link } from '@gatehouse/sites'

/** One link of a set whose licence lets a model that ships learn from it. */
export interface ShippableLink {
  readonly link: Link
  readonly label: 0 | 1
  readonly set: string
  /** Day it was first seen, `YYYY-MM-DD`; empty: not known. */
  readonly day: string
}

/** Links of one domain that are taken of each kind. */
const MALICIOUS_PER_DOMAIN = 3
const BENIGN_PER_DOMAIN = 5

/** Parts of `urls-benign` under CC0, MIT or in the public domain; the rest is for measuring only. */
const BENIGN_DOMAINS = new Set([
  '2fa-directory',
  'jdm',
  'opendns-random-2014',
  'cisco-top20k',
  'cloudflare-top100k',
  'university',
])
const BENIGN_LINKS = new Set(['datenanfragen', 'datenanfragen-src', 'jdm', '2fa-directory'])

/**
 * Reads every set that may be learned from. A domain that is on a benign list and on a malicious
 * one is neither.
 *
 * @param linkFiles lists of benign links of other sets, one a line
 */
export function readSets(folder: string, linkFiles: readonly string[]): ShippableLink[] {
  const taken = new Map<string, number>()
  const seen = new Set<string>()
  const benignDomains = new Set<string>()
  const links: ShippableLink[] = []
  const add = (text: string, label: 0 | 1, set: string, day: string): void => {
    const read = readLink(/^https?:/i.test(text) ? text : `https://${text}`)
    if (!read.ok) return
    const { link } = read
    const domain = link.registrable ?? link.host
    if (label === 1 && benignDomains.has(domain)) return
    const key = `${link.host.replace(/^www\./, '')}${link.path}${link.query}`
    const count = taken.get(domain) ?? 0
    if (seen.has(key) || count >= (label === 1 ? MALICIOUS_PER_DOMAIN : BENIGN_PER_DOMAIN)) return
    seen.add(key)
    taken.set(domain, count + 1)
    if (label === 0) benignDomains.add(domain)
    links.push({ link, label, set, day: day.slice(0, 10) })
  }
  for (const row of table(folder, 'urls-benign/domains-train.csv.gz')) {
    const { source = '', domain = '', registrable = '' } = row
    if (!BENIGN_DOMAINS.has(source)) continue
    if (row['in_some_blocklist'] === '1') benignDomains.add(registrable)
    else add(domain, 0, `benign-${source}`, '')
  }
  for (const row of table(folder, 'urls-benign/urls-train.csv.gz')) {
    const { source = '', url = '', registrable = '' } = row
    if (!BENIGN_LINKS.has(source)) continue
    if (row['in_some_blocklist'] === '1') benignDomains.add(registrable)
    else add(url, 0, `benign-${source}`, '')
  }
  for (const file of linkFiles) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.trim() !== '') add(line.trim(), 0, 'benign-links', '')
    }
  }
  for (const part of ['2021-09_2023-12', '2024-01_2025-12']) {
    for (const row of table(folder, `iocs-tweetfeed/iocs-${part}.csv.gz`)) {
      const { type = '', tags = '', value = '', time = '' } = row
      if (type !== 'ip' && /phish|scam/.test(tags)) add(value, 1, 'tweetfeed', time)
    }
  }
  for (const { domain = '', date = '' } of table(
    folder,
    'domains-polkadot-phishing/domains-2020-10_2024-06.csv.gz',
  )) {
    add(domain, 1, 'polkadot-phishing', date)
  }
  for (const row of table(folder, 'domains-durablenapkin-scam-shops/domains-2019-10_2022.csv.gz')) {
    add(row['domain'] ?? '', 1, 'durablenapkin-scam-shops', row['first_seen'] ?? '')
  }
  for (const row of table(folder, 'domains-gaso-pig-butchering/urls-train.csv.gz')) {
    add(row['url'] ?? '', 1, 'gaso-pig-butchering', row['first_seen_in_list'] ?? '')
  }
  return links
}

/** Rows of a CSV file, gzip or plain, by the names of their columns. */
export function table(folder: string, file: string): Record<string, string | undefined>[] {
  const path = join(folder, file)
  if (!existsSync(path)) throw new Error(`there is no file \`${path}\``)
  const bytes = readFileSync(path)
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes
  return parse(text, { columns: true, bom: true, relax_column_count: true })
}
