/**
 * Measures what links tell of fraud on a labelled history of orders: how large clusters are, and how
 * much more often than others an order is fraud whose cluster is a ring or has reports. Orders go by
 * in the order of time, and of a fraud it is known only so many days later that it was one. Run:
 *
 *     node bin/gatehouse.mjs --run bench/src/link-evidence.ts DAYS FILE.csv.gz \
 *       time=purchase_time label=fraud account=user_id device=device_id ip=ip [from=2015-07-25]
 *
 * Orders before `from` are seen and not told of.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  type LinkFacts,
  LINKING_ENTITIES,
  type SingleWindowEntity,
  type WindowEvent,
} from '@gatehouse/contract'
import {
  isRing,
  linkRisk,
  packWindowEvent,
  ShopLinks,
  unpackWindowEvent,
  windowKey,
} from '@gatehouse/signals'
import { newId } from '@gatehouse/store'

const [days = '30', file = '', ...columns] = process.argv.slice(2)
const delayMs = Number(days) * 86_400_000
const columnOf = new Map(columns.map((each) => each.split('=') as [string, string]))

interface Row {
  readonly event: WindowEvent
  readonly isFraud: boolean
}

/** Plain CSV without quotes, as these histories are. */
function read(): Row[] {
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n')
  const names = head.trim().split(',')
  return lines
    .map((line): Row => {
      const cells = line.trim().split(',')
      const cell = (name: string) => cells[names.indexOf(columnOf.get(name) ?? '')] ?? ''
      const keys: { [Entity in SingleWindowEntity]?: ReturnType<typeof windowKey> } = {}
      for (const entity of [...LINKING_ENTITIES, 'ip', 'person_name'] as const) {
        const value = cell(entity)
        if (value !== '') keys[entity] = keyOf(entity, value)
      }
      const time = cell('time')
      return {
        isFraud: cell('label') === '1',
        event: {
          shopId: 'shop',
          stream: 'order',
          timeMs: Date.parse(time.endsWith('Z') ? time : `${time}Z`),
          amountMinor: 0,
          quantity: 1,
          keys,
          items: [],
        },
      }
    })
    .toSorted((a, b) => a.event.timeMs - b.event.timeMs)
}

function keyOf(entity: string, value: string) {
  return windowKey(createHash('sha256').update(`${entity}\n${value}`).digest())
}

const rows = read()
const links = new ShopLinks()
const reported = new Map<string, number[]>()
let told = 0
const facts = rows.map(({ event }, row): LinkFacts => {
  // What became known in time.
  for (; told < row && rows[told]!.event.timeMs + delayMs <= event.timeMs; told += 1) {
    if (rows[told]!.isFraud) report(told, rows[told]!.event)
  }
  const { answer } = links.observe(event, newId(event.timeMs), {
    at: (hi, lo) => reported.get(`${hi} ${lo}`),
    except: -1,
    isEmpty: false,
  })
  if (!answer.known) throw new Error(`an order at ${event.timeMs} carries nothing that links`)
  return answer
})

function report(number: number, event: WindowEvent): void {
  const unpacked = unpackWindowEvent(packWindowEvent(event))
  if (!unpacked.ok) throw new Error(unpacked.issues.join())
  for (const entity of LINKING_ENTITIES) {
    const key = unpacked.event.keys[entity]
    if (key === undefined) continue
    const text = `${key.hi} ${key.lo}`
    reported.set(text, [...(reported.get(text) ?? []), number])
  }
}

const firstReportMs = rows[0]!.event.timeMs + delayMs
const fromMs = Date.parse(columnOf.get('from') ?? '1970-01-01')
/** The orders that something is told of: where it is of reports, those that one could be in about. */
let among: readonly number[] = [...rows.keys()]
const fraudsIn = (of: readonly number[]) => of.filter((at) => rows[at]!.isFraud).length

function begin(what: string, isIn: (row: Row) => boolean = () => true): void {
  among = [...rows.keys()].filter((at) => rows[at]!.event.timeMs >= fromMs && isIn(rows[at]!))
  const base = percent(fraudsIn(among) / among.length)
  console.log(`${what}: ${among.length} orders, ${base} fraud`)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function tell(name: string, isIn: (its: LinkFacts) => boolean): void {
  const found = among.filter((at) => isIn(facts[at]!))
  if (found.length === 0) return console.log(`  ${name}: none`)
  const hits = fraudsIn(found)
  const share = hits / found.length
  const lift = share / (fraudsIn(among) / among.length)
  console.log(
    `  ${name}: ${found.length} orders, ${percent(share)} fraud, lift ${lift.toFixed(2)}, ${percent(hits / fraudsIn(among))} of all fraud, ${found.length - hits} good`,
  )
}

const riskOf = (its: LinkFacts) => linkRisk(its.reports!, its)

begin('people in the cluster, with this one')
for (const [from, to] of [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 5],
  [6, 9],
  [10, 19],
  [20, Infinity],
] as const) {
  tell(`${from} to ${to}`, ({ people }) => people >= from && people <= to)
}
begin('rings: people, of whom three or more share one device, card or phone')
for (const people of [3, 4, 5, 6, 8]) {
  tell(`${people} people`, (its) => its.people >= people && its.sharedBy >= 3)
}
tell('is_ring', isRing)
for (const people of [2, 3, 4, 6]) {
  tell(
    `${people} people, 2 orders in 24 hours before`,
    (its) => its.people >= people && its.sharedBy >= Math.min(3, people) && its.orders24h >= 2,
  )
}
tell('no ring by people, and 3 share', (its) => !isRing(its) && its.sharedBy >= 3)
tell('of those with no order in 24 hours before', (its) => its.sharedBy >= 3 && its.orders24h === 0)
begin(`reports, known ${days} days later`, ({ event }) => event.timeMs >= firstReportMs)
for (const least of [1, 2, 3, 5]) {
  tell(`${least} or more`, ({ reports }) => reports!.reduce((all, each) => all + each) >= least)
}
for (const step of [0, 1, 2] as const) {
  tell(
    `nearest ${step + 1} away`,
    ({ reports }) => reports!.findIndex((count) => count > 0) === step,
  )
}
for (const [from, to] of [
  [0.01, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [4, Infinity],
] as const) {
  tell(`risk ${from} to ${to}`, (its) => riskOf(its) >= from && riskOf(its) < to)
}
begin('hubs')
tell('one or more', ({ hubs }) => hubs > 0)
tell('partial', ({ isPartial }) => isPartial)
