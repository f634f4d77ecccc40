/**
 * CEL's own values, exact: what the reference interpreter computes with and what constants hold.
 * A rule's signals reach it through `fromSignal`; conformance data binds all of these.
 */
export type Value =
  | null
  | boolean
  /** `int`: 64 bits, signed. */
  | bigint
  | Uint
  /** `double`. */
  | number
  | string
  | Uint8Array
  | Timestamp
  | Duration
  | TypeValue
  | readonly Value[]
  | MapValue
  | MessageValue

/** `uint`: 64 bits, unsigned. */
export class Uint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

/** Nanoseconds since 1970-01-01T00:00:00Z; years 1 to 9999. */
export class Timestamp {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** Nanoseconds. */
export class Duration {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

/** What `type(x)` gives, and what `int` or `list` alone mean. */
export class TypeValue {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Keys are bool, int, uint or string; a double key finds an equal int. Insertion order is kept. */
export class MapValue {
  readonly entries: readonly (readonly [Value, Value])[]

  constructor(entries: readonly (readonly [Value, Value])[]) {
    this.entries = entries
  }
}

/**
 * A protobuf message. The language itself has none: who binds one supplies its behaviour.
 * `field` gives the default of an unset field and undefined where no such field exists.
 */
export interface MessageValue {
  readonly typeName: string
  field(name: string): Value | undefined
  hasField(name: string): boolean | undefined
  equals(other: MessageValue): boolean
}
