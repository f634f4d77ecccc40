import {
  CIRCLE_DAYS_MAX,
  CIRCLE_IP_DAYS_MAX,
  CIRCLE_KINDS,
  CIRCLE_SEVERITY,
  type CircleKind,
  type CircleReason,
  type ListKind,
  type Reference,
} from '@gatehouse/contract'
import type { Membership, SharedToken } from '@gatehouse/store'
import { TOKEN_KINDS } from '../lists/list-kinds.ts'

const DAY_MS = 86_400_000
/** `0`, `unknown`, `undefined`: what programs send for a device that they do not know. */
const ID_LENGTH_MIN = 8
/** A number that anybody can be called back on has more. */
const PHONE_DIGITS_MIN = 8

/** The entity that each kind is spelled as. */
export const CIRCLE_ENTITIES = {
  email: TOKEN_KINDS.email,
  phone: TOKEN_KINDS.phone,
  card: TOKEN_KINDS.card,
  device: TOKEN_KINDS.device,
  address: TOKEN_KINDS.address,
  ip: TOKEN_KINDS.ip,
} as const satisfies Record<CircleKind, string>

export function circleKindOf(kind: ListKind): CircleKind | undefined {
  return CIRCLE_KINDS.find((known) => known === kind)
}

/**
 * Whether a value stands for one person or means, so that telling of it hurts nobody else. What many
 * share is not told of: addresses of operators' gateways, of relays, VPN and Tor, of hosting; ids that
 * stand for nothing.
 */
export function isShareable(kind: Exclude<CircleKind, 'ip'>, spelled: string): boolean {
  switch (kind) {
    case 'email':
      return spelled.includes('@')
    case 'phone':
      return spelled.replaceAll(/\D/g, '').length >= PHONE_DIGITS_MIN
    case 'card':
    case 'device':
      return spelled.length >= ID_LENGTH_MIN && new Set(spelled).size > 2
    case 'address':
      return spelled.split('|').every((part) => part !== '')
  }
}

/** Whether an IP address is that of one line. */
function isOneLine(spelled: string, reference: Reference): boolean {
  const ip = reference.ip(spelled.replace(/\/64$/, ''))
  if (!ip.known || ip.kind !== 'global') return false
  return !(ip.anonymity.known && ip.anonymity.kinds.length > 0)
}

export interface Telling {
  readonly reason: CircleReason
  readonly sinceMs: number
  /** When what it follows from expires; `null`: never. */
  readonly untilMs: number | null
}

/** The tokens that a value has in these circles; none for what is not told of. */
export function sharedTokens(
  memberships: readonly Membership[],
  kind: CircleKind,
  spelled: string,
  { reason, sinceMs, untilMs }: Telling,
  reference: Reference,
): SharedToken[] {
  if (memberships.length === 0) return []
  const isTold = kind === 'ip' ? isOneLine(spelled, reference) : isShareable(kind, spelled)
  if (!isTold) return []
  const latestMs = sinceMs + (kind === 'ip' ? CIRCLE_IP_DAYS_MAX : CIRCLE_DAYS_MAX) * DAY_MS
  return memberships.map(({ circle, key }) => ({
    circle,
    kind,
    token: key.token(kind, spelled),
    reason,
    severity: CIRCLE_SEVERITY[reason],
    sinceMs,
    expiresAtMs: Math.min(untilMs ?? latestMs, latestMs),
  }))
}

/** Makes tokens of what goes onto one list of a shop. */
export type Share = (spelled: string, expiresAtMs: number | null) => SharedToken[]

/** `undefined`: nobody is told of what is on the list. */
export function shareOf(
  memberships: readonly Membership[],
  list: { readonly name: string; readonly kind: ListKind },
  reference: Reference,
  nowMs: number,
): Share | undefined {
  const kind = circleKindOf(list.kind)
  const told = memberships.filter(({ lists }) => lists.includes(list.name))
  if (kind === undefined || told.length === 0) return undefined
  return (spelled, untilMs) =>
    sharedTokens(told, kind, spelled, { reason: 'listed', sinceMs: nowMs, untilMs }, reference)
}
