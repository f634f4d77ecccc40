import {
  COMMON_NAME_SERVER_PATTERN,
  COMMON_NAME_SERVERS,
  COMMON_NETWORKS,
  COMMON_RANGES,
  COMMON_V6,
} from './common-hosting.ts'

const RANGES = COMMON_RANGES.map(rangeOf)
const ENDS = new Set(COMMON_NAME_SERVERS)

/** Whether strangers share this address: a CDN, a site builder, parking. */
export function isCommonAddress(address: string, asNumber: number | null = null): boolean {
  if (asNumber !== null && COMMON_NETWORKS.has(asNumber)) return true
  const number = v4Number(address)
  if (number === null) return COMMON_V6.some((start) => address.toLowerCase().startsWith(start))
  return RANGES.some(({ first, last }) => number >= first && number <= last)
}

/** Whether a registrar or host gives this name server to all its customers. */
export function isCommonNameServer(nameServer: string): boolean {
  const name = nameServer.toLowerCase().replace(/\.$/, '')
  if (COMMON_NAME_SERVER_PATTERN.test(name)) return true
  const labels = name.split('.')
  return labels.some((_label, at) => ENDS.has(labels.slice(at).join('.')))
}

/** An IPv4 address as a number of 32 bits; `null` for anything else. */
export function v4Number(address: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  if (!match) return null
  const parts = match.slice(1).map(Number)
  if (parts.some((part) => part > 255)) return null
  return parts.reduce((number, part) => number * 256 + part, 0)
}

function rangeOf(cidr: string): { first: number; last: number } {
  const [address = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor((v4Number(address) ?? 0) / size) * size
  return { first, last: first + size - 1 }
}
