/**
 * The same 25 rules over 80 signals through our compiled closures, `@marcbachmann/cel-js` and
 * `json-rules-engine`, interleaved in one run on one thread. Before anything is measured, all
 * engines must fire the same rules on every vector. Run: `npx tsx bench/src/expression.ts`.
 */
import { pathToFileURL } from 'node:url'
import { Environment as CelJs } from '@marcbachmann/cel-js'
import type { SignalDeclaration, SignalType, SignalVector } from '@gatehouse/contract'
import { checkExpression, compile } from '@gatehouse/expression'
import type { Evaluate, Environment, ListMatchers } from '@gatehouse/expression'
import { Engine } from 'json-rules-engine'
import type { TopLevelCondition } from 'json-rules-engine'

export interface ExpressionBench {
  readonly name: 'expression'
  /** Microseconds for all 25 rules on one vector, median over the rounds. */
  readonly oursMicros: number
  readonly celJsMicros: number
  readonly jsonRulesEngineMicros: number
  /** How many times faster than the other: at least 3 and at least 50 are wanted. */
  readonly timesCelJs: number
  readonly timesJsonRulesEngine: number
  readonly rounds: number
}

const ROUNDS = 9
const VECTORS = 300

const GROUPS = ['order', 'ip', 'email', 'card', 'velocity', 'device', 'account', 'billing'] as const
const NUMBERS = ['amount', 'distance_km', 'risk', 'count_5m', 'count_1h', 'age_days'] as const
const TEXTS = ['country', 'domain'] as const
const FLAGS = ['is_free', 'is_proxy'] as const

const SIGNALS: readonly SignalDeclaration[] = GROUPS.flatMap((group) => {
  const declare = (name: string, type: SignalType): SignalDeclaration => ({
    name: `${group}.${name}`,
    type,
    doc: 'A signal of the benchmark.',
    privacy: 'none',
  })
  return [
    ...NUMBERS.map((name) => declare(name, 'double')),
    ...TEXTS.map((name) => declare(name, 'string')),
    ...FLAGS.map((name) => declare(name, 'bool')),
  ]
})

type Condition = readonly [signal: string, operator: string, value: unknown]

/** What both languages can say: all, or any, of some conditions. */
interface Rule {
  readonly join: 'all' | 'any'
  readonly conditions: readonly Condition[]
}

const all = (...conditions: readonly Condition[]): Rule => ({ join: 'all', conditions })
const any = (...conditions: readonly Condition[]): Rule => ({ join: 'any', conditions })

const RULES: readonly Rule[] = [
  all(['order.amount', '>', 1000]),
  all(['order.amount', '>', 500], ['account.age_days', '<', 7]),
  all(['ip.distance_km', '>', 800], ['email.is_free', '==', true]),
  all(['velocity.count_5m', '>=', 3]),
  all(['velocity.count_1h', '>', 5], ['card.count_1h', '>', 3]),
  any(['ip.is_proxy', '==', true], ['ip.risk', '>', 75]),
  all(['ip.country', '!=', 'DE'], ['billing.country', '==', 'DE']),
  all(['ip.country', 'in', ['NG', 'RU', 'KP', 'IR']]),
  all(['email.domain', 'startsWith', 'mail']),
  all(['email.domain', 'contains', 'temp']),
  all(['card.country', '!=', 'US'], ['order.amount', '>=', 250]),
  any(['device.risk', '>', 80], ['device.is_proxy', '==', true], ['device.count_1h', '>', 9]),
  all(['billing.distance_km', '>', 500], ['billing.risk', '>', 50]),
  all(['account.count_1h', '>', 2], ['account.is_free', '==', false]),
  all(['order.risk', '>=', 90]),
  all(['card.age_days', '<', 30], ['card.amount', '>', 100]),
  any(['email.risk', '>', 85], ['email.age_days', '<', 30]),
  all(['ip.count_5m', '>', 1], ['ip.count_1h', '>', 4], ['ip.distance_km', '>', 100]),
  all(['device.country', '==', 'BR'], ['billing.country', '!=', 'BR']),
  all(['order.country', 'in', ['DE', 'FR', 'NL', 'BE', 'AT']], ['ip.country', '==', 'US']),
  all(['velocity.amount', '>', 2000], ['velocity.risk', '>', 40]),
  any(['card.is_proxy', '==', true], ['card.risk', '>', 95]),
  all(['account.domain', 'startsWith', 'shop'], ['account.risk', '<', 10]),
  all(['order.count_5m', '>', 3], ['order.is_free', '==', false], ['order.distance_km', '<=', 500]),
  all(['billing.age_days', '<', 90], ['device.age_days', '<', 60], ['email.is_free', '==', true]),
]

/** Decimal points everywhere, because cel-js does not compare a double with an int literal. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return typeof value === 'number' && Number.isInteger(value) ? `${value}.0` : JSON.stringify(value)
}

function celOf({ join, conditions }: Rule): string {
  const parts = conditions.map(([signal, operator, value]) => {
    if (operator === 'startsWith' || operator === 'contains') {
      return `${signal}.${operator}(${literal(value)})`
    }
    if (typeof value === 'boolean') return value ? signal : `!${signal}`
    return `${signal} ${operator} ${literal(value)}`
  })
  return parts.join(join === 'all' ? ' && ' : ' || ')
}

const JSON_OPERATORS: Readonly<Record<string, string>> = {
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
  '<': 'lessThan',
  '<=': 'lessThanInclusive',
  '==': 'equal',
  '!=': 'notEqual',
  in: 'in',
  startsWith: 'startsWith',
  contains: 'containsText',
}

function jsonOf({ join, conditions }: Rule): TopLevelCondition {
  const parts = conditions.map(([fact, operator, value]) => ({
    fact,
    operator: JSON_OPERATORS[operator]!,
    value,
  }))
  return join === 'all' ? { all: parts } : { any: parts }
}

/** A seeded generator (mulberry32): every run measures the same vectors. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32
  }
}

const COUNTRIES = ['DE', 'US', 'FR', 'BR', 'NG', 'RU', 'NL']
const DOMAINS = ['mail.example', 'shop.example', 'tempbox.example', 'firm.example']
const RANGES: Readonly<Record<string, number>> = {
  amount: 2500,
  distance_km: 1500,
  risk: 100,
  count_5m: 6,
  count_1h: 12,
  age_days: 400,
}

function makeVectors(): readonly SignalVector[] {
  const random = generator(25)
  const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)]!
  return Array.from({ length: VECTORS }, () =>
    SIGNALS.map(({ name, type }) => {
      const field = name.split('.')[1]!
      if (type === 'bool') return random() < 0.15
      if (type === 'string') return pick(field === 'country' ? COUNTRIES : DOMAINS)
      return Math.floor(random() ** 2 * RANGES[field]!)
    }),
  )
}

type Facts = Readonly<Record<string, unknown>>

function flat(vector: SignalVector): Facts {
  return Object.fromEntries(SIGNALS.map(({ name }, index) => [name, vector[index]]))
}

function nested(vector: SignalVector): Facts {
  const groups: Record<string, Record<string, unknown>> = {}
  for (const [index, { name }] of SIGNALS.entries()) {
    const [group, field] = name.split('.') as [string, string]
    groups[group] ??= {}
    groups[group][field] = vector[index]
  }
  return groups
}

const LISTS: ListMatchers = []

function compileOurs(): readonly Evaluate[] {
  const environment: Environment = { signals: SIGNALS, lists: [], result: 'bool' }
  return RULES.map((rule) => {
    const checked = checkExpression(celOf(rule), environment)
    if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join('; '))
    return compile(checked.expression)
  })
}

/** Untyped variables: declaring a schema makes cel-js wrap every object at run time, and slower. */
function compileCelJs(): readonly ((context: Facts) => unknown)[] {
  const environment = new CelJs({ unlistedVariablesAreDyn: true })
  return RULES.map((rule) => environment.parse(celOf(rule)))
}

function makeEngine(): Engine {
  const engine = new Engine(
    RULES.map((rule, index) => ({
      conditions: jsonOf(rule),
      event: { type: String(index) },
      name: String(index),
    })),
  )
  engine.addOperator('startsWith', (text: string, part: string) => text.startsWith(part))
  engine.addOperator('containsText', (text: string, part: string) => text.includes(part))
  return engine
}

/** The three engines as functions that give the indexes of the rules that hit. */
function makeContestants(vectors: readonly SignalVector[]) {
  const ours = compileOurs()
  const celJs = compileCelJs()
  const engine = makeEngine()
  const contexts = vectors.map(nested)
  const facts = vectors.map(flat)
  return {
    ours: (index: number): number => {
      const vector = vectors[index]!
      let hits = 0
      for (let rule = 0; rule < ours.length; rule++) {
        if (ours[rule]!(vector, LISTS) === true) hits |= 1 << rule
      }
      return hits
    },
    celJs: (index: number): number => {
      const context = contexts[index]!
      let hits = 0
      for (let rule = 0; rule < celJs.length; rule++) {
        if (celJs[rule]!(context) === true) hits |= 1 << rule
      }
      return hits
    },
    engine: async (index: number): Promise<number> => {
      const { events } = await engine.run({ ...facts[index] })
      let hits = 0
      for (const { type } of events) hits |= 1 << Number(type)
      return hits
    },
  }
}

type Contestants = ReturnType<typeof makeContestants>

async function assertSameHits({ ours, celJs, engine }: Contestants): Promise<void> {
  let hits = 0
  for (let index = 0; index < VECTORS; index++) {
    const wanted = ours(index)
    hits |= wanted
    const others = [celJs(index), await engine(index)]
    if (others.some((other) => other !== wanted)) {
      throw new Error(`vector ${index}: ${wanted} against ${others.join(' and ')}`)
    }
  }
  if (hits !== 2 ** RULES.length - 1) throw new Error('a rule never hits: it would prove nothing')
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** Microseconds per vector. */
async function time(times: number, run: (index: number) => unknown): Promise<number> {
  const start = performance.now()
  let sum = 0
  for (let index = 0; index < times; index++) {
    const result = run(index % VECTORS)
    sum += typeof result === 'number' ? result : ((await result) as number)
  }
  const micros = ((performance.now() - start) * 1000) / times
  if (sum === 0) throw new Error('nothing was computed')
  return micros
}

export async function benchExpression(): Promise<ExpressionBench> {
  const contestants = makeContestants(makeVectors())
  await assertSameHits(contestants)
  const micros = { ours: [] as number[], celJs: [] as number[], engine: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = await time(60_000, contestants.ours)
    const celJs = await time(12_000, contestants.celJs)
    const engine = await time(300, contestants.engine)
    // The first round warms up.
    if (round === 0) continue
    micros.ours.push(ours)
    micros.celJs.push(celJs)
    micros.engine.push(engine)
  }
  const [ours, celJs, engine] = [median(micros.ours), median(micros.celJs), median(micros.engine)]
  return {
    name: 'expression',
    oursMicros: ours,
    celJsMicros: celJs,
    jsonRulesEngineMicros: engine,
    timesCelJs: celJs / ours,
    timesJsonRulesEngine: engine / ours,
    rounds: ROUNDS,
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await benchExpression())
}
