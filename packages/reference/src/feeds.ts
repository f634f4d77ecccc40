import { basename } from 'node:path'
import type { AnonymityAnswer, FeedKind, ReferenceSource } from '@gatehouse/contract'
import { FEED_KINDS } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { linesOf } from './csv.ts'
import { ReferenceDataError } from './errors.ts'
import type { ParsedIp } from './ip-address.ts'
import { parseIp } from './ip-address.ts'
import { readOperatorFile } from './operator-file.ts'
import { finish, STEPS_PER_SLICE, type Sliced } from './slices.ts'
import { shortDigest } from './sources.ts'

/** An operator's list of addresses and networks: one per line, `#` begins a comment. */
export interface FeedFile {
  readonly path: string
  readonly kind: FeedKind
}

/** All Tor exits are some 2 KB, a commercial VPN list some 10 MB. */
export const FEED_BYTES_MAX = 64 * 1024 * 1024

interface Network {
  readonly words: ParsedIp['words']
  readonly prefixLength: number
}

/** Networks of one feed, by version and prefix length: one set look-up per length in use. */
export class Feed {
  readonly kind: FeedKind
  readonly source: ReferenceSource
  readonly #byLength = new Map<string, Set<number | string>>()
  readonly #lengths: { version: 4 | 6; prefixLength: number; networks: Set<number | string> }[] = []

  constructor(kind: FeedKind, source: ReferenceSource) {
    this.kind = kind
    this.source = source
  }

  add(version: 4 | 6, { words, prefixLength }: Network): void {
    const group = `${version}/${prefixLength}`
    let networks = this.#byLength.get(group)
    if (networks === undefined) {
      networks = new Set()
      this.#byLength.set(group, networks)
      this.#lengths.push({ version, prefixLength, networks })
    }
    networks.add(networkKey(words, prefixLength))
  }

  has({ version, words }: ParsedIp): boolean {
    for (const group of this.#lengths) {
      if (group.version !== version) continue
      if (group.networks.has(networkKey(words, group.prefixLength))) return true
    }
    return false
  }
}

/** The first bits of an address; a number where one holds them, which needs no text to be made. */
function networkKey(words: ParsedIp['words'], prefixLength: number): number | string {
  if (prefixLength <= 32) return masked(words, prefixLength, 0)
  const second = masked(words, prefixLength, 1)
  if (prefixLength <= 64) return `${words[0]}.${second}`
  return `${words[0]}.${second}.${masked(words, prefixLength, 2)}.${masked(words, prefixLength, 3)}`
}

/** One of the four words of an address, with the bits after the prefix made zero. */
function masked(words: ParsedIp['words'], prefixLength: number, at: number): number {
  const bits = prefixLength - at * 32
  if (bits <= 0) return 0
  return bits >= 32 ? words[at]! : (words[at]! & (0xffffffff << (32 - bits))) >>> 0
}

/** Operator-supplied feeds: without one, nothing is claimed about anonymity. */
export class FeedSet {
  readonly #feeds: readonly Feed[]
  readonly #checked: readonly FeedKind[]
  readonly #inNoFeed: AnonymityAnswer

  constructor(feeds: readonly Feed[]) {
    this.#feeds = feeds
    this.#checked = FEED_KINDS.filter((kind) => feeds.some((feed) => feed.kind === kind))
    this.#inNoFeed = { known: true, kinds: [], checked: this.#checked }
  }

  /**
   * @throws ReferenceDataError `feed_invalid`, naming the line: a feed that is half understood
   * would let people through who are meant to be stopped
   */
  static open(files: readonly FeedFile[]): FeedSet {
    return new FeedSet(
      files.map((file) => {
        const read = readOperatorFile({ path: file.path, bytesMax: FEED_BYTES_MAX })
        if (!read.ok) throw feedInvalid(file.path, read.why)
        return finish(readFeed(file, read.bytes))
      }),
    )
  }

  get sources(): readonly ReferenceSource[] {
    return this.#feeds.map((feed) => feed.source)
  }

  lookUp(ip: ParsedIp): AnonymityAnswer {
    if (this.#checked.length === 0) return notKnown('not_configured')
    const hits = this.#feeds.filter((feed) => feed.has(ip))
    if (hits.length === 0) return this.#inNoFeed
    const kinds = this.#checked.filter((kind) => hits.some((feed) => feed.kind === kind))
    return { known: true, kinds, checked: this.#checked }
  }
}

/** @throws ReferenceDataError `feed_invalid`, naming the line */
export function* readFeed({ path, kind }: FeedFile, bytes: Buffer): Sliced<Feed> {
  const text = bytes.toString('utf8')
  const source = {
    id: `feed:${kind}:${basename(path)}`,
    version: shortDigest(text),
    licence: 'operator',
    attribution: '',
  }
  const feed = new Feed(kind, source)
  let lineNumber = 0
  for (const line of linesOf(text)) {
    lineNumber++
    if (lineNumber % STEPS_PER_SLICE === 0) yield
    const entry = line.split('#', 1)[0]?.trim() ?? ''
    if (entry === '') continue
    const network = parseNetwork(entry)
    if (network === undefined)
      throw feedInvalid(path, `line ${lineNumber} is no address or network`)
    feed.add(network.version, network)
  }
  return feed
}

export function feedInvalid(path: string, why: string): ReferenceDataError {
  return new ReferenceDataError('feed_invalid', `address feed \`${path}\` ${why}; correct the file`)
}

/** `192.0.2.0/24` or a bare address. Bits after the prefix must be zero: anything else is a typo. */
export function parseNetwork(text: string): (Network & { readonly version: 4 | 6 }) | undefined {
  const [address = '', length] = text.split('/', 2)
  const ip = parseIp(address)
  if (ip === undefined) return undefined
  const bits = ip.version === 4 ? 32 : 128
  if (length === undefined) return { version: ip.version, words: ip.words, prefixLength: bits }
  const prefixLength = /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (prefixLength < 0 || prefixLength > bits) return undefined
  const isExact = ip.words.every((word, at) => word === masked(ip.words, prefixLength, at))
  return isExact ? { version: ip.version, words: ip.words, prefixLength } : undefined
}
