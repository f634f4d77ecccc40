import type { Value } from './value.ts'

/**
 * The two ways the interpreter runs. `CEL` is the standard to the letter, for the conformance data.
 * `RULES` is narrower in three places, so that a rule can be carried by doubles and cannot say
 * "no hit" when it means "could not be computed".
 */
export interface Dialect {
  /** Greatest int: 2^63 - 1, or 2^53 - 1 so that every int is exact in a double. */
  readonly intMax: bigint
  readonly intMin: bigint
  /** Whether `1.0 / 0.0`, an overflow or the text `inf` is an error instead of Infinity. */
  readonly finiteDoubles: boolean
  /** Whether the bounds of `limits.ts` on texts and lists hold. */
  readonly bounded: boolean
  /** Minutes east of UTC of a named zone at a time; absent where only offsets are known. */
  readonly zoneOffsetMinutes?: (zone: string, epochSeconds: number) => number | undefined
  readonly messages?: MessageTypes
}

/** The protobuf messages a host knows. Rules have none. */
export interface MessageTypes {
  has(typeName: string): boolean
  /** A message, or the value it stands for (a wrapper); undefined if a field does not fit. */
  create(typeName: string, fields: readonly (readonly [string, Value])[]): Value | undefined
}

const INT53_MAX = BigInt(Number.MAX_SAFE_INTEGER)
const INT64_MAX = 2n ** 63n - 1n
export const UINT64_MAX = 2n ** 64n - 1n

export const RULES: Dialect = {
  intMax: INT53_MAX,
  intMin: -INT53_MAX,
  finiteDoubles: true,
  bounded: true,
}

export const CEL: Dialect = {
  intMax: INT64_MAX,
  intMin: -INT64_MAX - 1n,
  finiteDoubles: false,
  bounded: false,
}
