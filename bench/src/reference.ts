/**
 * What each look-up of the reference data costs in CPU time, for values that nobody has asked about before and
 * for the same ones asked again: `gatehouse --run bench/src/reference.ts`. Only what really repeats
 * (cities, browsers, mailbox providers) repeats among the fresh ones, so that no memory flatters
 * them. `-- NAME` runs only what has the text in its name; `--compile` times the compilation of the
 * tables as well, `--mmdb FILE` asks an operator's city database too, `--json FILE` keeps the
 * figures.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseEvent, type OrderEvent, type Parsed, type PlaceAnswer } from '@gatehouse/contract'
import { compileReference, openReference } from '@gatehouse/reference'
import { compileSignalPlan } from '@gatehouse/signals'
import {
  freshAddress,
  freshAgent,
  freshEmail,
  freshIpv4,
  freshIpv6,
  freshLanguage,
  freshOrder,
  pick,
} from './fresh-values.ts'
import { seeded } from './orders.ts'

/** Kept between runs, so that only the first one compiles. */
const CACHE_DIR = fileURLToPath(
  new URL('../../node_modules/.cache/gatehouse-reference', import.meta.url),
)
const QUESTIONS = 2000
const ROUNDS = 30
const ROUNDS_TO_WARM_UP = 5

interface Measure {
  readonly name: string
  /** Asks one round's worth of questions. */
  readonly ask: () => void
  /** Makes new questions; without it they stay. */
  readonly renew?: () => void
  readonly times: number[]
}

const measures: Measure[] = []
const random = seeded(20261123)

/** Every measure takes its turn in every round: what disturbs the machine then disturbs all. */
function run(measures: readonly Measure[]): void {
  for (let round = 0; round < ROUNDS_TO_WARM_UP + ROUNDS; round++) {
    for (const { ask, renew, times } of measures) {
      renew?.()
      const before = cpuMicros()
      ask()
      const micros = (cpuMicros() - before) / QUESTIONS
      if (round >= ROUNDS_TO_WARM_UP) times.push(micros)
    }
  }
}

/** Time on a processor, of all threads: whatever else the machine does is not counted. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** The best round too: neighbours on the machine still take its caches, which only ever slows. */
function summary(name: string, times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  return { name, micros: sorted[sorted.length >>> 1] ?? 0, bestMicros: sorted[0] ?? 0 }
}

/** Questions as they come off the wire: JSON gives flat texts, concatenation does not. */
function questions<Question>(make: (random: () => number) => Question): Question[] {
  const made = Array.from({ length: QUESTIONS }, () => make(random))
  return JSON.parse(JSON.stringify(made)) as Question[]
}

/** Measures a look-up twice: on new questions in every round, and on the same in all of them. */
function measure<Question>(
  name: string,
  make: (random: () => number) => Question,
  ask: (question: Question) => unknown,
): void {
  for (const isFresh of [true, false]) {
    let asked = questions(make)
    measures.push({
      name: `${name}${isFresh ? '' : ', repeating'}`,
      ask: () => {
        for (const question of asked) ask(question)
      },
      ...(isFresh && { renew: () => (asked = questions(make)) }),
      times: [],
    })
  }
}

function megabytes(): string {
  return `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`
}

async function timeCompilation(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  try {
    const start = performance.now()
    await compileReference({ cacheDir: directory })
    console.log(`compile, cold: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const { values: options, positionals } = parseArgs({
  options: { compile: { type: 'boolean' }, json: { type: 'string' }, mmdb: { type: 'string' } },
  allowPositionals: true,
})
if (options.compile) await timeCompilation()
await compileReference({ cacheDir: CACHE_DIR })
console.log(`before opening: ${megabytes()}`)
const start = performance.now()
const reference = openReference({ cacheDir: CACHE_DIR })
console.log(`open: ${Math.round(performance.now() - start)} ms, ${megabytes()}`)

const CITY_SAMPLES = 60_000
/** Cities as addresses of the internet are spread over them: some often, thousands seldom. */
const cities = new Map<string, string[]>()
const places: PlaceAnswer[] = []
for (let count = 0; count < CITY_SAMPLES; count++) {
  const answer = reference.ip(freshIpv4(random))
  const location = answer.known ? answer.location : answer
  if (!location.known || location.city === null) continue
  places.push(location)
  const known = cities.get(location.country)
  if (known === undefined) cities.set(location.country, [location.city])
  else known.push(location.city)
}

const place = (random: () => number) => {
  const { country, city, region = null, postal: postcode } = freshAddress(random, cities)
  return { country, city, region, postcode }
}
measure('ip v4', freshIpv4, (text) => reference.ip(text))
measure('ip v6', freshIpv6, (text) => reference.ip(text))
if (options.mmdb !== undefined) {
  const own = openReference({ cacheDir: CACHE_DIR, cityMmdb: options.mmdb })
  measure('ip v4, own city database', freshIpv4, (text) => own.ip(text))
}
measure('place', place, (query) => reference.place(query))
measure('place by US ZIP code', zipCode, (postcode) => reference.place({ country: 'US', postcode }))
measure('email', freshEmail, (text) => reference.email(text))
measure(
  'phone',
  (random) => freshAddress(random, cities),
  ({ phone_number: number, country }) => reference.phone(number, country),
)
measure('phone, German mobile', germanMobile, (text) => reference.phone(text, null))
measure('user agent', freshAgent, (text) => reference.userAgent(text))
measure('accept language', freshLanguage, (text) => reference.acceptLanguage(text))
measure(
  'card',
  (random) => String(Math.floor(4e7 + random() * 2e7)),
  (text) => reference.card(text),
)
const home = reference.place({ country: 'US', postcode: '10001' })
const somewhere = (random: () => number) => pick(random, places)
measure('distance', somewhere, (at) => reference.distance(at, home))
const nowMs = Date.now()
measure('local time', somewhere, (at) => reference.localTime(at, nowMs))
measure('country', somewhere, (at) => reference.country(at.known ? at.country : ''))

function zipCode(random: () => number): string {
  return String(Math.floor(random() * 100_000)).padStart(5, '0')
}

function germanMobile(random: () => number): string {
  return `+49 151 ${String(Math.floor(random() * 1e8)).padStart(8, '0')}`
}

const plan = compileSignalPlan()
const shop = { currency: 'USD', rates: null, homeCountry: 'US' }
const profile = { inheritedTrust: null, restored: false }

function freshEvents(): Parsed<OrderEvent>[] {
  const receivedAt = new Date().toISOString()
  return questions((random) => freshOrder(random, cities)).map((event, index) =>
    parseEvent(event, { eventId: `e-${index}`, shopId: 'shop', receivedAt, type: 'purchase' }),
  )
}

let events = freshEvents()
let lastReadings: unknown
measures.push({
  name: 'all look-ups of an order',
  renew: () => (events = freshEvents()),
  ask: () => {
    for (const event of events) lastReadings = plan.read(event, reference)
  },
  times: [],
})
let readings = events.map((event) => plan.read(event, reference))
measures.push({
  name: 'all signals of an order',
  renew: () => (readings = events.map((event) => plan.read(event, reference))),
  ask: () => {
    for (const [index, event] of events.entries()) {
      plan.compute({ event, readings: readings[index]!, profile, shop })
    }
  },
  times: [],
})

const chosen = measures.filter(
  ({ name }) => positionals.length === 0 || positionals.some((text) => name.includes(text)),
)
run(chosen)
const results = chosen.map(({ name, times }) => summary(name, times))
console.log(`${''.padEnd(36)} ${'median'.padStart(8)} ${'best'.padStart(8)} microseconds of CPU`)
for (const { name, micros, bestMicros } of results) {
  const figures = [micros, bestMicros].map((value) => value.toFixed(2).padStart(8))
  console.log(`${name.padEnd(36)} ${figures.join(' ')}`)
}
if (lastReadings === undefined && chosen.length === measures.length) throw new Error('nothing read')
console.log(`at the end: ${megabytes()}`)
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
