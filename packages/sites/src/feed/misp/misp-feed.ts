import type { BlocklistEntry } from '../entry.ts'
import type { FeedDigests } from '../digests.ts'
import type { Feed } from '../feed.ts'
import { OWN_NAMESPACE } from '../stix/objects.ts'

/** The files of a feed as MISP pulls it: `manifest.json`, one `UUID.json` an event, `hashes.csv`. */
export interface MispFeed {
  /** Text by the name of the file. */
  readonly files: ReadonlyMap<string, string>
}

/** `1` is high. */
const THREAT_HIGH = '1'
/** `2`: the analysis is complete. */
const ANALYSED = '2'
const TAG = { name: 'tlp:white', colour: '#ffffff', exportable: true }
/** Entries without a campaign are an event of their own. */
const SINGLE = ''

/** An event for each campaign, one for what is in none. */
export function writeMisp(feed: Feed, digests: FeedDigests): MispFeed {
  const groups = new Map<string, BlocklistEntry[]>()
  for (const entry of feed.entries) {
    const name = entry.campaign ?? SINGLE
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [entry])
    else group.push(entry)
  }
  const org = {
    name: feed.about.title,
    uuid: digests.uuid5(OWN_NAMESPACE, `misp org\n${feed.about.title}`),
  }
  const files = new Map<string, string>()
  const manifest: Record<string, object> = {}
  let hashes = ''
  for (const [campaign, entries] of groups) {
    const uuid = digests.uuid5(OWN_NAMESPACE, `misp event\n${campaign}`)
    const newestMs = Math.max(...entries.map(({ addedAtMs }) => addedAtMs))
    const head = {
      info: campaign === SINGLE ? 'Single sites' : `Campaign ${campaign}`,
      analysis: ANALYSED,
      date: new Date(newestMs).toISOString().slice(0, 10),
      threat_level_id: THREAT_HIGH,
      timestamp: secondsOf(newestMs),
    }
    manifest[uuid] = { ...head, Orgc: org, Tag: [{ name: TAG.name, colour: TAG.colour }] }
    const attributes = entries.map((entry) => attributeOf(entry, uuid, digests))
    const event = {
      uuid,
      ...head,
      published: true,
      publish_timestamp: secondsOf(feed.createdAtMs),
      Orgc: org,
      Tag: [TAG],
      Attribute: attributes,
    }
    files.set(`${uuid}.json`, `${JSON.stringify({ Event: event })}\n`)
    for (const { value } of attributes) hashes += `${digests.md5(value)},${uuid}\n`
  }
  files.set('manifest.json', `${JSON.stringify(manifest)}\n`)
  files.set('hashes.csv', hashes)
  return { files }
}

function attributeOf(entry: BlocklistEntry, event: string, digests: FeedDigests) {
  const { kind, key } = entry
  const type = { domain: 'domain', host: 'hostname', url: 'url', ip: 'ip-dst' }[kind]
  return {
    uuid: digests.uuid5(OWN_NAMESPACE, `misp attribute\n${event}\n${kind}\n${key}`),
    type,
    category: 'Network activity',
    to_ids: entry.verdict === 'malicious',
    timestamp: secondsOf(entry.addedAtMs),
    comment: entry.reasons.join(' '),
    value: key,
  }
}

function secondsOf(ms: number): string {
  return String(Math.floor(ms / 1000))
}
