import { isUtf8 } from 'node:buffer'
import type { Metadata } from 'mmdb-lib/lib/metadata.js'
import { STEPS_PER_SLICE, type Sliced } from './slices.ts'

/**
 * Strict reading of a MaxMind DB (format 2.0) without decoding it: every node and every record is
 * looked at once, so that a corrupt file is refused before the first look-up instead of answering
 * wrongly or overflowing the stack. Facts from the MaxMind DB file format specification.
 */

/** Zero bytes between the search tree and the data section. */
export const SEPARATOR_BYTES = 16
/** Maps and arrays inside each other; real databases use 4. */
const NESTING_MAX = 32
/** Entries of one map or array; the largest real ones have a few dozen. */
const ENTRIES_MAX = 65_536

export class StructureError extends Error {}

/** Reads both records of a node: 24, 28 or 32 bits each. */
export function nodeReader(
  bytes: Buffer,
  recordSize: number,
): (node: number, right: boolean) => number {
  if (recordSize === 24) return (node, right) => bytes.readUIntBE(node * 6 + (right ? 3 : 0), 3)
  if (recordSize === 32) return (node, right) => bytes.readUInt32BE(node * 8 + (right ? 4 : 0))
  return (node, right) => {
    const at = node * 7
    // The middle byte holds the upper four bits of the left record, then of the right one.
    const middle = bytes[at + 3] ?? 0
    return right
      ? (middle & 0x0f) * 0x1000000 + bytes.readUIntBE(at + 4, 3)
      : (middle >>> 4) * 0x1000000 + bytes.readUIntBE(at, 3)
  }
}

/** @throws StructureError saying what is wrong. */
export function checkMetadata(metadata: Metadata, fileBytes: number): void {
  const { nodeCount, recordSize, ipVersion, binaryFormatMajorVersion, buildEpoch } = metadata
  if (binaryFormatMajorVersion !== 2) throw new StructureError('is not of format version 2')
  if (![24, 28, 32].includes(recordSize)) throw new StructureError('has a record size not in use')
  if (ipVersion !== 4 && ipVersion !== 6) throw new StructureError('is for no known ip version')
  if (!Number.isSafeInteger(nodeCount) || nodeCount < 1) throw new StructureError('has no nodes')
  if (metadata.searchTreeSize + SEPARATOR_BYTES > fileBytes) {
    throw new StructureError('is cut short inside its search tree')
  }
  const year = buildEpoch.getUTCFullYear()
  if (!(year >= 2000 && year < 2200)) throw new StructureError('has an impossible build date')
}

/**
 * Walks every node once. Subtrees may be shared (IPv4 aliases), cycles may not be.
 * @returns offsets of the records in the data section, each once
 * @throws StructureError
 */
export function* checkTree(
  bytes: Buffer,
  metadata: Metadata,
  dataBytes: number,
): Sliced<Set<number>> {
  const { nodeCount, recordSize, treeDepth } = metadata
  const read = nodeReader(bytes, recordSize)
  const seen = new Uint8Array(nodeCount)
  const onPath = new Uint8Array(nodeCount)
  const records = new Set<number>()
  // Depth first; a negative entry (-1 - node) leaves the node again.
  const stack = [0]
  let depth = 0
  let lastRecord = nodeCount
  let steps = 0
  const visit = (record: number): void => {
    if (record < nodeCount) stack.push(record)
    else if (record !== nodeCount && record !== lastRecord) {
      records.add(dataOffset(record, nodeCount, dataBytes))
      lastRecord = record
    }
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node < 0) {
      onPath[-1 - node] = 0
      depth--
      continue
    }
    if (onPath[node] === 1) throw new StructureError('has a cycle in its search tree')
    if (seen[node] === 1) continue
    steps++
    if (steps % STEPS_PER_SLICE === 0) yield
    seen[node] = 1
    onPath[node] = 1
    if (++depth > treeDepth) throw new StructureError('has a search tree deeper than an address')
    stack.push(-1 - node)
    visit(read(node, true))
    visit(read(node, false))
  }
  if (seen.includes(0)) throw new StructureError('has nodes that no address reaches')
  return records
}

function dataOffset(record: number, nodeCount: number, dataBytes: number): number {
  const offset = record - nodeCount - SEPARATOR_BYTES
  if (offset < 0 || offset >= dataBytes) {
    throw new StructureError('points outside its data section')
  }
  return offset
}

const TYPE = {
  extended: 0,
  pointer: 1,
  string: 2,
  double: 3,
  bytes: 4,
  uint16: 5,
  uint32: 6,
  map: 7,
}
const EXTENDED = { int32: 8, uint64: 9, uint128: 10, array: 11, boolean: 14, float: 15 }
/** Widest size in bytes, or the exact one for the floats. */
const INTEGER_BYTES_MAX = new Map([
  [TYPE.uint16, 2],
  [TYPE.uint32, 4],
  [EXTENDED.int32, 4],
  [EXTENDED.uint64, 8],
  [EXTENDED.uint128, 16],
])
const POINTER_BASES = [0, 2048, 526_336, 0]

/** Checks values of a data section; a value that is pointed at twice is checked once. */
export class DataChecker {
  readonly #data: Buffer
  readonly #checked = new Set<number>()

  constructor(data: Buffer) {
    this.#data = data
  }

  /** @throws StructureError when the value at `offset` is not well formed. */
  check(offset: number): void {
    this.#value(offset, 0)
  }

  #byte(at: number): number {
    const byte = this.#data[at]
    if (byte === undefined) throw new StructureError('is cut short inside its data section')
    return byte
  }

  /** @returns the offset after the value */
  #value(start: number, depth: number): number {
    if (depth > NESTING_MAX) throw new StructureError('nests its data too deep or in a circle')
    const control = this.#byte(start)
    if (control >>> 5 === TYPE.pointer) return this.#pointer(start, control, depth)
    const extended = control >>> 5 === TYPE.extended
    const type = extended ? this.#byte(start + 1) + 7 : control >>> 5
    const { size, at } = this.#size(control & 0x1f, start + (extended ? 2 : 1))
    if (type === TYPE.map || type === EXTENDED.array) {
      return this.#entries(at, size, type === TYPE.map, depth)
    }
    if (type === EXTENDED.boolean) {
      if (size > 1) throw new StructureError('has a boolean that is neither true nor false')
      return at
    }
    this.#scalar(type, at, size)
    return at + size
  }

  #scalar(type: number, at: number, size: number): void {
    if (at + size > this.#data.length) {
      throw new StructureError('has a value that reaches past its data section')
    }
    if (type === TYPE.string) {
      if (!isUtf8(this.#data.subarray(at, at + size))) {
        throw new StructureError('has text that is not utf-8')
      }
    } else if (type === TYPE.double || type === EXTENDED.float) {
      if (size !== (type === TYPE.double ? 8 : 4)) {
        throw new StructureError('has a number of the wrong size')
      }
    } else if (type !== TYPE.bytes && size > (INTEGER_BYTES_MAX.get(type) ?? -1)) {
      throw new StructureError('has a value of an unknown type or size')
    }
  }

  #entries(start: number, count: number, isMap: boolean, depth: number): number {
    if (count > ENTRIES_MAX) throw new StructureError('has a map or list that is too long')
    let at = start
    for (let index = 0; index < count; index++) {
      if (isMap) {
        this.#key(at)
        at = this.#value(at, depth + 1)
      }
      at = this.#value(at, depth + 1)
    }
    return at
  }

  #key(at: number): void {
    const control = this.#byte(at)
    const target = control >>> 5 === TYPE.pointer ? this.#pointerTarget(at, control).target : at
    if (this.#byte(target) >>> 5 !== TYPE.string) {
      throw new StructureError('has a map key that is not text')
    }
  }

  #pointer(start: number, control: number, depth: number): number {
    const { target, end } = this.#pointerTarget(start, control)
    if (this.#byte(target) >>> 5 === TYPE.pointer) {
      throw new StructureError('has a pointer to a pointer')
    }
    if (!this.#checked.has(target)) {
      this.#value(target, depth + 1)
      this.#checked.add(target)
    }
    return end
  }

  #pointerTarget(start: number, control: number): { target: number; end: number } {
    const length = ((control >>> 3) & 3) + 1
    let target = length === 4 ? 0 : control & 7
    for (let at = 1; at <= length; at++) target = target * 256 + this.#byte(start + at)
    return { target: target + (POINTER_BASES[length - 1] ?? 0), end: start + 1 + length }
  }

  #size(bits: number, at: number): { size: number; at: number } {
    if (bits < 29) return { size: bits, at }
    if (bits === 29) return { size: 29 + this.#byte(at), at: at + 1 }
    const two = this.#byte(at) * 256 + this.#byte(at + 1)
    if (bits === 30) return { size: 285 + two, at: at + 2 }
    return { size: 65_821 + two * 256 + this.#byte(at + 2), at: at + 3 }
  }
}
