/** Below this many keys, comparing is quicker than counting. */
const COUNTED_FROM = 2048
const DIGIT_BITS = 16
const DIGITS = 2 ** DIGIT_BITS

/**
 * The order of keys of `width` 32-bit words each, most significant first; equal keys stand by their
 * tie. Counting sort digit by digit from the least significant one: a million addresses take some
 * ten milliseconds a digit, where a comparator takes a second in which nothing is decided.
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
  const starts = new Uint32Array(DIGITS)
  const byDigit = (digitOf: (index: number) => number) => {
    if (!place(order, next, starts, digitOf)) return
    const free = order
    order = next
    next = free
  }
  byDigit((index) => ties[index]!)
  for (let word = width - 1; word >= 0; word--) {
    byDigit((index) => keys[index * width + word]! & (DIGITS - 1))
    byDigit((index) => keys[index * width + word]! >>> DIGIT_BITS)
  }
  return order
}

/** Stable; false when all have the same digit, and then nothing is written. */
function place(
  from: Uint32Array,
  to: Uint32Array,
  starts: Uint32Array,
  digitOf: (index: number) => number,
): boolean {
  starts.fill(0)
  for (const index of from) starts[digitOf(index)]!++
  if (starts[digitOf(from[0]!)] === from.length) return false
  let sum = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const many = starts[digit]!
    starts[digit] = sum
    sum += many
  }
  for (const index of from) to[starts[digitOf(index)]!++] = index
  return true
}

function compareKeys(keys: Uint32Array, width: number, a: number, b: number): number {
  for (let word = 0; word < width; word++) {
    const difference = keys[a * width + word]! - keys[b * width + word]!
    if (difference !== 0) return difference
  }
  return 0
}

/** Index of the last of `count` ascending keys that is at most `wanted`; -1 when none is. */
export function lastAtMost(
  keys: Uint32Array,
  width: number,
  count: number,
  wanted: readonly number[],
): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isAtMost(keys, middle * width, width, wanted)) low = middle + 1
    else high = middle
  }
  return low - 1
}

function isAtMost(
  keys: Uint32Array,
  at: number,
  width: number,
  wanted: readonly number[],
): boolean {
  for (let word = 0; word < width; word++) {
    const key = keys[at + word]!
    const other = wanted[word]!
    if (key !== other) return key < other
  }
  return true
}
