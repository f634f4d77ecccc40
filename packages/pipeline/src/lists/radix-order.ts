import { SLICE_ITEMS, type Slices } from './slices.ts'

/** Below this many keys, comparing is quicker than counting. */
const COUNTED_FROM = 2048
const DIGIT_BITS = 16
const DIGITS = 2 ** DIGIT_BITS

/**
 * The order of keys of `width` 32-bit words each, most significant first; equal keys stand by their
 * tie. Counting sort digit by digit from the least significant one: comparing a million addresses
 * takes seconds in which nothing is decided.
 *
 * @returns indexes of keys
 */
export function* orderOf(
  keys: Uint32Array,
  width: number,
  count: number,
  ties: Uint8Array,
): Slices<Uint32Array> {
  let order = new Uint32Array(count)
  for (let index = 0; index < count; index++) order[index] = index
  if (count < COUNTED_FROM) {
    return order.sort((a, b) => compareKeys(keys, width, a, b) || ties[a]! - ties[b]!)
  }
  let next = new Uint32Array(count)
  const digits = new Uint16Array(count)
  for (let digit = -1; digit < width * 2; digit++) {
    // The tie first: the last digit to be sorted by counts most.
    if (digit < 0) digits.set(ties.subarray(0, count))
    else takeDigits(keys, width, digit, digits)
    yield
    if (!(yield* place(digits, order, next))) continue
    const free = order
    order = next
    next = free
  }
  return order
}

/** @param digit from the least significant one */
function takeDigits(keys: Uint32Array, width: number, digit: number, digits: Uint16Array): void {
  const word = width - 1 - (digit >>> 1)
  const shift = (digit & 1) * DIGIT_BITS
  for (let index = 0, at = word; index < digits.length; index++, at += width) {
    digits[index] = keys[at]! >>> shift
  }
}

/** Stable; false when all have the same digit, and then nothing is written. */
function* place(digits: Uint16Array, from: Uint32Array, to: Uint32Array): Slices<boolean> {
  const many = from.length
  const starts = new Uint32Array(DIGITS)
  for (let at = 0; at < many; at++) starts[digits[at]!]!++
  if (starts[digits[0]!] === many) return false
  yield
  let sum = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const those = starts[digit]!
    starts[digit] = sum
    sum += those
  }
  for (let at = 0; at < many; at += SLICE_ITEMS) {
    placeSome(digits, from, to, starts, at, Math.min(many, at + SLICE_ITEMS))
    yield
  }
  return true
}

function placeSome(
  digits: Uint16Array,
  from: Uint32Array,
  to: Uint32Array,
  starts: Uint32Array,
  begin: number,
  end: number,
): void {
  for (let at = begin; at < end; at++) {
    const index = from[at]!
    to[starts[digits[index]!]!++] = index
  }
}

function compareKeys(keys: Uint32Array, width: number, a: number, b: number): number {
  for (let word = 0; word < width; word++) {
    const difference = keys[a * width + word]! - keys[b * width + word]!
    if (difference !== 0) return difference
  }
  return 0
}
