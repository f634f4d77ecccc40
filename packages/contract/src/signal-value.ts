/**
 * The value of one signal about one event. A signal that could not be read is `Unknown`
 * with the reason: never `false`, never `0`, never absent.
 */
export type SignalValue = boolean | number | string | readonly string[] | Unknown

/** What a signal may hold. `timestamp` is a number: milliseconds since 1970-01-01T00:00:00Z. */
export type SignalType = 'bool' | 'int' | 'double' | 'string' | 'string_list' | 'timestamp'

/**
 * Why a signal has no value. One frozen instance per reason (`unknownBecause`), so that
 * comparing and storing it costs nothing.
 */
export class Unknown {
  /** snake_case, for example `no_ip`, `not_in_reference_data`, `late`, `privacy_minimal`. */
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
    Object.freeze(this)
  }
}

/**
 * The event does not carry what the signal is read from. By far the most frequent reason, so a
 * decision leaves such signals out: absent means this.
 */
export const NOT_SENT_REASON = 'not_sent'

/**
 * There is a value, and it says who a person is (`personal`): the rules saw it, a decision does not
 * show it.
 */
export const WITHHELD_REASON = 'withheld'

/**
 * The gate was started anew and keeps nothing on disk that this window counts: what it held before
 * is not known.
 */
export const RESTARTED_REASON = 'restarted'

/** The shop's currency was changed within the window, which summed amounts in the one before. */
export const CURRENCY_CHANGED_REASON = 'currency_changed'

const instances = new Map<string, Unknown>()
/** Reasons are a closed vocabulary of the code; the bound only guards against misuse. */
const REASONS_MAX = 1000

/** The shared `Unknown` for a reason. */
export function unknownBecause(reason: string): Unknown {
  let instance = instances.get(reason)
  if (instance === undefined) {
    instance = new Unknown(reason)
    if (instances.size < REASONS_MAX) instances.set(reason, instance)
  }
  return instance
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown
}

/**
 * How sensitive the raw value is. `none`: says nothing about a person (an amount, a country).
 * `pseudonymous`: a token or an aggregate. `personal`: must never be stored in the clear.
 */
export type PrivacyClass = 'none' | 'pseudonymous' | 'personal'

/** What the rest of the system needs to know of a signal: its name, type and meaning. */
export interface SignalDeclaration {
  /** `group.name`, snake_case, for example `ip.distance_to_billing_km`. */
  readonly name: string
  readonly type: SignalType
  /** One sentence for the analyst, unit included. */
  readonly doc: string
  readonly privacy: PrivacyClass
}

/** The values of one event, in the order of the catalogue that made them. */
export type SignalVector = readonly SignalValue[]
