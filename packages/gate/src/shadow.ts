import {
  OUTCOMES,
  RULE_RESULTS,
  type ModelTrace,
  type Outcome,
  type RuleResult,
  type Ruleset,
} from '@gatehouse/contract'
import type { Ruling } from './ruling.ts'
import type { CompiledRuleset } from './snapshot.ts'

/**
 * What a ruleset in shadow made of an event, beside what was decided. The packed form, one after
 * another where several are in shadow:
 *
 *     byte    version, 1
 *     varint  number of the run
 *     byte    outcomes (`would_be`) by their index in OUTCOMES: live in the low two bits, shadow above
 *     varint  risk score of the shadow, in hundredths
 *     varint  how many rules came out otherwise; for each of them
 *       varint  rules between it and the one before it
 *       byte    result of the shadow, and times 16 the live one, by their index in RULE_RESULTS;
 *               15 where the ruleset has no such rule
 *
 * Rules are counted in the order of `comparedIds`. A rule that only one of the two rulesets has
 * came out as expected when it did not hit: `no_hit`. So nearly all rules of nearly all events take
 * no room.
 */
export interface ShadowResult {
  readonly run: number
  readonly live: Outcome
  readonly shadow: Outcome
  /** Of the shadow, 0 to 100. */
  readonly riskScore: number
  readonly differences: readonly ShadowDifference[]
}

/** A rule that came out otherwise; `null`: that ruleset has no such rule. */
export interface ShadowDifference {
  /** Place in `comparedIds`. */
  readonly rule: number
  readonly live: RuleResult | null
  readonly shadow: RuleResult | null
}

const VERSION = 1
/** An entry of another kind in the same bytes: what a challenging model said. */
const CHALLENGER = 2
const HASH_BYTES = 8
const CHALLENGER_BYTES = 1 + 2 * HASH_BYTES + 2 * 4
const NO_RULE = 15
const STEPS_PER_POINT = 100
const EXPECTED: RuleResult = 'no_hit'

/** The rules and policies of the shadow in its order, then those that only the live ruleset has. */
export function comparedIds(live: readonly string[], shadow: readonly string[]): readonly string[] {
  const own = new Set(shadow)
  return [...shadow, ...live.filter((id) => !own.has(id))]
}

/** Ids in the order of `Ruling.results`. */
export function tracedIds({ rules, policies }: CompiledRuleset): readonly string[] {
  return [...rules, ...policies].map(({ id }) => id)
}

/** The same of a document that compiles: rules that are switched off are not compiled. */
export function idsOfDocument({ scorecard, rules, policy = [] }: Ruleset): readonly string[] {
  const active = rules.filter(({ enabled }) => enabled !== false)
  return [...scorecard.base.parts, ...active, ...policy].map(({ id }) => id)
}

/** Both rulings are of the same event: `live` was answered, `shadow` was not. */
export function packShadow(run: number, live: Ruling, shadow: Ruling): Uint8Array {
  const bytes: number[] = [VERSION]
  varint(bytes, run)
  bytes.push(
    OUTCOMES.indexOf(live.would_be_outcome) | (OUTCOMES.indexOf(shadow.would_be_outcome) << 2),
  )
  varint(bytes, Math.round(shadow.risk_score * STEPS_PER_POINT))
  const pairs = pairsOf(live.snapshot.ruleset, shadow.snapshot.ruleset)
  const differences: number[] = []
  for (let index = 0; index < pairs.length; index++) {
    const { atLive, atShadow } = pairs[index]!
    const wasLive = atLive < 0 ? EXPECTED : live.results[atLive]!
    const wasShadow = atShadow < 0 ? EXPECTED : shadow.results[atShadow]!
    if (wasLive !== wasShadow) differences.push(index)
  }
  varint(bytes, differences.length)
  let next = 0
  for (const index of differences) {
    const { atLive, atShadow } = pairs[index]!
    varint(bytes, index - next)
    next = index + 1
    bytes.push(
      (codeOf(atLive < 0 ? null : live.results[atLive]!) << 4) |
        codeOf(atShadow < 0 ? null : shadow.results[atShadow]!),
    )
  }
  return Uint8Array.from(bytes)
}

/** @throws RangeError on bytes that `packShadow` never wrote */
export function unpackShadows(bytes: Uint8Array): readonly ShadowResult[] {
  const reader = new Reader(bytes)
  const results: ShadowResult[] = []
  while (!reader.isAtEnd) {
    if (reader.peek() === CHALLENGER) reader.skip(CHALLENGER_BYTES)
    else results.push(readOne(reader))
  }
  return results
}

/** What a model in shadow said of an event, and what the one that decided said. */
export interface ChallengerResult {
  /** First 16 hex digits of the hash. */
  readonly challenger: string
  /** `null`: no model decided. */
  readonly champion: string | null
  /** To the precision of a 32-bit float. */
  readonly probability: number
  readonly championProbability: number | null
}

/**
 * One entry of its own behind those of rulesets: a byte 2, eight bytes of the challenger's hash and
 * of the champion's (zeros without one), both probabilities as 32-bit floats (`NaN` without one).
 */
export function packChallenger(
  { version, probability }: Pick<ModelTrace, 'version' | 'probability'>,
  champion: Pick<ModelTrace, 'version' | 'probability'> | null,
): Uint8Array {
  const bytes = new Uint8Array(CHALLENGER_BYTES)
  const view = new DataView(bytes.buffer)
  bytes[0] = CHALLENGER
  writeHash(bytes, 1, version)
  if (champion !== null) writeHash(bytes, 1 + HASH_BYTES, champion.version)
  view.setFloat32(1 + 2 * HASH_BYTES, probability)
  view.setFloat32(5 + 2 * HASH_BYTES, champion?.probability ?? NaN)
  return bytes
}

/** @returns `null`: no model was in shadow */
export function unpackChallenger(bytes: Uint8Array): ChallengerResult | null {
  const reader = new Reader(bytes)
  while (!reader.isAtEnd) {
    if (reader.peek() === VERSION) readOne(reader)
    else if (reader.peek() === CHALLENGER) return challengerOf(reader.skip(CHALLENGER_BYTES))
    else throw new RangeError('a shadow result of an unknown version')
  }
  return null
}

function challengerOf(bytes: Uint8Array): ChallengerResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const champion = view.getFloat32(5 + 2 * HASH_BYTES)
  const isNone = Number.isNaN(champion)
  return {
    challenger: readHash(bytes, 1),
    champion: isNone ? null : readHash(bytes, 1 + HASH_BYTES),
    probability: view.getFloat32(1 + 2 * HASH_BYTES),
    championProbability: isNone ? null : champion,
  }
}

function writeHash(bytes: Uint8Array, at: number, hex: string): void {
  for (let byte = 0; byte < HASH_BYTES; byte++) {
    bytes[at + byte] = Number.parseInt(hex.slice(2 * byte, 2 * byte + 2), 16)
  }
}

function readHash(bytes: Uint8Array, at: number): string {
  return Array.from(bytes.subarray(at, at + HASH_BYTES), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

function readOne(reader: Reader): ShadowResult {
  if (reader.byte() !== VERSION) throw new RangeError('a shadow result of an unknown version')
  const run = reader.varint()
  const outcomes = reader.byte()
  const riskScore = reader.varint() / STEPS_PER_POINT
  const count = reader.varint()
  const differences: ShadowDifference[] = []
  let next = 0
  for (let at = 0; at < count; at++) {
    const rule = next + reader.varint()
    next = rule + 1
    const codes = reader.byte()
    differences.push({ rule, live: resultOf(codes >> 4), shadow: resultOf(codes & 15) })
  }
  return {
    run,
    live: OUTCOMES[outcomes & 3]!,
    shadow: OUTCOMES[(outcomes >> 2) & 3]!,
    riskScore,
    differences,
  }
}

/** Where a rule stands in the results of both rulesets; -1 where it does not. */
interface Pair {
  readonly atLive: number
  readonly atShadow: number
}

/** Rulesets are frozen and live as long as their versions do. */
const paired = new WeakMap<CompiledRuleset, WeakMap<CompiledRuleset, readonly Pair[]>>()

function pairsOf(live: CompiledRuleset, shadow: CompiledRuleset): readonly Pair[] {
  let ofLive = paired.get(live)
  if (ofLive === undefined) paired.set(live, (ofLive = new WeakMap()))
  let pairs = ofLive.get(shadow)
  if (pairs === undefined) {
    const [liveIds, shadowIds] = [tracedIds(live), tracedIds(shadow)]
    pairs = comparedIds(liveIds, shadowIds).map((id) => ({
      atLive: liveIds.indexOf(id),
      atShadow: shadowIds.indexOf(id),
    }))
    ofLive.set(shadow, pairs)
  }
  return pairs
}

function codeOf(result: RuleResult | null): number {
  return result === null ? NO_RULE : RULE_RESULTS.indexOf(result)
}

function resultOf(code: number): RuleResult | null {
  if (code === NO_RULE) return null
  const result = RULE_RESULTS[code]
  if (result === undefined) throw new RangeError(`${code} is no result of a rule`)
  return result
}

function varint(bytes: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  peek(): number | undefined {
    return this.#bytes[this.#at]
  }

  /** @returns the bytes that were passed over */
  skip(count: number): Uint8Array {
    const passed = this.#bytes.subarray(this.#at, this.#at + count)
    if (passed.length < count) throw new RangeError('a shadow result ends early')
    this.#at += count
    return passed
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('a shadow result ends early')
    return byte
  }

  varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw new RangeError('a number of a shadow result is too long')
  }
}
