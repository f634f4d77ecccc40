import { createRequire } from 'node:module'
import fc from 'fast-check'
import type Decoder from 'mmdb-lib/lib/decoder.js'
import { expect, it } from 'vitest'
import { FieldReader } from './mmdb-fields.ts'

const decoderClass = (
  createRequire(import.meta.url)('mmdb-lib/lib/decoder.js') as { default: typeof Decoder.default }
).default

type Value = string | number | boolean | Value[] | { [name: string]: Value }

/** Writes values in the format of a data section, texts through pointers as databases do. */
class Section {
  #bytes: Buffer

  /** Pointers are written in one to four bytes, by how far down the section they point. */
  constructor(emptyBytes: number) {
    this.#bytes = Buffer.alloc(emptyBytes)
  }

  add(value: Value): number {
    const encoded = this.#encode(value, true)
    const offset = this.#bytes.length
    this.#bytes = Buffer.concat([this.#bytes, encoded])
    return offset
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  #encode(value: Value, isTop = false): Buffer {
    if (typeof value === 'string') {
      return isTop ? text(value) : pointer(this.add(value))
    }
    if (typeof value === 'boolean') return header(14, value ? 1 : 0)
    if (typeof value === 'number') {
      const double = Buffer.alloc(8)
      double.writeDoubleBE(value)
      return Buffer.concat([header(3, 8), double])
    }
    if (Array.isArray(value)) {
      return Buffer.concat([header(11, value.length), ...value.map((item) => this.#encode(item))])
    }
    const entries = Object.entries(value)
    // Every second text stands in its place.
    const parts = entries.flatMap(([name, item], index) => [
      index % 2 === 0 ? this.#encode(name) : text(name),
      typeof item === 'string' && index % 2 === 0 ? text(item) : this.#encode(item),
    ])
    return Buffer.concat([header(7, entries.length), ...parts])
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([header(2, bytes.length), bytes])
}

function header(type: number, size: number): Buffer {
  const bits = size < 29 ? size : size < 285 ? 29 : size < 65_821 ? 30 : 31
  const control = type > 7 ? [bits, type - 7] : [(type << 5) | bits]
  const rest = size - [29, 285, 65_821][bits - 29]!
  const extra = [rest >>> 16, (rest >>> 8) & 255, rest & 255].slice(bits < 29 ? 3 : 31 - bits)
  return Buffer.from([...control, ...extra])
}

function pointer(target: number): Buffer {
  const bytes = target < 2048 ? 1 : target < 526_336 ? 2 : target < 134_744_064 ? 3 : 4
  const rest = target - [0, 2048, 526_336, 0][bytes - 1]!
  const big = [rest >>> 24, (rest >>> 16) & 255, (rest >>> 8) & 255, rest & 255]
  const first = bytes === 4 ? 0 : big[3 - bytes]! & 7
  return Buffer.from([0x20 | ((bytes - 1) << 3) | first, ...big.slice(4 - bytes)])
}

const name = fc.constantFrom('city', 'cities', 'names', 'en', 'de', 'é', 'location', 'x')
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('y'.repeat(28), 'y'.repeat(29), 'y'.repeat(284), 'y'.repeat(285)),
  fc.constantFrom('z'.repeat(65_820), 'z'.repeat(65_821), ''),
  fc.double({ noNaN: true }),
  fc.boolean(),
)
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))
const record = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true })

it('reads of any record what decoding all of it gives for the wanted fields', () => {
  fc.assert(
    fc.property(
      record,
      name,
      name,
      fc.constantFrom(0, 2000, 526_300),
      (fields, a, b, emptyBytes) => {
        const section = new Section(emptyBytes)
        const offset = section.add(fields)
        const decoder = new decoderClass(section.bytes, 0)
        const decodeWhole = (at: number): unknown => decoder.decode(at).value
        expect(decodeWhole(offset)).toEqual(fields)
        const picked = Object.entries(fields).filter(([key]) => key === a || key === b)
        const reader = new FieldReader(section.bytes, { [a]: null, [b]: null }, decodeWhole)
        expect(reader.read(offset)).toEqual(Object.fromEntries(picked))
        const inside = new FieldReader(section.bytes, { [a]: { [b]: null } }, decodeWhole)
        expect(inside.read(offset)).toEqual(a in fields ? { [a]: only(fields[a]!, b) } : {})
      },
    ),
  )
})

/** What a wanted field of a field leaves of a value: maps lose the rest, also those in a list. */
function only(value: Value, name: string): Value {
  if (Array.isArray(value)) return value.map((item) => only(item, name))
  if (typeof value !== 'object') return value
  return name in value ? { [name]: value[name]! } : {}
}
