import type { WindowDeclaration, WindowEvent } from '@gatehouse/contract'
import { CHUNK_RECORDS, type EventArena } from './event-arena.ts'
import {
  LATENESS_MS_DEFAULT,
  MemoryWindowStore,
  WINDOW_BYTES_DEFAULT,
  WINDOW_BYTES_MIN,
  type MemoryWindowSettings,
} from './memory-window-store.ts'
import { SharedMemory, type Share } from './shared-memory.ts'
import { compileWindows, type WindowPlan } from './window-plan.ts'
import type { WindowReading, WindowReservation, WindowStore } from './window-store.ts'

/** Objects of one shop's windows, beside what they hold (measured over 2,000 shops: 31 KB). */
const SHOP_BYTES = 32 * 1024

export type ShopWindowStoresResult =
  | { readonly ok: true; readonly store: ShopWindowStores }
  | { readonly ok: false; readonly issues: readonly string[] }

export interface ShopWindowsUsage {
  readonly bytes: number
  readonly maxBytes: number
  /** Shops that hold any. */
  readonly shops: number
}

interface Holder extends Share {
  readonly store: MemoryWindowStore
}

/** Names the store that it is from: the shop may have another one by now. */
interface ShopReservation extends WindowReservation {
  readonly store: MemoryWindowStore
  readonly inner: WindowReservation
}

/** Checks the declarations and settings, and makes the windows of no shop yet. */
export function createShopWindowStores(settings: MemoryWindowSettings): ShopWindowStoresResult {
  const compiled = compileWindows(settings.declarations)
  const issues = compiled.ok ? [] : [...compiled.issues]
  const { maxBytes = WINDOW_BYTES_DEFAULT, latenessMs = LATENESS_MS_DEFAULT } = settings
  if (!(maxBytes >= WINDOW_BYTES_MIN)) {
    issues.push(`windows need at least ${WINDOW_BYTES_MIN} bytes of memory; raise the limit`)
  }
  if (!(latenessMs >= 0)) issues.push('the lateness of events is 0 or more milliseconds')
  if (!compiled.ok || issues.length > 0) return { ok: false, issues }
  return { ok: true, store: new ShopWindowStores(compiled.plan, maxBytes, latenessMs) }
}

/**
 * The windows of every shop, each shop's on its own, in one memory.
 *
 * When the memory is full, the shop that holds the most gives back its oldest events, again and
 * again until there is room. So a shop that holds no more than an equal part of the memory (the limit
 * divided by the shops that hold any) loses nothing, however much another one is flooded. Only
 * where there are more shops than even their smallest windows fit beside each other, those of the
 * shop that was quiet the longest go, and are flagged when it comes back.
 */
export class ShopWindowStores implements WindowStore {
  readonly declarations: readonly WindowDeclaration[]
  readonly #plan: WindowPlan
  readonly #memory: SharedMemory<Holder>
  readonly #latenessMs: number
  readonly #reachMs: number
  /** Up to when a shop's windows were let go as a whole. */
  readonly #lostThroughMs = new Map<string, number>()
  #uses = 0
  #latestMs = -Infinity

  constructor(plan: WindowPlan, maxBytes: number, latenessMs: number) {
    this.declarations = plan.declarations
    this.#plan = plan
    this.#memory = new SharedMemory(maxBytes)
    this.#latenessMs = latenessMs
    const longestMs = Math.max(0, ...plan.arenas.map((arena) => arena.longestMs))
    this.#reachMs = longestMs + latenessMs
  }

  observe(event: WindowEvent): WindowReading {
    const holder = this.#holderOf(event.shopId)
    const reading = holder.store.observe(event)
    this.#used(holder)
    // Estimates are read from rings, which a read may have built.
    if (reading.approximate.length > 0) this.#bound(holder)
    const reservation: ShopReservation = {
      kind: 'window_reservation',
      store: holder.store,
      inner: reading.reservation,
    }
    return { ...reading, reservation }
  }

  release(reservation: WindowReservation): void {
    const { store, inner } = reservation as ShopReservation
    store.release(inner)
  }

  /**
   * Adds events of one shop from their packed form, in the order in which they arrived.
   *
   * @returns how many were added, and how many byte chunks ended in something that is none
   */
  load(
    shopId: string,
    batch: Iterable<Uint8Array>,
  ): { readonly loaded: number; readonly damaged: number } {
    const holder = this.#holderOf(shopId)
    const result = holder.store.load(batch)
    this.#used(holder)
    this.#bound(holder)
    return result
  }

  usage(): ShopWindowsUsage {
    const { bytes, maxBytes, holders } = this.#memory
    return { bytes, maxBytes, shops: holders.size }
  }

  #holderOf(shopId: string): Holder {
    const known = this.#memory.holders.get(shopId)
    if (known !== undefined) return known
    const store = new MemoryWindowStore(
      this.#plan,
      this.#memory.maxBytes,
      this.#latenessMs,
      (arena) => this.#bound(holder, arena),
    )
    const holder: Holder = { shopId, store, bytes: 0, usedAt: 0 }
    const lostThroughMs = this.#lostThroughMs.get(shopId)
    if (lostThroughMs !== undefined) store.markMissingThrough(lostThroughMs)
    this.#memory.holders.set(shopId, holder)
    this.#bound(holder)
    return holder
  }

  #used(holder: Holder): void {
    this.#uses += 1
    holder.usedAt = this.#uses
    if (holder.store.latestMs > this.#latestMs) this.#latestMs = holder.store.latestMs
    if (this.#uses % CHUNK_RECORDS === 0) this.#expire()
  }

  /** A shop that sends nothing any more gives back what its windows have left behind. */
  #expire(): void {
    const reachableFromMs = this.#latestMs - this.#reachMs
    for (const holder of this.#memory.holders.values()) {
      if (holder.store.latestMs <= reachableFromMs) this.#memory.remove(holder)
      else {
        holder.store.expire(this.#latestMs)
        this.#count(holder)
      }
    }
    for (const [shopId, throughMs] of this.#lostThroughMs) {
      if (throughMs <= reachableFromMs) this.#lostThroughMs.delete(shopId)
    }
  }

  /** Makes room until everything fits, and what the asking shop's arena wants besides. */
  #bound(asking: Holder, arena?: EventArena): void {
    this.#count(asking)
    while (this.#memory.bytes + (arena?.bytesWanted ?? 0) > this.#memory.maxBytes) {
      if (!this.#giveBack(asking, arena)) break
    }
    if (arena !== undefined) this.#count(asking, arena.bytesWanted)
  }

  #giveBack(asking: Holder, arena: EventArena | undefined): boolean {
    const largest = this.#memory.largest(asking)
    const gave = largest.store.giveBack(largest === asking ? arena : undefined)
    this.#count(largest)
    if (gave) return true
    const gone = this.#memory.leaver(asking, largest)
    if (gone === undefined) return false
    this.#lostThroughMs.set(gone.shopId, gone.store.latestMs)
    this.#memory.remove(gone)
    return true
  }

  #count(holder: Holder, more = 0): void {
    this.#memory.count(holder, SHOP_BYTES + holder.store.bytes + more)
  }
}
