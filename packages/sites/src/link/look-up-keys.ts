import { toASCII } from 'tr46'
import { dotted, readIpv6 } from './ip-host.ts'
import { DECODE_ROUNDS_MAX } from './limits.ts'
import { escapedByte, fromBytes, toBytes, unescapeBytes } from './percent.ts'

/** An address in the one spelling that lists of dangerous addresses use. */
export interface CanonicalAddress {
  readonly scheme: string
  readonly host: string
  readonly path: string
  /** Without `?`; `null`: none, or an empty one. */
  readonly query: string | null
}

const HOST_PARTS = 7
const PATH_PREFIXES = 4

/**
 * The spelling of Google's Safe Browsing and Web Risk: every layer of percent signs off, dots and
 * slashes tidied, numbers of any kind as four decimals. `null`: there is no host.
 */
export function canonicalAddress(text: string): CanonicalAddress | null {
  const bytes = decoded(
    toBytes(
      text
        .trim()
        .replace(/[\t\r\n]/g, '')
        .split('#', 1)[0]!,
    ),
  )
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?]*)([^?]*)(?:\?(.*))?$/is.exec(bytes)
  if (parts === null) return null
  const [, scheme, authority = '', path = '', query = ''] = parts
  if (scheme === undefined && /^[a-z][a-z0-9+.-]*:(?!\d*$)/i.test(authority)) return null
  const host = canonicalHost(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, ''))
  if (host === '' || host === ':') return null
  return {
    scheme: (scheme ?? 'http').toLowerCase(),
    host,
    path: canonicalPath(path),
    query: query === '' ? null : escaped(query),
  }
}

/** Hash these to ask such a list: host suffixes by path prefixes, the most exact first. */
export function lookUpKeys(text: string): readonly string[] {
  const address = canonicalAddress(text)
  if (address === null) return []
  const paths = lookUpPaths(address)
  return lookUpHosts(address.host).flatMap((host) => paths.map((path) => host + path))
}

/** The host and what it is below, down to two labels. */
export function lookUpHosts(host: string): string[] {
  if (host.startsWith('[') || readLooseIpv4(host) !== null) return [host]
  const labels = host.split('.')
  const hosts = [host]
  for (let from = Math.max(1, labels.length - HOST_PARTS); from <= labels.length - 2; from++) {
    hosts.push(labels.slice(from).join('.'))
  }
  return hosts
}

/** The path with and without its query, and the folders that lead to it. */
export function lookUpPaths({ path, query }: Pick<CanonicalAddress, 'path' | 'query'>): string[] {
  const paths = query === null ? [path] : [`${path}?${query}`, path]
  const folders: string[] = []
  let end = 0
  while (folders.length < PATH_PREFIXES && end >= 0) {
    folders.push(path.slice(0, end + 1))
    end = path.indexOf('/', end + 1)
  }
  return [...paths, ...folders.filter((folder) => folder !== path).toReversed()]
}

function decoded(bytes: string): string {
  let [text, before] = [bytes, '']
  for (let round = 0; round < DECODE_ROUNDS_MAX && text !== before; round++) {
    if (!text.includes('%')) break
    before = text
    text = unescapeBytes(text)
  }
  return text
}

function escaped(bytes: string): string {
  return bytes.replace(/[\p{Cc} #%\u00a0-\u00ff]/gu, (byte) => escapedByte(byte.charCodeAt(0)))
}

function canonicalHost(bytes: string): string {
  const tidy = bytes.replace(/\.{2,}/g, '.').replace(/^\.|\.$/g, '')
  if (tidy.startsWith('[')) {
    const address = readIpv6(tidy.slice(1, -1))
    return address === null || tidy.includes('.') ? tidy.toLowerCase() : `[${address}]`
  }
  const address = readLooseIpv4(tidy)
  if (address !== null) return address
  const text = fromBytes(tidy)
  const isForeign = text !== null && /\P{ASCII}/u.test(text)
  const ascii = isForeign ? toASCII(text, { checkBidi: false, verifyDNSLength: false }) : null
  return escaped(ascii ?? tidy.toLowerCase())
}

/** Numbers as old resolvers took them: each part cut to its bytes, what follows a space left off. */
export function readLooseIpv4(host: string): string | null {
  const parts = host.split(' ', 1)[0]!.split('.')
  if (
    parts.length > 4 ||
    !parts.every((part) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i.test(part))
  ) {
    return null
  }
  let address = 0
  for (const [at, part] of parts.entries()) {
    const isOctal = /^0[0-7]+$/.test(part)
    const number = isOctal ? Number.parseInt(part, 8) : Number(part)
    const bytes = at === parts.length - 1 ? 5 - parts.length : 1
    address += (number % 256 ** bytes) * 256 ** (at === parts.length - 1 ? 0 : 3 - at)
  }
  return dotted(address)
}

function canonicalPath(bytes: string): string {
  if (bytes === '') return '/'
  const kept: string[] = []
  const segments = bytes.split('/')
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment)
  }
  const isFolder = /(?:^|\/)\.{0,2}$/.test(bytes)
  const path = `/${kept.join('/')}`
  return escaped(isFolder && kept.length > 0 ? `${path}/` : path)
}
