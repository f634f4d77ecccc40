/** Parameters of Bootstring for names (RFC 3492, section 5). */
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const FIRST_BIAS = 72
const FIRST_CODE_POINT = 128
const CODE_POINT_MAX = 0x10ffff

/**
 * The code points of a label in Punycode, without its `xn--` (RFC 3492, section 6.2).
 * @returns `undefined`: nothing encodes to this, or a control or surrogate does
 */
export function decodePunycode(encoded: string): readonly number[] | undefined {
  const delimiter = encoded.lastIndexOf('-')
  const points = Array.from(encoded.slice(0, Math.max(0, delimiter)), (each) =>
    each.codePointAt(0)!,
  )
  let codePoint = FIRST_CODE_POINT
  let at = 0
  let bias = FIRST_BIAS
  let read = delimiter < 0 ? 0 : delimiter + 1
  if (read === encoded.length) return undefined
  while (read < encoded.length) {
    const before = at
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(read))
      read += 1
      if (digit < 0) return undefined
      at += digit * weight
      const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias))
      if (digit < threshold) break
      weight *= BASE - threshold
      if (read >= encoded.length || at > Number.MAX_SAFE_INTEGER / BASE) return undefined
    }
    const count = points.length + 1
    bias = adapt(at - before, count, before === 0)
    codePoint += Math.floor(at / count)
    at %= count
    if (!isLetterLike(codePoint)) return undefined
    points.splice(at, 0, codePoint)
    at += 1
  }
  return points
}

function isLetterLike(codePoint: number): boolean {
  // C1 controls are no letters, and surrogates and what lies beyond are no characters.
  return codePoint > 0x9f && codePoint <= CODE_POINT_MAX && (codePoint & 0x1ff800) !== 0xd800
}

function digitOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : -1
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / count)
  let k = 0
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN))
    k += BASE
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}
