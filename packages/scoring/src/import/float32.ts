/** Bits of 32-bit floats, in one place of memory: Node 20 has no other way to step through them. */
const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** The next number of 32 bits above or below; past the largest it is infinite. */
function step32(value: number, by: 1 | -1): number {
  if (value === 0) return by * 2 ** -149
  float[0] = value
  bits[0]! += value > 0 ? by : -by
  return float[0]
}

export const below32 = (value: number): number => step32(value, -1)

/**
 * The largest double that is at most this number of 32 bits once it is rounded to 32 bits itself:
 * `Math.fround(x) <= value` is `x <= highest32(value)`. Rounding is to the nearest, and of two as
 * near to the even one (IEEE 754).
 */
export function highest32(value: number): number {
  const above = step32(value, 1)
  // Beyond the largest, halves are counted as if there were one more.
  const middle = above === Infinity ? value + (value - below32(value)) / 2 : (value + above) / 2
  return Math.fround(middle) <= value ? middle : below64(middle)
}

const double = new Float64Array(1)
const long = new BigInt64Array(double.buffer)

/** The next double below. */
export function below64(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  double[0] = value
  long[0]! += value > 0 ? -1n : 1n
  return double[0]
}
