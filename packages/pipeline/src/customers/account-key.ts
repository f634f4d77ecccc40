import type { WindowKey } from '@gatehouse/contract'
import { unpackWindowEvent } from '@gatehouse/signals'

/** The key of an account as the database has it: a signed 64-bit number in decimal. */
export function accountText({ hi, lo }: WindowKey): string {
  return BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo)).toString()
}

export function accountKey(text: string): WindowKey {
  const bits = BigInt.asUintN(64, BigInt(text))
  return { hi: Number(bits >> 32n), lo: Number(bits & 0xffffffffn) }
}

/** Of the customer of a stored order, from what windows count it by; `null`: a guest. */
export function accountOfWindow(packed: Uint8Array | null): WindowKey | null {
  if (packed === null) return null
  const unpacked = unpackWindowEvent(packed)
  if (!unpacked.ok) return null
  const { keys, shop } = unpacked.event
  if (keys.account === undefined || shop === null) return null
  // Packed keys have the shop folded in.
  return { hi: (keys.account.hi ^ shop.hi) >>> 0, lo: (keys.account.lo ^ shop.lo) >>> 0 }
}
