import { parseIp, parseIpRange } from '@gatehouse/reference'
import { atOnce, rangeSetBuilder, tokenSetBuilder } from '@gatehouse/pipeline'
import { hash } from 'node:crypto'

const ITEMS = 1_000_000
const QUESTIONS = 65_536
const ROUNDS = 15
const WITHOUT_END = Infinity
const BYTES_PER_MB = 2 ** 20

interface Measured {
  /** From a text to an answer, reading the address included. */
  readonly lookUpMicros: number
  readonly tablesMb: number
  /** Sorting and cutting, all slices together. */
  readonly buildMillis: number
  /** The longest time for which nothing else is done. */
  readonly sliceMillis: number
}

export interface ListResult {
  readonly v4: Measured
  readonly v6: Measured
  readonly tokenMicros: number
}

/**
 * Look-ups in lists of a million items: networks that contain each other, and tokens. In processor
 * time: what runs beside it on a shared machine is not counted.
 */
export function benchLists(): ListResult {
  return {
    v4: measureRanges(
      v4Network,
      (n) => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`,
    ),
    v6: measureRanges(
      v6Network,
      (n) => `2${hex(n & 0xfff, 3)}:${hex(n >>> 16)}:${hex(n)}::${hex(n ^ 77)}`,
    ),
    tokenMicros: measureTokens(),
  }
}

/** The same in every run. Numerical Recipes' linear congruential generator. */
function seededNumbers(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
}

function hex(n: number, digits = 4): string {
  return (n & 0xffff).toString(16).padStart(4, '0').slice(-digits)
}

/** /16 to /32, so that many lie inside others. */
function v4Network(next: () => number): string {
  const n = next()
  return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}/${16 + ((next() >>> 16) % 17)}`
}

/** /32 to /64. */
function v6Network(next: () => number): string {
  const n = next()
  const m = next()
  return `2${hex(n & 0xfff, 3)}:${hex(n >>> 16)}:${hex(m)}:${hex(m >>> 16)}::/${32 + ((next() >>> 16) % 33)}`
}

function measureRanges(
  network: (next: () => number) => string,
  address: (n: number) => string,
): Measured {
  const next = seededNumbers(20261125)
  const builder = rangeSetBuilder()
  for (let n = 0; n < ITEMS; n++) {
    builder.add(parseIpRange(network(next))!, n % 2 === 0 ? WITHOUT_END : 1000 + (n % 97))
  }
  const slices: number[] = []
  const work = builder.build()
  const slice = () => {
    const begun = process.cpuUsage()
    const step = work.next()
    slices.push(microsSince(begun) / 1000)
    return step
  }
  let step = slice()
  while (step.done !== true) step = slice()
  const set = step.value
  const questions = Array.from({ length: QUESTIONS }, () => address(next()))
  const lookUpMicros = median(questions, (text) => set.has(parseIp(text)!, 1050))
  return {
    lookUpMicros,
    tablesMb: set.bytes / BYTES_PER_MB,
    buildMillis: slices.reduce((sum, each) => sum + each, 0),
    sliceMillis: Math.max(...slices),
  }
}

function measureTokens(): number {
  const tokenOf = (n: number) => hash('sha256', `${n}`, 'buffer').subarray(0, 16)
  const builder = tokenSetBuilder()
  for (let n = 0; n < ITEMS; n++) builder.add(tokenOf(n).toString('base64url'), WITHOUT_END)
  const set = atOnce(builder.build())
  // Half of them are on the list.
  const questions = Array.from({ length: QUESTIONS }, (_, n) => tokenOf(n * 31))
  return median(questions, (token) => set.has(token, 0))
}

/** Of the rounds; microseconds a question. */
function median<Question>(questions: readonly Question[], ask: (of: Question) => boolean): number {
  let hits = 0
  const times = Array.from({ length: ROUNDS }, () => {
    const begun = process.cpuUsage()
    for (const question of questions) if (ask(question)) hits++
    return microsSince(begun) / questions.length
  })
  if (hits === 0 || hits === questions.length * ROUNDS) throw new Error('every answer is the same')
  return times.sort((a, b) => a - b)[ROUNDS >>> 1]!
}

function microsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun)
  return user + system
}
