/**
 * The string functions, shared by all evaluators because they are the meaning, not a way to compute
 * it. Case folding is ASCII only, so that it never changes with a platform's locale data.
 */

export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase())
}

export function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase())
}

/** Length in Unicode code points, CEL's `size`; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd8_00 && unit <= 0xdb_ff) {
      const next = text.charCodeAt(at + 1)
      if (next >= 0xdc_00 && next <= 0xdf_ff) {
        count--
        at++
      }
    }
  }
  return count
}

/** Order by code points: UTF-16 order differs once a character lies beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x !== y) return orderOf(x) - orderOf(y)
  }
  return a.length - b.length
}

/** Surrogates stand for characters above all that one unit can hold: move them to the top. */
function orderOf(unit: number): number {
  if (unit < 0xd8_00) return unit
  return unit < 0xe0_00 ? unit + 0x20_00 : unit - 0x8_00
}

const INT = /^-?\d{1,19}$/

/** Decimal digits with an optional minus, as CEL's `int(string)`. */
export function parseInteger(text: string): bigint | undefined {
  return INT.test(text) ? BigInt(text) : undefined
}

const DOUBLE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A decimal number; undefined for anything else, infinities and NaN included. */
export function parseDouble(text: string): number | undefined {
  if (!DOUBLE.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
