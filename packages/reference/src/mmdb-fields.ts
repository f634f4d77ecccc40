/**
 * Reads named fields out of a record of a MaxMind DB (format 2.0) and passes over the rest: a city
 * record names each place in up to eight languages, and decoding all of them costs ten times as
 * much as the few fields that are asked for. For checked databases only: nothing is checked here.
 */

/** Fields by name; what stands under one that is no map is read whole. */
export interface Fields {
  readonly [name: string]: Fields | null
}

interface Wanted {
  readonly name: string
  readonly key: Buffer
  readonly inside: readonly Wanted[] | null
}

const POINTER = 1
const TEXT = 2
const DOUBLE = 3
const MAP = 7
const ARRAY = 11
const BOOLEAN = 14
/** What pointers of one to four bytes count from, in the data section. */
const POINTER_BASES = [0, 2048, 526_336, 0]

/** Decodes the value at an offset of the data section. */
type DecodeWhole = (offset: number) => unknown

export class FieldReader {
  readonly #data: Buffer
  readonly #wanted: readonly Wanted[]
  readonly #decodeWhole: DecodeWhole
  /** Where the value that was read or passed last ends. */
  #end = 0

  constructor(data: Buffer, fields: Fields, decodeWhole: DecodeWhole) {
    this.#data = data
    this.#wanted = compile(fields)
    this.#decodeWhole = decodeWhole
  }

  /** The record at an offset of the data section, with the wanted fields only. */
  read(offset: number): unknown {
    return this.#value(offset, this.#wanted)
  }

  #value(start: number, wanted: readonly Wanted[] | null): unknown {
    const type = this.#header(start)
    const size = this.#size
    const at = this.#end
    switch (type) {
      case POINTER: {
        const value = this.#value(size, wanted)
        this.#end = at
        return value
      }
      case MAP:
        return wanted === null ? this.#whole(start) : this.#map(size, wanted)
      case ARRAY:
        return Array.from({ length: size }, () => this.#value(this.#end, wanted))
      case TEXT:
        this.#end = at + size
        return this.#data.toString('utf8', at, at + size)
      case DOUBLE:
        this.#end = at + size
        return this.#data.readDoubleBE(at)
      default:
        return this.#whole(start)
    }
  }

  #whole(start: number): unknown {
    this.#pass(start)
    return this.#decodeWhole(start)
  }

  #map(size: number, wanted: readonly Wanted[]): Readonly<Record<string, unknown>> {
    const found: Record<string, unknown> = {}
    for (let index = 0; index < size; index++) {
      const field = this.#key(wanted)
      if (field === undefined) this.#pass(this.#end)
      else found[field.name] = this.#value(this.#end, field.inside)
    }
    return found
  }

  /** Reads a key of a map; `undefined` for one that nobody asks for. */
  #key(wanted: readonly Wanted[]): Wanted | undefined {
    const isPointer = this.#header(this.#end) === POINTER
    const end = this.#end
    if (isPointer) this.#header(this.#size)
    const at = this.#end
    const size = this.#size
    this.#end = isPointer ? end : at + size
    return wanted.find(({ key }) => key.length === size && this.#isAt(key, at))
  }

  #isAt(key: Buffer, at: number): boolean {
    let same = 0
    while (same < key.length && key[same] === this.#data[at + same]) same++
    return same === key.length
  }

  #pass(start: number): void {
    const type = this.#header(start)
    if (type === POINTER || type === BOOLEAN) return
    const size = this.#size
    if (type === MAP || type === ARRAY) {
      const values = type === MAP ? size * 2 : size
      for (let index = 0; index < values; index++) this.#pass(this.#end)
    } else {
      this.#end += size
    }
  }

  /** Size of the value whose header was read last; of a pointer, where it points. */
  #size = 0

  /** @returns the type of the value; `#end` is where its content begins */
  #header(start: number): number {
    const data = this.#data
    const control = data[start]!
    let at = start + 1
    let type = control >>> 5
    if (type === POINTER) {
      const length = ((control >>> 3) & 3) + 1
      let target = length === 4 ? 0 : control & 7
      for (const end = at + length; at < end; at++) target = target * 256 + data[at]!
      this.#size = target + POINTER_BASES[length - 1]!
      this.#end = at
      return type
    }
    if (type === 0) type = data[at++]! + 7
    const bits = control & 31
    const extraBytes = Math.max(0, bits - 28)
    let extra = 0
    for (const end = at + extraBytes; at < end; at++) extra = extra * 256 + data[at]!
    this.#size = extraBytes === 0 ? bits : extra + SIZE_BASES[extraBytes - 1]!
    this.#end = at
    return type
  }
}

/** What sizes of one to three bytes count from. */
const SIZE_BASES = [29, 285, 65_821]

function compile(fields: Fields): readonly Wanted[] {
  return Object.entries(fields).map(([name, inside]) => ({
    name,
    key: Buffer.from(name),
    inside: inside === null ? null : compile(inside),
  }))
}
