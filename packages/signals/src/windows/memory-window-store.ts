import type { Unknown, WindowDeclaration, WindowEvent } from '@gatehouse/contract'
import { boundRings } from './bound-rings.ts'
import { DailyShares } from './daily-shares.ts'
import { EntityWindows } from './entity-windows.ts'
import { EstimateFlags } from './estimate-flags.ts'
import { CHUNK_RECORDS, EventArena } from './event-arena.ts'
import { FoldedEvent, foldEvent } from './folded-event.ts'
import { fingerprintOf } from './key-chains.ts'
import { decode, viewOf } from './packed-event.ts'
import { HourlyRates } from './hourly-rates.ts'
import {
  compileWindows,
  isCountedBy,
  TIME_FLOAT,
  type ArenaPlan,
  type WindowPlan,
} from './window-plan.ts'
import type { WindowReading, WindowReservation, WindowStore } from './window-store.ts'

export const WINDOW_BYTES_DEFAULT = 256 * 2 ** 20
/** Below this one chunk per stream of a full set of windows does not fit. */
export const WINDOW_BYTES_MIN = 24 * 2 ** 20
export const LATENESS_MS_DEFAULT = 24 * 3600 * 1000
/** Rings may take this part of the memory; the events themselves have the rest. */
const RING_SHARE = 0.25

export interface MemoryWindowSettings {
  readonly declarations: readonly WindowDeclaration[]
  /** Memory for everything windows hold. When it is full the oldest events go first. */
  readonly maxBytes?: number
  /** How late an event may be for its windows to be complete when it is read. */
  readonly latenessMs?: number
}

export type MemoryWindowStoreResult =
  | { readonly ok: true; readonly store: MemoryWindowStore }
  | { readonly ok: false; readonly issues: readonly string[] }

export interface WindowUsage {
  readonly bytes: number
  readonly maxBytes: number
  /** Records held: one per event and stream, one per SKU. */
  readonly records: number
  readonly hotKeys: number
  readonly ringBytes: number
}

/** Called before a store takes more memory for an arena, of which `bytesWanted` says how much. */
export type MakeRoom = (arena: EventArena) => void

interface Shard {
  readonly plan: ArenaPlan
  readonly arena: EventArena
  readonly groups: readonly EntityWindows[]
}

interface MemoryReservation extends WindowReservation {
  readonly event: WindowEvent
  /** Pairs of shard index and sequence number. */
  readonly records: readonly number[]
  isReleased: boolean
}

const ALL_RECORDS_VOID = Number.NaN

/** Checks the declarations and settings, and makes an empty store. */
export function createMemoryWindowStore(settings: MemoryWindowSettings): MemoryWindowStoreResult {
  const compiled = compileWindows(settings.declarations)
  const issues = compiled.ok ? [] : [...compiled.issues]
  const maxBytes = settings.maxBytes ?? WINDOW_BYTES_DEFAULT
  if (!(maxBytes >= WINDOW_BYTES_MIN)) {
    issues.push(`windows need at least ${WINDOW_BYTES_MIN} bytes of memory; raise the limit`)
  }
  const latenessMs = settings.latenessMs ?? LATENESS_MS_DEFAULT
  if (!(latenessMs >= 0)) issues.push('the lateness of events is 0 or more milliseconds')
  if (!compiled.ok || issues.length > 0) return { ok: false, issues }
  return { ok: true, store: new MemoryWindowStore(compiled.plan, maxBytes, latenessMs) }
}

/**
 * Windows in the memory of one process. Single-threaded, so every call is atomic.
 *
 * A window of a key is exact while it holds at most 128 events. Above that its value is an estimate
 * and flagged: counts and sums from 64 buckets of event time, off by how uneven the oldest bucket is
 * (measured with bursts: mean 0.2 %, largest 1.4 %), different values from sketches with a standard
 * error of 3.3 % (measured: mean 1.5 to 4 %, largest 9.4 %). `bench/src/windows.ts` measures both.
 * A late event that reads a busy key may count events of up to 1/64 (different values: 1/16) of the
 * duration after its own time.
 *
 * What is read is a function of which events were observed and released, estimates included, as long
 * as they are at most `latenessMs` late and nothing was let go for want of memory; so windows rebuilt
 * from packed events equal the live ones.
 */
export class MemoryWindowStore implements WindowStore {
  readonly declarations: readonly WindowDeclaration[]
  readonly #plan: WindowPlan
  readonly #maxBytes: number
  readonly #latenessMs: number
  readonly #askForRoom: MakeRoom | undefined
  readonly #shards: readonly Shard[]
  /** Of all shards. */
  readonly #groups: readonly EntityWindows[]
  readonly #rates: HourlyRates
  readonly #shares: readonly DailyShares[]
  readonly #event = new FoldedEvent()
  readonly #estimates: EstimateFlags
  #latestMs = -Infinity
  #sinceSweep = 0

  /** @param askForRoom of whoever shares the memory out among stores; absent: it is all this one's */
  constructor(plan: WindowPlan, maxBytes: number, latenessMs: number, askForRoom?: MakeRoom) {
    this.declarations = plan.declarations
    this.#plan = plan
    this.#maxBytes = maxBytes
    this.#latenessMs = latenessMs
    this.#askForRoom = askForRoom
    this.#rates = new HourlyRates(plan.usual)
    this.#shares = plan.shares.map((share) => new DailyShares(share))
    this.#estimates = new EstimateFlags(plan.declarations.length)
    this.#shards = plan.arenas.map((arenaPlan) => {
      const arena = new EventArena(arenaPlan)
      const groups = arenaPlan.groups.map((group, at) => new EntityWindows(arena, at, group))
      return { plan: arenaPlan, arena, groups }
    })
    this.#groups = this.#shards.flatMap(({ groups }) => groups)
  }

  observe(event: WindowEvent): WindowReading {
    foldEvent(event, this.#event)
    const values = this.#read()
    const approximate = this.#estimates.list()
    if (this.#estimates.any) boundRings(this.#groups, this.#maxBytes * RING_SHARE)
    const records: number[] = []
    this.#add(records)
    const reservation: MemoryReservation = {
      kind: 'window_reservation',
      event,
      records,
      isReleased: false,
    }
    return { values, approximate, reservation }
  }

  release(reservation: WindowReservation): void {
    const mine = reservation as MemoryReservation
    if (mine.isReleased) return
    mine.isReleased = true
    const { event, records } = mine
    foldEvent(event, this.#event)
    this.#rates.add(this.#event, -1)
    for (const share of this.#shares) share.add(this.#event, -1)
    for (let at = 0; at < records.length; at += 2) {
      const shard = this.#shards[records[at] ?? 0]
      if (shard !== undefined) this.#void(shard, records[at + 1] ?? 0)
    }
  }

  /**
   * Adds events from their packed form, in the order in which they arrived, without reading.
   * Each chunk of bytes holds any number of packed events.
   *
   * @returns how many were added, and how many byte chunks ended in something that is none.
   */
  load(batch: Iterable<Uint8Array>): { readonly loaded: number; readonly damaged: number } {
    let loaded = 0
    let damaged = 0
    for (const bytes of batch) {
      const view = viewOf(bytes)
      let at = 0
      while (at < bytes.length) {
        const next = decode(view, at, this.#event)
        if (next < 0) {
          damaged += 1
          break
        }
        this.#add(undefined)
        loaded += 1
        at = next
      }
    }
    return { loaded, damaged }
  }

  /** Tells that events up to this time were not loaded: windows that reach there are estimates. */
  markMissingThrough(timeMs: number): void {
    for (const { arena } of this.#shards) {
      arena.droppedThroughMs = Math.max(arena.droppedThroughMs, timeMs)
    }
  }

  /** Latest event time of all that was added. */
  get latestMs(): number {
    return this.#latestMs
  }

  /** Drops what no window can reach any more when it is `latestMs`. */
  expire(latestMs: number): void {
    this.#sweep(Math.max(latestMs, this.#latestMs))
  }

  /**
   * Gives memory back: rings where they are too large a part of it, else the oldest events. `false`:
   * there is nothing left to give.
   *
   * @param wanting the arena that memory is needed for, if it is one of this store's: what it drops
   * it may keep for its next chunk
   */
  giveBack(wanting?: EventArena): boolean {
    const ringsMax = this.bytes * RING_SHARE
    if (boundRings(this.#groups, ringsMax)) return true
    const largest = this.#shards
      .filter((shard) => shard.arena.chunks.length > 1)
      .toSorted((a, b) => b.arena.bytes - a.arena.bytes)[0]
    if (largest === undefined) return false
    this.#drop(largest)
    if (largest.arena !== wanting || !wanting.atChunkEnd) largest.arena.forgetSpare()
    return true
  }

  usage(): WindowUsage {
    let records = 0
    let hotKeys = 0
    let ringBytes = 0
    for (const { arena, groups } of this.#shards) {
      records += arena.records
      for (const group of groups) {
        hotKeys += group.chains.hot.size
        ringBytes += group.ringBytes
      }
    }
    return { bytes: this.bytes, maxBytes: this.#maxBytes, records, hotKeys, ringBytes }
  }

  #read(): (number | Unknown)[] {
    const event = this.#event
    const values: (number | Unknown)[] = this.#plan.unknowns.slice()
    this.#estimates.clear()
    this.#rates.read(event, values)
    for (const [at, { window, entity }] of this.#plan.shares.entries()) {
      if ((event.entities & (1 << entity)) !== 0) values[window] = this.#shares[at]!.read(event)
    }
    for (const { plan, groups } of this.#shards) {
      const own = isCountedBy(plan, event) ? event : undefined
      for (const group of groups) {
        if (plan.perItem) {
          for (let item = 0; item < event.itemCount; item += 1) {
            group.read(event.itemHi[item] ?? 0, event.itemLo[item] ?? 0, event.timeMs)
            this.#take(group, values, own, item)
          }
        } else if ((event.entities & (1 << group.plan.entity)) !== 0) {
          const entity = group.plan.entity
          group.read(event.hi[entity] ?? 0, event.lo[entity] ?? 0, event.timeMs)
          this.#take(group, values, own, -1)
        }
      }
    }
    return values
  }

  /** Takes over what a group has read; of several SKUs the highest value stands. */
  #take(
    group: EntityWindows,
    values: (number | Unknown)[],
    own: FoldedEvent | undefined,
    item: number,
  ): void {
    const { isEmpty } = group
    const isHighResale = item < 0 || this.#event.itemHighResale[item] === 1
    for (const output of group.plan.outputs) {
      if (output.highResaleOnly && !isHighResale) continue
      const counts = output.withThis ? own : undefined
      const value = isEmpty && counts === undefined ? 0 : group.valueOf(output, counts, item)
      const before = values[output.window]
      if (typeof before !== 'number' || value > before) values[output.window] = value
      if (!isEmpty && group.isEstimate(output)) this.#estimates.set(output.window)
    }
  }

  /** Adds the folded event to the shards that count it. */
  #add(records: number[] | undefined): void {
    const event = this.#event
    this.#rates.add(event, 1)
    for (const share of this.#shares) share.add(event, 1)
    if (event.timeMs > this.#latestMs) this.#latestMs = event.timeMs
    this.#sinceSweep += 1
    if (this.#sinceSweep >= CHUNK_RECORDS) this.#sweep(this.#latestMs)
    for (const [index, shard] of this.#shards.entries()) {
      if (!isCountedBy(shard.plan, event)) continue
      if (shard.plan.perItem) {
        for (let item = 0; item < event.itemCount; item += 1) {
          const seq = this.#append(shard, item)
          records?.push(index, seq)
        }
      } else if (shard.groups.some(({ plan }) => (event.entities & (1 << plan.entity)) !== 0)) {
        const seq = this.#append(shard, -1)
        records?.push(index, seq)
      }
    }
  }

  /** Appends one record: of SKU number `item`, or of the whole event when that is -1. */
  #append(shard: Shard, item: number): number {
    const { arena, plan, groups } = shard
    const event = this.#event
    if (arena.bytesWanted > 0) this.#makeRoom(arena)
    const seq =
      item < 0
        ? arena.append(event.timeMs, event.amountMinor, event.quantity)
        : arena.append(event.timeMs, 0, event.itemQuantity[item] ?? 0)
    const chunk = arena.chunkOf(seq)
    if (chunk === undefined) return seq
    const base = arena.baseOf(seq)
    for (const { entity, word } of plan.columns) {
      if ((event.entities & (1 << entity)) === 0) continue
      chunk.words[base + word] = fingerprintOf(event.lo[entity] ?? 0)
    }
    for (const group of groups) {
      const entity = group.plan.entity
      if (item >= 0) {
        chunk.words[base + group.plan.keyWord] = fingerprintOf(event.itemLo[item] ?? 0)
        group.add(chunk, base, seq, event.itemHi[item] ?? 0, event.itemLo[item] ?? 0)
      } else if ((event.entities & (1 << entity)) !== 0) {
        group.add(chunk, base, seq, event.hi[entity] ?? 0, event.lo[entity] ?? 0)
      }
    }
    return seq
  }

  /** Makes one record of the folded event as if it had never been. */
  #void(shard: Shard, seq: number): void {
    const chunk = shard.arena.chunkOf(seq)
    if (chunk === undefined) return
    const base = shard.arena.baseOf(seq)
    if (Number.isNaN(chunk.floats[base / 2 + TIME_FLOAT])) return
    for (const group of shard.groups) {
      this.#takeBack(shard, group, chunk.words[base + group.plan.keyWord] ?? 0, seq)
    }
    // A time that is no number is inside no window.
    chunk.floats[base / 2 + TIME_FLOAT] = ALL_RECORDS_VOID
  }

  #takeBack(shard: Shard, group: EntityWindows, fingerprint: number, seq: number): void {
    const chunk = shard.arena.chunkOf(seq)
    if (chunk === undefined || fingerprint === 0) return
    const event = this.#event
    const base = shard.arena.baseOf(seq)
    if (!shard.plan.perItem) {
      const entity = group.plan.entity
      group.takeBack(chunk, base, event.hi[entity] ?? 0, event.lo[entity] ?? 0)
      return
    }
    for (let item = 0; item < event.itemCount; item += 1) {
      const lo = event.itemLo[item] ?? 0
      if (fingerprintOf(lo) !== fingerprint) continue
      group.takeBack(chunk, base, event.itemHi[item] ?? 0, lo)
      return
    }
  }

  #makeRoom(arena: EventArena): void {
    if (this.#askForRoom !== undefined) {
      this.#askForRoom(arena)
      return
    }
    while (this.bytes + arena.bytesWanted > this.#maxBytes) {
      if (!this.giveBack(arena)) return
    }
  }

  /** Drops what no window can reach any more, and rings that are not worth their memory. */
  #sweep(latestMs: number): void {
    this.#sinceSweep = 0
    for (const shard of this.#shards) {
      const keptFromMs = latestMs - shard.plan.longestMs - this.#latenessMs
      while (shard.arena.chunks.length > 1) {
        if ((shard.arena.chunks[0]?.maxTimeMs ?? Infinity) > keptFromMs) break
        this.#drop(shard)
      }
      for (const group of shard.groups) group.sweep(latestMs)
    }
    boundRings(this.#groups, this.#maxBytes * RING_SHARE)
  }

  #drop(shard: Shard): void {
    const linked = shard.arena.dropOldest()
    for (const [at, group] of shard.groups.entries()) group.chains.dropped(linked?.[at] ?? 0)
  }

  /** Memory of events, tables, rings, hourly rates and daily shares. */
  get bytes(): number {
    let bytes = this.#rates.bytes
    for (const share of this.#shares) bytes += share.bytes
    for (const { arena, groups } of this.#shards) {
      bytes += arena.bytes
      for (const group of groups) bytes += group.chains.bytes + group.ringBytes
    }
    return bytes
  }
}
