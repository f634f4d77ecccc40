import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { compileReference, openReference } from '@gatehouse/reference'

/** Kept between runs, so that only the first one compiles. */
const CACHE_DIR = fileURLToPath(
  new URL('../../node_modules/.cache/gatehouse-reference', import.meta.url),
)
const QUESTIONS = 4096
const ROUNDS = 50

/** Same questions in every run. Numerical Recipes' linear congruential generator. */
function seededNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
}

function measure(name: string, questions: readonly string[], ask: (text: string) => unknown): void {
  for (const question of questions) ask(question)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    for (const question of questions) ask(question)
    times.push(((performance.now() - start) * 1000) / questions.length)
  }
  times.sort((a, b) => a - b)
  const median = times[ROUNDS >>> 1] ?? 0
  console.log(`${name.padEnd(24)} ${median.toFixed(2).padStart(8)} microseconds`)
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

if (process.argv.includes('--compile')) await timeCompilation()
await compileReference({ cacheDir: CACHE_DIR })
console.log(`before opening: ${megabytes()}`)
const start = performance.now()
const reference = openReference({ cacheDir: CACHE_DIR })
console.log(`open: ${Math.round(performance.now() - start)} ms, ${megabytes()}`)

const next = seededNumbers(20261123)
const some = (make: (n: number) => string): string[] =>
  Array.from({ length: QUESTIONS }, () => make(next()))
const pick = (n: number, texts: readonly string[]): string => texts[n % texts.length] ?? ''
const hex = (n: number): string => (n & 0xffff).toString(16)
const byte = (n: number, shift: number): number => (n >>> shift) & 255

const cities = ['Berlin', 'München', 'Springfield', 'New York', 'Saint Louis', 'Nowhere at all']
const domains = ['gmail.com', 'web.de', 'mailinator.com', 'example.co.uk', 'a.b.example.org']
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'python-requests/2.31.0',
]
const home = reference.place({ country: 'US', postcode: '10001' })
const away = reference.place({ country: 'DE', city: 'Berlin' })

measure(
  'ip v4',
  some((n) => `${byte(n, 24)}.${byte(n, 16)}.${byte(n, 8)}.${n & 255}`),
  (text) => reference.ip(text),
)
measure(
  'ip v6',
  some((n) => `2a0${hex(n)[0] ?? '1'}:${hex(n)}:${hex(n >>> 8)}::1`),
  (text) => reference.ip(text),
)
measure(
  'place by ZIP',
  some((n) => String(n % 100_000).padStart(5, '0')),
  (postcode) => reference.place({ country: 'US', postcode }),
)
measure(
  'place by city',
  some((n) => pick(n, cities)),
  (city) => reference.place({ country: city < 'N' ? 'DE' : 'US', city }),
)
measure('distance', some(String), () => reference.distance(home, away))
measure(
  'email',
  some((n) => `user${n % 1000}@${pick(n >>> 10, domains)}`),
  (text) => reference.email(text),
)
measure(
  'phone',
  some((n) => `+49 151 ${String(n).padStart(8, '0').slice(0, 8)}`),
  (text) => reference.phone(text, null),
)
measure(
  'user agent',
  some((n) => pick(n, agents)),
  (text) => reference.userAgent(text),
)
measure(
  'accept language',
  some(() => 'de-DE,de;q=0.9,en;q=0.8'),
  (text) => reference.acceptLanguage(text),
)
measure('local time', some(String), (text) => reference.localTime(away, Number(text) * 400))
measure('local time, many zones', some(String), (text) =>
  reference.localTime(home, Number(text) * 400),
)
measure(
  'card',
  some((n) => String(n).padEnd(8, '0').slice(0, 8)),
  (text) => reference.card(text),
)
console.log(`at the end: ${megabytes()}`)
