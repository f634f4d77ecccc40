import {
  PHONE_DIGITS_MAX,
  PHONE_DIGITS_MIN,
  HOST_CHARACTERS_MAX,
  LABEL_CHARACTERS_MAX,
  LINK_CHARACTERS_MAX,
} from './limits.ts'
import { lookUpKeys } from './look-up-keys.ts'
import { inUnicode, readHost } from './read-host.ts'
import { refang, trimControls, unwrap } from './refang.ts'
import { domainParts } from './registrable.ts'
import { splitAddress } from './split-address.ts'
import { platformSubject, type PlatformSubject } from './platform-subject.ts'

/** An address of the web in its one spelling, and what lists would know it by. */
export interface Link {
  /** `domain`: a bare name was given, so that nothing is said of one page alone. */
  readonly kind: 'url' | 'domain'
  /** Canonical, with query, without user and fragment. A bare domain is taken for `https`. */
  readonly url: string
  readonly scheme: 'http' | 'https'
  /** Lower-case ASCII (punycode), an IPv6 address in brackets, no dot at the end. */
  readonly host: string
  /** The host as people see it. */
  readonly hostUnicode: string
  /** What one owner registered; `null`: an IP address, a name without a dot, or a public suffix. */
  readonly registrable: string | null
  readonly publicSuffix: string | null
  readonly isIpHost: boolean
  /** `null`: the usual one. */
  readonly port: number | null
  /** `user:password` before the host, percent-encoded; empty: none. Never shown unescaped. */
  readonly user: string
  readonly path: string
  /** With `?`, or empty. */
  readonly query: string
  /** With `#`, or empty. Not part of `url` and of keys. */
  readonly fragment: string
  /** Whose verdict it is inside a social network, market place or app shop; `null`: the site's own. */
  readonly subject: PlatformSubject | null
  /** Host suffixes by path prefixes as in Web Risk, the most exact first; computed when read. */
  readonly keys: readonly string[]
}

export type LinkIssue =
  /** Nothing was given. */
  | 'empty'
  /** More than `LINK_CHARACTERS_MAX` characters. */
  | 'too_long'
  /** An address of another kind: `mailto:`, `javascript:`, `data:` ... */
  | 'other_scheme'
  /** The host is missing, or no browser would take it. */
  | 'bad_host'
  /** The port is no number up to 65535. */
  | 'bad_port'
  /** Not an address: a word or sentence. */
  | 'not_a_link'

export type ReadLink =
  | { readonly ok: true; readonly link: Link }
  | { readonly ok: false; readonly issue: LinkIssue }

/** What somebody wants to know about. */
export type ReadSubject =
  | { readonly kind: 'link'; readonly link: Link }
  /** Shaped like a phone number; whether it is one, the numbering plans say. `+` and digits only. */
  | { readonly kind: 'phone'; readonly number: string }
  | { readonly kind: 'none'; readonly issue: LinkIssue }

/** Reads a link, bare domain or phone number, as pasted. */
export function readSubject(text: string): ReadSubject {
  if (text.length <= LINK_CHARACTERS_MAX) {
    const number = phoneShape(text)
    if (number !== null) return { kind: 'phone', number }
  }
  const read = readLink(text)
  return read.ok ? { kind: 'link', link: read.link } : { kind: 'none', issue: read.issue }
}

/** Nothing in it is disarmed, quoted or odd. */
const PLAIN = /^https?:\/\/[a-z0-9][a-z0-9.-]*(?:[/?][\w./?=&%+~:-]*)?$/

/**
 * Reads what a person pastes as an address of the web, as a browser would: with or without scheme,
 * disarmed (`hxxp://evil[.]example`), quoted, in any script, the host a number in any spelling.
 */
export function readLink(text: string): ReadLink {
  if (text.length > LINK_CHARACTERS_MAX) return { ok: false, issue: 'too_long' }
  const given = PLAIN.test(text) ? text : refang(unwrap(text)).replace(/[\t\r\n]/g, '')
  const inner = /^https?%3a/i.test(given) ? decodedOnce(given) : given
  if (inner === '') return { ok: false, issue: 'empty' }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(inner)?.[1]?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') {
    return linkOf(scheme, inner.slice(scheme.length + 1), 'url')
  }
  const isHostAndPort = /^[^/?#\\]*\.[^/?#\\]*:|^[^:/?#\\]+:\d+(?:[/?#\\]|$)/.test(inner)
  if (scheme !== undefined && !isHostAndPort) return { ok: false, issue: 'other_scheme' }
  return withoutScheme(inner)
}

function withoutScheme(text: string): ReadLink {
  const isNoHost = /^[/\\?#]/.test(text) && !/^[/\\]{2}[^/\\]/.test(text)
  if (isNoHost) return { ok: false, issue: 'not_a_link' }
  const isBare = !/[/\\?#@]/.test(text.replace(/^[/\\]{2}/, '').replace(/[/\\]$/, ''))
  const read = linkOf('https', text, isBare ? 'domain' : 'url')
  if (!read.ok)
    return /\s/.test(text) || !text.includes('.') ? { ok: false, issue: 'not_a_link' } : read
  const { host, isIpHost } = read.link
  // `Mr.Smith` and `index.html` have a dot too: without a scheme the suffix has to be a known one.
  const isNamed = isIpHost ? /[.:]/.test(text) : host.includes('.') && domainParts(host).isListed
  return isNamed ? read : { ok: false, issue: 'not_a_link' }
}

function linkOf(scheme: 'http' | 'https', afterScheme: string, kind: Link['kind']): ReadLink {
  const address = splitAddress(scheme, afterScheme)
  if (address === null) return { ok: false, issue: 'bad_port' }
  const host = readHost(address.host)
  if (host === null || (!host.isIp && isTooLong(host.name))) return { ok: false, issue: 'bad_host' }
  const { port, path, query, fragment, user } = address
  const parts = host.isIp ? null : domainParts(host.name)
  const url = `${scheme}://${host.name}${port === null ? '' : `:${port}`}${path}${query}`
  return {
    ok: true,
    link: {
      kind,
      url,
      scheme,
      host: host.name,
      hostUnicode: inUnicode(host.name),
      registrable: parts?.registrable ?? null,
      publicSuffix: parts?.publicSuffix ?? null,
      isIpHost: host.isIp,
      port,
      user,
      path,
      query,
      fragment,
      subject: parts === null ? null : platformSubject(host.name, parts.registrable, path, query),
      get keys() {
        return lookUpKeys(url)
      },
    },
  }
}

function isTooLong(name: string): boolean {
  if (name.length > HOST_CHARACTERS_MAX) return true
  return (
    name.length > LABEL_CHARACTERS_MAX &&
    name.split('.').some((label) => label.length > LABEL_CHARACTERS_MAX)
  )
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const PHONE = /^(?:tel:)?\s*\+?[\d\s()./\u00a0\u2010-\u2015-]+$/i
const DOTTED_FOUR = /^\d{1,3}(?:\.\d{1,3}){3}$/

function phoneShape(text: string): string | null {
  const trimmed = trimControls(text)
  if (!PHONE.test(trimmed) || DOTTED_FOUR.test(trimmed) || trimmed.includes('//')) return null
  const digits = trimmed.replace(/\D/g, '')
  if (digits.length < PHONE_DIGITS_MIN || digits.length > PHONE_DIGITS_MAX) return null
  return /^(?:tel:)?\s*\+/i.test(trimmed) ? `+${digits}` : digits
}
