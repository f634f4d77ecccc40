import { DistinctSet } from './distinct-set.ts'
import { CHUNK_SHIFT, RECORD_MASK, type Chunk, type EventArena } from './event-arena.ts'
import type { FoldedEvent } from './folded-event.ts'
import { fingerprintOf, hashOf, KeyChains, type HotKey } from './key-chains.ts'
import { NOT_HELD, RecentTimes } from './recent-times.ts'
import { SpanRing } from './span-ring.ts'
import { TIME_FLOAT, type GroupPlan, type WindowOutput } from './window-plan.ts'

/** Events of a key in one window that are counted one by one; above, rings and sketches estimate. */
export const EXACT_EVENTS_MAX = 128
/** Records looked at in one walk, the key's own outside the window and others of its bucket. */
const WALK_STEPS_MAX = 4096

/** What one read sums up; the next read of any store with the same plan writes over it. */
interface Scratch {
  readonly durationsMs: Float64Array
  readonly counts: Float64Array
  readonly amounts: Float64Array
  readonly quantities: Float64Array
  readonly distinct: readonly DistinctSet[]
}

const scratches = new WeakMap<GroupPlan, Scratch>()

/** Every shop has its windows; what a read needs for a moment they share. */
function scratchOf(plan: GroupPlan): Scratch {
  let scratch = scratches.get(plan)
  if (scratch === undefined) {
    const spans = plan.spans.length
    scratch = {
      durationsMs: Float64Array.from(plan.spans, ({ durationMs }) => durationMs),
      counts: new Float64Array(spans),
      amounts: new Float64Array(spans),
      quantities: new Float64Array(spans),
      distinct: plan.distinct.map(() => new DistinctSet(spans)),
    }
    scratches.set(plan, scratch)
  }
  return scratch
}

type WalkEnd = 'done' | 'many' | 'long'

/** All windows of one stream by one entity. */
export class EntityWindows {
  readonly plan: GroupPlan
  readonly chains: KeyChains
  /** Memory of the rings, as of the last `sweep` and what was built since. */
  ringBytes = 0
  readonly #arena: EventArena
  readonly #durationsMs: Float64Array
  readonly #counts: Float64Array
  readonly #amounts: Float64Array
  readonly #quantities: Float64Array
  readonly #distinct: readonly DistinctSet[]
  /** Durations counted one by one in the last read; the longer ones came from rings. */
  #walked = 0
  /** Whether the last walk met an event inside the longest duration it was for. */
  #found = false
  #hot: HotKey | undefined
  #timeMs = 0

  constructor(arena: EventArena, group: number, plan: GroupPlan) {
    this.plan = plan
    this.chains = new KeyChains(arena, group, plan)
    this.#arena = arena
    const scratch = scratchOf(plan)
    this.#durationsMs = scratch.durationsMs
    this.#counts = scratch.counts
    this.#amounts = scratch.amounts
    this.#quantities = scratch.quantities
    this.#distinct = scratch.distinct
  }

  /** Reads all windows of a key as of `timeMs`; `valueOf` and `isEstimate` tell what was found. */
  read(hi: number, lo: number, timeMs: number): void {
    const fingerprint = fingerprintOf(lo)
    const hash = hashOf(hi, lo)
    let hot = this.chains.findHot(fingerprint, hash)
    const head = hot === undefined ? this.chains.headOf(hash) : hot.head
    let spans = hot === undefined ? this.plan.spans.length : this.#spansToWalk(hot, timeMs)
    while (spans > 0) {
      const end =
        this.#tell(hot?.times, timeMs, spans) ?? this.#walk(head, fingerprint, timeMs, spans)
      if (end === 'done') break
      spans -= 1
      hot ??= this.chains.makeHot(fingerprint, hash)
      const ring = (hot.rings[spans] ??= this.#build(head, fingerprint, timeMs, spans))
      ring.pinned ||= end === 'long'
      ring.read(timeMs)
    }
    if (hot !== undefined) hot.readMs = timeMs
    this.#hot = hot
    this.#walked = spans
    this.#timeMs = timeMs
  }

  /** After `read`: nothing was in any window, the common case of a key never seen before. */
  get isEmpty(): boolean {
    return (
      !this.#found &&
      this.#walked === this.plan.spans.length &&
      this.#arena.droppedThroughMs === -Infinity
    )
  }

  /**
   * A window's value after `read`.
   *
   * @param own the event that reads, when the group counts it and the window includes it
   * @param item number of its SKU that was read by; -1 when the key is no SKU
   */
  valueOf(output: WindowOutput, own?: FoldedEvent, item = -1): number {
    if (own === undefined) return this.#past(output)
    if (output.kind === 'count') return this.#past(output) + 1
    if (output.kind === 'amount') return this.#past(output) + own.amountMinor
    if (output.kind === 'quantity') {
      return this.#past(output) + (item < 0 ? own.quantity : (own.itemQuantity[item] ?? 0))
    }
    if ((own.entities & (1 << output.of)) === 0) return this.#past(output)
    return this.#differentWith(output, fingerprintOf(own.lo[output.of] ?? 0))
  }

  #differentWith(output: WindowOutput, value: number): number {
    const ring = output.span < this.#walked ? undefined : this.#hot?.rings[output.span]
    if (ring !== undefined) return Math.round(ring.differentWith(output.slot, this.#timeMs, value))
    if (!this.#found) return 1
    const shortest = this.#distinct[output.slot]?.spanOf(value) ?? Infinity
    return this.#past(output) + (shortest > output.span ? 1 : 0)
  }

  #past(output: WindowOutput): number {
    const ring = output.span < this.#walked ? undefined : this.#hot?.rings[output.span]
    if (ring !== undefined) return Math.round(estimateOf(ring, output, this.#timeMs))
    if (!this.#found) return 0
    const perSpan = this.#exact(output)
    let value = 0
    for (let span = 0; span <= output.span; span += 1) value += perSpan[span] ?? 0
    return value
  }

  /** Whether a window's value after `read` is an estimate, or lacks events that were dropped. */
  isEstimate(output: WindowOutput): boolean {
    if (output.span >= this.#walked) return true
    return this.#timeMs - (this.#durationsMs[output.span] ?? 0) < this.#arena.droppedThroughMs
  }

  /** Makes an appended record findable. Its keys are already in it. */
  add(chunk: Chunk, base: number, seq: number, hi: number, lo: number): void {
    const hot = this.chains.link(chunk, base, seq, hashOf(hi, lo))
    if (hot === undefined) return
    if (this.plan.countsOnly) this.#addTime(hot, chunk.floats[base / 2 + TIME_FLOAT] ?? 0)
    for (const ring of hot.rings) {
      if (ring !== undefined) this.#addTo(ring, chunk, base)
    }
  }

  /** Takes a record out of the rings of its key; the caller then makes the record itself void. */
  takeBack(chunk: Chunk, base: number, hi: number, lo: number): void {
    const hot = this.chains.findHot(fingerprintOf(lo), hashOf(hi, lo))
    if (hot === undefined) return
    const timeMs = chunk.floats[base / 2 + TIME_FLOAT] ?? 0
    hot.times?.remove(timeMs)
    for (const [span, ring] of hot.rings.entries()) {
      if (ring === undefined) continue
      ring.add(timeMs, this.#amountOf(chunk, base), this.#quantityOf(chunk, base), -1)
      // A sketch cannot forget one value: it is built anew at the next read.
      const seen = this.plan.distinct.some(({ word }, slot) =>
        ring.dependsOnValue(slot, timeMs, chunk.words[base + word] ?? 0),
      )
      if (seen) hot.rings[span] = undefined
    }
  }

  /** Forgets what no longer has to be kept apart, as of the latest event time. */
  sweep(latestMs: number): void {
    this.chains.forgetDeadKeys()
    this.ringBytes = 0
    for (const key of this.chains.hot.values()) {
      this.ringBytes += key.times?.bytes ?? 0
      for (const [span, ring] of key.rings.entries()) {
        if (ring === undefined) continue
        ring.read(latestMs)
        if (ring.count <= EXACT_EVENTS_MAX / 2 || ring.pinned) key.rings[span] = undefined
        else this.ringBytes += ring.bytes
      }
    }
  }

  /** The durations that may have few enough events; the longer ones certainly have too many. */
  #spansToWalk(hot: HotKey, timeMs: number): number {
    let spans = this.plan.spans.length
    while (spans > 0) {
      const ring = hot.rings[spans - 1]
      if (ring === undefined) break
      ring.read(timeMs)
      if (ring.certain <= EXACT_EVENTS_MAX && !ring.pinned) break
      spans -= 1
    }
    return spans
  }

  /** What a walk would find, from the times of the key; `undefined` when they do not reach back. */
  #tell(times: RecentTimes | undefined, timeMs: number, spans: number): WalkEnd | undefined {
    if (times === undefined) return undefined
    const all = times.count(timeMs - (this.#durationsMs[spans - 1] ?? 0), timeMs)
    if (all === NOT_HELD) return undefined
    if (all > EXACT_EVENTS_MAX) return 'many'
    this.#found = all > 0
    let shorter = 0
    for (let span = 0; span < spans; span += 1) {
      const here = times.count(timeMs - (this.#durationsMs[span] ?? 0), timeMs)
      this.#counts[span] = here - shorter
      shorter = here
    }
    return 'done'
  }

  #addTime(hot: HotKey, timeMs: number): void {
    if (hot.times === undefined) {
      hot.times = new RecentTimes(this.#arena.latestMs)
      this.ringBytes += hot.times.bytes
      return
    }
    const before = hot.times.bytes
    hot.times.add(timeMs)
    this.ringBytes += hot.times.bytes - before
  }

  #walk(head: number, fingerprint: number, timeMs: number, spans: number): WalkEnd {
    this.#found = false
    const { keyWord, linkWord } = this.plan
    const arena = this.#arena
    const recordWords = arena.plan.words
    const oldestMs = timeMs - (this.#durationsMs[spans - 1] ?? 0)
    let inside = 0
    let newer = arena.nextSeq
    let seq = head
    let number = -1
    let chunk: Chunk | undefined
    for (let step = 0; step < WALK_STEPS_MAX; step += 1) {
      // Most links stay in their chunk.
      if (seq >>> CHUNK_SHIFT !== number) {
        chunk = arena.chunkOf(seq)
        number = seq >>> CHUNK_SHIFT
      }
      // Links lead to older records only; anything else is left over from before numbers wrapped.
      if (chunk === undefined || ((newer - seq) | 0) <= 0) return 'done'
      const { words, floats } = chunk
      const base = (seq & RECORD_MASK) * recordWords
      const eventMs = floats[(base >>> 1) + TIME_FLOAT] ?? 0
      if (eventMs > oldestMs) {
        if (eventMs <= timeMs && words[base + keyWord] === fingerprint) {
          if (inside === EXACT_EVENTS_MAX) return 'many'
          if (inside === 0) this.#clear()
          inside += 1
          this.#count(chunk, base, timeMs - eventMs)
        }
        // Only a record that is too old, or void, may be the last one worth looking at.
      } else if (arena.nothingAfter(chunk, seq, oldestMs)) return 'done'
      newer = seq
      seq = words[base + linkWord] ?? 0
    }
    return 'long'
  }

  #clear(): void {
    this.#found = true
    this.#counts.fill(0)
    if (this.plan.countsOnly) return
    this.#amounts.fill(0)
    this.#quantities.fill(0)
    for (const set of this.#distinct) set.clear()
  }

  /** Counts a record at the shortest duration it is in; `valueOf` sums up the shorter ones. */
  #count(chunk: Chunk, base: number, ageMs: number): void {
    let span = 0
    while (ageMs >= (this.#durationsMs[span] ?? Infinity)) span += 1
    this.#counts[span] = (this.#counts[span] ?? 0) + 1
    if (this.plan.countsOnly) return
    this.#amounts[span] = (this.#amounts[span] ?? 0) + this.#amountOf(chunk, base)
    this.#quantities[span] = (this.#quantities[span] ?? 0) + this.#quantityOf(chunk, base)
    for (let slot = 0; slot < this.#distinct.length; slot += 1) {
      const value = chunk.words[base + (this.plan.distinct[slot]?.word ?? 0)] ?? 0
      if (value !== 0) this.#distinct[slot]?.add(value, span)
    }
  }

  #exact(output: WindowOutput): Float64Array | Uint32Array {
    if (output.kind === 'count') return this.#counts
    if (output.kind === 'amount') return this.#amounts
    if (output.kind === 'quantity') return this.#quantities
    return this.#distinct[output.slot]?.perSpan ?? this.#counts
  }

  /** Builds the ring of one duration from the key's chain. */
  #build(head: number, fingerprint: number, timeMs: number, span: number): SpanRing {
    const plan = this.plan.spans[span] ?? {
      durationMs: 1,
      amount: false,
      quantity: false,
      slots: [],
    }
    const ring = new SpanRing(plan)
    const arena = this.#arena
    let newer = arena.nextSeq
    let seq = head
    for (;;) {
      const chunk = arena.chunkOf(seq)
      if (chunk === undefined || ((newer - seq) | 0) <= 0) break
      if (arena.nothingAfter(chunk, seq, timeMs - 2 * plan.durationMs)) break
      const base = arena.baseOf(seq)
      if (chunk.words[base + this.plan.keyWord] === fingerprint) this.#addTo(ring, chunk, base)
      newer = seq
      seq = chunk.words[base + this.plan.linkWord] ?? 0
    }
    this.ringBytes += ring.bytes
    return ring
  }

  #addTo(ring: SpanRing, chunk: Chunk, base: number): void {
    const timeMs = chunk.floats[base / 2 + TIME_FLOAT] ?? 0
    if (Number.isNaN(timeMs)) return
    ring.add(timeMs, this.#amountOf(chunk, base), this.#quantityOf(chunk, base), 1)
    for (let slot = 0; slot < this.plan.distinct.length; slot += 1) {
      const value = chunk.words[base + (this.plan.distinct[slot]?.word ?? 0)] ?? 0
      if (value !== 0) ring.addValue(slot, timeMs, value)
    }
  }

  #amountOf(chunk: Chunk, base: number): number {
    const at = this.plan.sums.amountFloat
    return at < 0 ? 0 : (chunk.floats[base / 2 + at] ?? 0)
  }

  #quantityOf(chunk: Chunk, base: number): number {
    const at = this.plan.sums.quantityWord
    return at < 0 ? 0 : (chunk.words[base + at] ?? 0)
  }
}

function estimateOf(ring: SpanRing, output: WindowOutput, timeMs: number): number {
  if (output.kind === 'count') return ring.count
  if (output.kind === 'amount') return ring.amount
  if (output.kind === 'quantity') return ring.quantity
  return ring.different(output.slot, timeMs)
}
