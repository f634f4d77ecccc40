/**
 * Measures the links between entities: time and memory per event, time to rebuild them, and what
 * they leave of the gateway's rate. Run:
 * `node bin/gatehouse.mjs --run bench/src/links.ts [events]` (default 1,000,000).
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WindowEvent, WindowKey } from '@gatehouse/contract'
import { openGateway, type GatewayParts } from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import {
  createMemoryWindowStore,
  defaultWindows,
  packWindowEvent,
  ShopLinks,
} from '@gatehouse/signals'
import { newId, openKeyring } from '@gatehouse/store'
import { partsOf, runtimeOf } from './gateway.ts'
import { benchOrder, seeded } from './orders.ts'

const EVENTS = Number(process.argv[2] ?? 1_000_000)
const DAYS = 90
const START_MS = Date.UTC(2026, 0, 1)
const STEP_MS = (DAYS * 86_400_000) / EVENTS
const MAX_BYTES = 1024 * 2 ** 20
const BATCH = 10_000

const random = seeded(20_260_101)

/** A key of its own for each entity, as evenly spread as a token. */
function keyOf(kind: number, id: number): WindowKey {
  return { hi: mixed(Math.imul(id + 1, kind + 7)), lo: mixed(id * 64 + kind) }
}

function mixed(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Customers of whom a few buy much, families of two at one address, a warehouse that one order in a
 * hundred goes to, a phone number of the shop's in one of two hundred, and rings: one order in a
 * hundred is of one of a thousand devices with ever new names.
 */
function eventAt(index: number): WindowEvent {
  const customer = Math.floor(EVENTS * 0.6 * random() ** 1.6)
  const isRing = random() < 0.01
  const person = isRing ? EVENTS + index : customer
  return {
    shopId: 'shop-1',
    stream: 'order',
    timeMs: Math.floor(START_MS + index * STEP_MS),
    amountMinor: 1000,
    quantity: 1,
    items: [],
    keys: {
      ip: keyOf(0, customer),
      device: keyOf(1, isRing ? Math.floor(random() * 1000) : customer),
      card: keyOf(2, person),
      email: keyOf(3, person),
      ...(customer % 2 === 0 ? { account: keyOf(4, person) } : {}),
      phone: keyOf(5, random() < 0.005 ? 0 : person),
      shipping_address: keyOf(6, random() < 0.01 ? -1 : person >> 1),
      person_name: keyOf(7, person),
    },
  }
}

const links = new ShopLinks(MAX_BYTES)
const tookUs = new Float64Array(EVENTS)
const packed: Uint8Array[] = []
const ids: Uint8Array[] = []
let cpuUs = 0
let partial = 0
for (let from = 0; from < EVENTS; from += BATCH) {
  const batch = Array.from({ length: Math.min(BATCH, EVENTS - from) }, (_, at) => {
    const event = eventAt(from + at)
    return { event, id: newId(event.timeMs) }
  })
  const before = process.cpuUsage()
  for (const [at, { event, id }] of batch.entries()) {
    const begin = performance.now()
    const { answer } = links.observe(event, id, null)
    tookUs[from + at] = (performance.now() - begin) * 1000
    if (answer.known && answer.isPartial) partial += 1
  }
  const { user, system } = process.cpuUsage(before)
  cpuUs += user + system
  for (const { event, id } of batch) {
    packed.push(packWindowEvent(event))
    ids.push(Buffer.from(id.replaceAll('-', ''), 'hex'))
  }
}
const { bytes, entities, events } = links.usage()
const last = tookUs.slice(-EVENTS / 10).toSorted()
tookUs.sort()
const at = (share: number, of = tookUs) => of[Math.floor(of.length * share)]!.toFixed(1)
console.log(`${EVENTS} orders over ${DAYS} days, ${entities} entities`)
console.log(`  cpu ${(cpuUs / EVENTS).toFixed(1)} us per order`)
console.log(`  wall p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)} us`)
console.log(`  of the last tenth p50 ${at(0.5, last)}, p99 ${at(0.99, last)} us`)
console.log(`  ${(bytes / events).toFixed(0)} bytes per order, all of its entities included`)
console.log(`  ${partial} clusters larger than what is looked at`)

const rebuilt = new ShopLinks(MAX_BYTES)
const begin = performance.now()
for (let from = 0; from < EVENTS; from += BATCH) {
  const to = from + BATCH
  rebuilt.load('shop-1', Buffer.concat(packed.slice(from, to)), Buffer.concat(ids.slice(from, to)))
}
console.log(`  rebuilt in ${((performance.now() - begin) / 1000).toFixed(2)} s`)

const ORDERS = 2000
const ROUND_ORDERS = 2000
const ROUNDS = 16

/**
 * Two gateways that differ in the links alone, in turns. Told by processor time: the machine is
 * shared, and what disturbs only ever slows.
 */
async function measureGateway(): Promise<void> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const runtime = runtimeOf(reference.versions.combined)
  const keyring = openKeyring('bench'.repeat(10))
  const token = (shopId: string, field: string, value: string) =>
    keyring.token(shopId, field, value)
  const open = (more: Partial<GatewayParts['sources']>) => {
    const made = createMemoryWindowStore({ declarations: defaultWindows })
    if (!made.ok) throw new Error(made.issues.join('; '))
    const sources = { reference, windows: made.store, token, ...more }
    return openGateway(partsOf(sources, token, runtime))
  }
  const gateways = [open({}), open({ links: new ShopLinks() })]
  const orderRandom = seeded(3)
  const orders = Array.from({ length: ORDERS }, () => benchOrder(orderRandom))
  const best = gateways.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [which, gateway] of gateways.entries()) {
      const before = process.cpuUsage()
      for (let n = 0; n < ROUND_ORDERS; n += 1) {
        const event = orders[n % ORDERS]!
        await gateway.decide({ shopId: 'shop', event, type: 'purchase', reservation: null })
      }
      const { user, system } = process.cpuUsage(before)
      best[which] = Math.min(best[which]!, (user + system) / ROUND_ORDERS)
    }
  }
  const [without = 0, withLinks = 0] = best
  console.log(
    `  gateway: ${without.toFixed(1)} us an order without links, ${withLinks.toFixed(1)} with`,
  )
  console.log(`  ratio of the rates ${(without / withLinks).toFixed(3)}`)
}

await measureGateway()
