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
export function orderOf(
  keys: Uint32Array,
  width: number,
  count: number,
  ties: Uint8Array,
): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, index) => index)
  if (count < COUNTED_FROM) {
    return order.sort((a, b) => compareKeys(keys, width, a, b) || ties[a]! - ties[b]!)
  }
  let next = new Uint32Array(count)
  const digits = new Uint16Array(count)
  const sortByDigits = () => {
    if (!place(digits, order, next)) return
    const free = order
    order = next
    next = free
  }
  for (let index = 0; index < count; index++) digits[index] = ties[index]!
  sortByDigits()
  for (let word = width - 1; word >= 0; word--) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      for (let index = 0, at = word; index < count; index++, at += width) {
        digits[index] = keys[at]! >>> shift
      }
      sortByDigits()
    }
  }
  return order
}

/** Stable; false when all have the same digit, and then nothing is written. */
function place(digits: Uint16Array, from: Uint32Array, to: Uint32Array): boolean {
  const many = from.length
  const starts = new Uint32Array(DIGITS)
  for (let at = 0; at < many; at++) starts[digits[at]!]!++
  if (starts[digits[0]!] === many) return false
  let sum = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const those = starts[digit]!
    starts[digit] = sum
    sum += those
  }
  for (let at = 0; at < many; at++) {
    const index = from[at]!
    to[starts[digits[index]!]!++] = index
  }
  return true
}

function compareKeys(keys: Uint32Array, width: number, a: number, b: number): number {
  for (let word = 0; word < width; word++) {
    const difference = keys[a * width + word]! - keys[b * width + word]!
    if (difference !== 0) return difference
  }
  return 0
}
