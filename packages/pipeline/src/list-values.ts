import { isIP } from 'node:net'
import type { ListKind, Reference } from '@gatehouse/contract'
import { ipv6Prefix, plainAddress, type Tokenise } from './entities.ts'
import { isTokenKind, TOKEN_KINDS, tokenText } from './entity-lists.ts'

export type ListValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string }

/**
 * The value of a list item in the one spelling that events are compared in; a token where it names
 * a person. The spelling is that of `entitiesOf`.
 */
export function listValue(
  kind: ListKind,
  text: string,
  reference: Reference,
  tokenise: Tokenise,
): ListValue {
  const spelled = spell(kind, text.trim(), reference)
  if (!spelled.ok || !isTokenKind(kind)) return spelled
  return { ok: true, value: tokenText(tokenise(TOKEN_KINDS[kind], spelled.value)) }
}

const good = (value: string): ListValue => ({ ok: true, value })
const bad = (message: string): ListValue => ({ ok: false, message })

function spell(kind: ListKind, text: string, reference: Reference): ListValue {
  switch (kind) {
    case 'email': {
      const email = reference.email(text)
      return email.known ? good(email.normalised) : bad('must be an email address')
    }
    case 'ip': {
      const ip = reference.ip(text)
      if (!ip.known) return bad('must be an IPv4 or IPv6 address')
      return good(ip.version === 4 ? ip.address : ipv6Prefix(ip.address))
    }
    case 'ip_range':
      return spellRange(text)
    case 'phone': {
      const phone = reference.phone(text, null)
      return phone.known
        ? good(phone.e164)
        : bad('must be a phone number with `+` and country code')
    }
    case 'email_domain': {
      const domain = text.replace(/^@/, '').toLowerCase()
      return /^[^\s@]+\.[^\s@.]+$/.test(domain) ? good(domain) : bad('must be a domain')
    }
    case 'country':
      return /^[A-Za-z]{2}$/.test(text)
        ? good(text.toUpperCase())
        : bad('must be an ISO 3166-1 alpha-2 code such as `DE`')
    case 'bin':
      return /^(?:\d{6}|\d{8})$/.test(text) ? good(text) : bad('must be 6 or 8 digits')
    case 'address': {
      const parts = text.split('|')
      return parts.length === 3
        ? good(parts.map(plainAddress).join('|'))
        : bad('must be `street|postcode or city|country`, for example `1 High Street|10115|DE`')
    }
    default:
      return text === '' ? bad('must not be empty') : good(text)
  }
}

function spellRange(text: string): ListValue {
  const match = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text)
  const family = match === null ? 0 : isIP(match[1]!)
  const bits = Number(match?.[2])
  const bitsMax = family === 6 ? 128 : 32
  return family !== 0 && bits <= bitsMax
    ? good(text.toLowerCase())
    : bad('must be a range such as `198.51.100.0/24`')
}
