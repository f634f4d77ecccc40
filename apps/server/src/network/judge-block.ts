import type { Reference } from '@gatehouse/contract'
import { formatIp, isGlobalRange, parseIp, parseIpRange, type IpRange } from '@gatehouse/reference'

/** Why a network is not blocked outside, whatever a list says. */
export const REFUSALS = [
  'no_network',
  'not_public',
  'own',
  'too_wide',
  'relay',
  'over_cap',
] as const
export type Refusal = (typeof REFUSALS)[number]

export interface BlockGuard {
  /** Shortest prefix: wider ones hold the customers of a carrier. */
  readonly bitsMin: { readonly 4: number; readonly 6: number }
  /** Networks of the shop, its proxies and this machine. */
  readonly own: readonly IpRange[]
}

/** Feed that the operator keeps of relays such as iCloud Private Relay. */
const RELAY = 'relay'
/** Reverse proxies that phones and whole shops come through. */
const SHARED_SYSTEMS: ReadonlySet<number> = new Set([13_335, 54_113, 36_183])

/** @returns why the network is left alone; `null`: it may be blocked */
export function judgeBlock(
  range: IpRange,
  guard: BlockGuard,
  reference: Reference,
): Refusal | null {
  if (!isGlobalRange(range)) return 'not_public'
  if (guard.own.some((own) => overlap(own, range))) return 'own'
  if (range.bits < guard.bitsMin[range.version]) return 'too_wide'
  return [range.words, lastOf(range)].some((words) =>
    isShared(formatIp({ version: range.version, words }), reference),
  )
    ? 'relay'
    : null
}

function isShared(address: string, reference: Reference): boolean {
  const ip = reference.ip(address)
  if (!ip.known) return false
  const isRelay = ip.anonymity.known && ip.anonymity.kinds.includes(RELAY)
  const system = ip.autonomousSystem
  return isRelay || (system.known && SHARED_SYSTEMS.has(system.number))
}

/** Reads an address or a network of the settings. */
export function readOwn(text: string): IpRange | undefined {
  const zoned = text.split('%')[0]!
  return parseIpRange(parseIp(zoned) === undefined ? text : zoned)
}

function overlap(a: IpRange, b: IpRange): boolean {
  if (a.version !== b.version) return false
  const bits = Math.min(a.bits, b.bits)
  return a.words.every((word, at) => {
    const length = Math.min(Math.max(bits - at * 32, 0), 32)
    const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0
    return (word & mask) >>> 0 === (b.words[at]! & mask) >>> 0
  })
}

function lastOf({ version, words, bits }: IpRange): IpRange['words'] {
  const last = words.map((word, at) => {
    if (version === 4 && at > 0) return word
    const length = Math.min(Math.max(bits - at * 32, 0), 32)
    return length === 32 ? word : (word | (0xffffffff >>> length)) >>> 0
  })
  return [last[0]!, last[1]!, last[2]!, last[3]!]
}
