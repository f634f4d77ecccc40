/**
 * Measures the in-memory windows: time per observed event with all default windows, memory per
 * event, time to rebuild from packed events, and how far the estimates of busy keys are from the
 * truth. Run: `npx tsx bench/src/windows.ts [events]` (default 1,000,000).
 */
import type { WindowEvent, WindowItem, WindowKey, WindowStream } from '@gatehouse/contract'
import { createMemoryWindowStore, defaultWindows, packWindowEvent } from '@gatehouse/signals'
import type { MemoryWindowStore } from '@gatehouse/signals'

const EVENTS = Number(process.argv[2] ?? 1_000_000)
const DAYS = Number(process.argv[3] ?? 30)
const START_MS = Date.UTC(2026, 0, 1)
const STEP_MS = (DAYS * 86_400_000) / EVENTS
const MAX_BYTES = 1024 * 2 ** 20

/** A seeded generator (mulberry32), so that every run measures the same events. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32
  }
}

function keyOf(kind: number, id: number): WindowKey {
  const random = generator(Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b))
  return { hi: Math.floor(random() * 2 ** 32), lo: Math.floor(random() * 2 ** 32) }
}

const random = generator(20_260_101)
/** A skewed choice: a few ids take a large part, most are seen once or twice. */
const skewed = (ids: number, skew: number): number => Math.floor(ids * random() ** skew)
const STREAMS: readonly WindowStream[] = [
  'order',
  'order',
  'order',
  'payment_attempt',
  'payment_failed',
]

/** One event of a shop whose hottest IP address has about 14,000 of a million events. */
function eventAt(index: number): WindowEvent {
  const stream = STREAMS[index % STREAMS.length] ?? 'order'
  const customer = skewed(EVENTS * 0.6, 1.6)
  const ip = random() < 0.1 ? skewed(500, 2.2) : customer
  const items: WindowItem[] = []
  if (stream === 'order') {
    for (let left = 1 + Math.floor(random() * 2.5); left > 0; left -= 1) {
      items.push({ sku: keyOf(6, skewed(20_000, 3)), quantity: 1 + Math.floor(random() * 3) })
    }
  }
  return {
    shopId: 'shop-1',
    stream,
    timeMs: Math.floor(START_MS + index * STEP_MS - random() * 2000),
    amountMinor: Math.floor(random() * 50_000),
    quantity: items.length,
    keys: {
      ip: keyOf(0, ip),
      device: keyOf(1, customer),
      card: keyOf(2, random() < 0.1 ? skewed(EVENTS, 1) : customer),
      email: keyOf(3, customer),
      ...(customer % 2 === 0 ? { account: keyOf(4, customer) } : {}),
      session: keyOf(5, index - (index % 2)),
      phone: keyOf(7, customer),
      shipping_address: keyOf(8, customer),
      bin: keyOf(9, skewed(3000, 2)),
      person_name: keyOf(12, customer),
      network: keyOf(14, ip >> 2),
      as_number: keyOf(15, skewed(300, 3)),
      browser: keyOf(16, skewed(400, 3)),
      amount_band: keyOf(17, skewed(12, 2)),
      card_digits: keyOf(18, customer),
    },
    items,
  }
}

function makeStore(): MemoryWindowStore {
  const made = createMemoryWindowStore({ declarations: defaultWindows, maxBytes: MAX_BYTES })
  if (!made.ok) throw new Error(made.issues.join('; '))
  return made.store
}

/** Events are made outside the measured time, so many at once. */
const BATCH = 10_000

/** CPU time is the figure that does not depend on what else the machine does. */
function measureObserve(): readonly Uint8Array[] {
  const store = makeStore()
  const packed: Uint8Array[] = []
  const tookUs = new Float64Array(EVENTS)
  let estimates = 0
  let cpuUs = 0
  for (let from = 0; from < EVENTS; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => eventAt(from + index))
    const cpuBefore = process.cpuUsage()
    for (const [index, event] of batch.entries()) {
      const begin = performance.now()
      const reading = store.observe(event)
      tookUs[from + index] = (performance.now() - begin) * 1000
      estimates += reading.approximate.length
    }
    const cpu = process.cpuUsage(cpuBefore)
    cpuUs += cpu.user + cpu.system
    for (const event of batch) packed.push(packWindowEvent(event))
  }
  const packedBytes = packed.reduce((sum, bytes) => sum + bytes.length, 0)
  const { bytes, records, hotKeys, ringBytes } = store.usage()
  tookUs.sort()
  const at = (share: number): string => (tookUs[Math.floor(EVENTS * share)] ?? 0).toFixed(1)
  const meanUs = tookUs.reduce((sum, us) => sum + us, 0) / EVENTS
  const { length } = defaultWindows
  console.log(`observe: ${length} windows, ${EVENTS} events over ${DAYS} days`)
  console.log(`  cpu ${(cpuUs / EVENTS).toFixed(1)} us per event (with garbage collection)`)
  console.log(
    `  wall mean ${meanUs.toFixed(1)} us, p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}`,
  )
  console.log(`  ${(bytes / EVENTS).toFixed(0)} bytes per event, ${records} records held`)
  console.log(`  ${hotKeys} hot keys, rings ${(ringBytes / 2 ** 20).toFixed(1)} MiB`)
  console.log(`  ${estimates} of ${EVENTS * length} values are estimates`)
  console.log(`  packed: ${(packedBytes / EVENTS).toFixed(0)} bytes per event`)
  return packed
}

function measureRebuild(packed: readonly Uint8Array[]): void {
  const store = makeStore()
  const begin = performance.now()
  const cpuBefore = process.cpuUsage()
  const { loaded } = store.load(packed)
  const cpu = process.cpuUsage(cpuBefore)
  const seconds = ((performance.now() - begin) / 1000).toFixed(2)
  const cpuSeconds = ((cpu.user + cpu.system) / 1e6).toFixed(2)
  console.log(`rebuild: ${loaded} packed events in ${seconds} s (cpu ${cpuSeconds} s)`)
  let slowestUs = 0
  for (let index = 0; index < BATCH; index += 1) {
    const event = eventAt(EVENTS + index)
    const before = performance.now()
    store.observe(event)
    slowestUs = Math.max(slowestUs, (performance.now() - before) * 1000)
  }
  console.log(`  slowest of the first ${BATCH} reads after it: ${slowestUs.toFixed(0)} us`)
}

interface Busy {
  readonly times: number[]
  readonly amounts: number[]
  readonly emails: number[]
}

/** One busy address with bursts: every window of it is compared with a scan of its events. */
function measureError(perSecond: number, hours: number): void {
  const store = makeStore()
  const busy: Busy = { times: [], amounts: [], emails: [] }
  const errors = new Map<string, number[]>()
  const windows = [...defaultWindows.entries()].filter(
    ([, { by, stream }]) => by === 'ip' && stream === 'order',
  )
  const events = Math.floor(perSecond * hours * 3600)
  let timeMs = START_MS
  for (let index = 0; index < events; index += 1) {
    const burst = Math.floor(index / 500) % 4 === 0 ? 4 : 0.8
    timeMs += Math.floor((-Math.log(1 - random()) * 1000) / perSecond / burst)
    const email = skewed(events, 1.3)
    const amountMinor = Math.floor(random() * 50_000)
    const keys = { ip: keyOf(0, 1), email: keyOf(3, email) }
    const event = {
      shopId: 'shop-1',
      stream: 'order',
      timeMs,
      amountMinor,
      quantity: 1,
      keys,
      items: [],
    } as const
    const reading = store.observe(event)
    if (index % Math.ceil(events / 400) === 0) {
      for (const [window, { name, aggregate, durationSeconds }] of windows) {
        if (!reading.approximate.includes(window)) continue
        const right = scan(busy, timeMs, durationSeconds * 1000, aggregate.kind)
        const off = Math.abs(Number(reading.values[window]) - right) / right
        errors.set(name, [...(errors.get(name) ?? []), off])
      }
    }
    busy.times.push(timeMs)
    busy.amounts.push(amountMinor)
    busy.emails.push(email)
  }
  console.log(`error: one address with about ${perSecond} events a second, ${events} events`)
  for (const [name, all] of errors) {
    const mean = (all.reduce((sum, error) => sum + error, 0) / all.length) * 100
    const max = all.reduce((most, error) => Math.max(most, error), 0) * 100
    console.log(
      `  ${name}: mean ${mean.toFixed(2)} %, max ${max.toFixed(2)} % (${all.length} reads)`,
    )
  }
}

function scan(busy: Busy, timeMs: number, durationMs: number, kind: string): number {
  let count = 0
  let amount = 0
  const emails = new Set<number>()
  for (let at = busy.times.length - 1; at >= 0; at -= 1) {
    const eventMs = busy.times[at] ?? 0
    if (eventMs <= timeMs - durationMs) break
    count += 1
    amount += busy.amounts[at] ?? 0
    emails.add(busy.emails[at] ?? 0)
  }
  return kind === 'count' ? count : kind === 'sum' ? amount : emails.size
}

const packed = measureObserve()
measureRebuild(packed)
measureError(20, 2)
measureError(0.2, 60)
