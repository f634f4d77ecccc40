/** An address as four 32-bit words, most significant first; an IPv4 address uses the first only. */
export interface ParsedIp {
  readonly version: 4 | 6
  readonly words: readonly [number, number, number, number]
}

/** Longest text form: eight groups with an embedded IPv4 tail, RFC 4291 section 2.2. */
const TEXT_LENGTH_MAX = 45
const GROUP_DIGITS_MAX = 4
const DOT = 0x2e
const COLON = 0x3a

/**
 * Reads an IPv4 or IPv6 address. IPv4-mapped IPv6 (`::ffff:0:0/96`, RFC 4291 2.5.5.2) becomes
 * IPv4. Zone ids, brackets, ports, octal and shortened IPv4 forms are refused: they mean different
 * things to different readers.
 */
export function parseIp(text: string): ParsedIp | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === undefined ? undefined : { version: 4, words: [value, 0, 0, 0] }
  }
  const words = parseIpv6(text)
  if (words === undefined) return undefined
  const [a, b, c, d] = words
  if (a === 0 && b === 0 && c === 0xffff) return { version: 4, words: [d, 0, 0, 0] }
  return { version: 6, words }
}

function parseIpv4(text: string): number | undefined {
  let value = 0
  let octet = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return undefined
      value = value * 256 + octet
      octet = -1
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return undefined
      octet = (octet < 0 ? 0 : octet * 10) + code - 48
      if (octet > 255) return undefined
    } else {
      return undefined
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined
}

/** The eight groups of the address that is being read or written; nothing stays in it. */
const groups = new Uint16Array(8)

function parseIpv6(text: string): ParsedIp['words'] | undefined {
  const { length } = text
  let count = 0
  // Where `::` stands for groups of zeros.
  let gap = text.startsWith('::') ? 0 : -1
  let at = gap === 0 ? 2 : 0
  while (at < length) {
    const start = at
    let value = 0
    for (; at < length && at - start <= GROUP_DIGITS_MAX; at++) {
      const digit = hexDigit(text.charCodeAt(at))
      if (digit < 0) break
      value = value * 16 + digit
    }
    if (text.charCodeAt(at) === DOT) {
      const ipv4 = parseIpv4(text.slice(start))
      if (ipv4 === undefined || count > 6) return undefined
      groups[count++] = ipv4 >>> 16
      groups[count++] = ipv4
      break
    }
    if (at === start || at - start > GROUP_DIGITS_MAX || count === 8) return undefined
    groups[count++] = value
    if (at === length) break
    if (text.charCodeAt(at++) !== COLON || at === length) return undefined
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return undefined
      gap = count
      at++
    }
  }
  // `::` stands for at least one group (RFC 5952 section 4.2.2 wants two; readers accept one).
  if (gap < 0 ? count !== 8 : count > 7) return undefined
  if (gap >= 0) {
    groups.copyWithin(8 - count + gap, gap, count)
    groups.fill(0, gap, 8 - count + gap)
  }
  return [wordAt(0), wordAt(2), wordAt(4), wordAt(6)]
}

function wordAt(group: number): number {
  return groups[group]! * 65536 + groups[group + 1]!
}

/** Value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/**
 * Canonical text: dotted decimal, or RFC 5952 (lower case, longest run of zeros shortened).
 * `sent` is the text that the address was read from: most are canonical, and serve as they are.
 */
export function formatIp(ip: ParsedIp, sent = ''): string {
  const [a] = ip.words
  if (ip.version === 4) {
    // Dotted decimal is read in its canonical form only.
    if (sent !== '' && !sent.includes(':')) return sent
    return `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`
  }
  const length = writeIpv6(ip.words)
  let same = 0
  while (same < length && written[same] === sent.charCodeAt(same)) same++
  return same === length && same === sent.length ? sent : written.toString('latin1', 0, length)
}

/** The canonical text of an IPv6 address, in ASCII. */
const written = Buffer.alloc(TEXT_LENGTH_MAX)
const HEX_DIGITS = Buffer.from('0123456789abcdef')

/** @returns how many bytes of `written` are its text */
function writeIpv6(words: ParsedIp['words']): number {
  for (let at = 0; at < 8; at += 2) {
    groups[at] = words[at >>> 1]! >>> 16
    groups[at + 1] = words[at >>> 1]!
  }
  const run = longestZeroRun()
  const runEnd = run.start + run.length
  let length = 0
  for (let at = 0; at < 8; at++) {
    if (at === run.start) {
      written[length++] = COLON
      if (runEnd === 8) written[length++] = COLON
      at = runEnd
      if (at === 8) break
    }
    if (at > 0) written[length++] = COLON
    const group = groups[at]!
    for (let shift = highestDigit(group) * 4; shift >= 0; shift -= 4) {
      written[length++] = HEX_DIGITS[(group >>> shift) & 15]!
    }
  }
  return length
}

/** Position of the first hexadecimal digit of a group that is written, from the right. */
function highestDigit(group: number): number {
  if (group > 0xfff) return 3
  if (group > 0xff) return 2
  return group > 0xf ? 1 : 0
}

/** The first of the longest runs of two zero groups or more (RFC 5952 section 4.2). */
function longestZeroRun(): { start: number; length: number } {
  let best = { start: -1, length: 1 }
  let length = 0
  for (let at = 0; at < 8; at++) {
    length = groups[at] === 0 ? length + 1 : 0
    if (length > best.length) best = { start: at - length + 1, length }
  }
  return best
}

/** Do the first `prefixLength` bits agree? */
export function hasPrefix(
  words: ParsedIp['words'],
  prefix: ParsedIp['words'],
  prefixLength: number,
): boolean {
  let bits = prefixLength
  for (let at = 0; at < 4 && bits > 0; at++, bits -= 32) {
    const mask = bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0
    if ((((words[at] ?? 0) ^ (prefix[at] ?? 0)) & mask) !== 0) return false
  }
  return true
}
