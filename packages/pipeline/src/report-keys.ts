import { LINKING_ENTITIES, type WindowEvent } from '@gatehouse/contract'
import { packWindowEvent, unpackWindowEvent } from '@gatehouse/signals'

const KEY_BYTES = 8

/** The keys that link an order to others, as its packed window event has them; by their text. */
export function linkingKeys(packed: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const unpacked = unpackWindowEvent(packed)
  const keys = new Map<string, Uint8Array>()
  if (!unpacked.ok) return keys
  for (const entity of LINKING_ENTITIES) {
    const key = unpacked.event.keys[entity]
    if (key === undefined) continue
    const bytes = Buffer.alloc(KEY_BYTES)
    bytes.writeUInt32BE(key.hi)
    bytes.writeUInt32BE(key.lo, 4)
    keys.set(keyText(bytes), bytes)
  }
  return keys
}

/** The same of an event that is being decided. */
export function linkingKeysOf(event: WindowEvent): ReadonlyMap<string, Uint8Array> {
  return linkingKeys(packWindowEvent(event))
}

export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

/** Whether the event carries anything that orders are linked by. */
export function isLinkable({ keys }: Pick<WindowEvent, 'keys'>): boolean {
  return LINKING_ENTITIES.some((entity) => keys[entity] !== undefined)
}
