/** 1e-4 degree is 11 m: finer than any address locates, and more of the records become equal. */
export const UNITS_PER_DEGREE = 10_000

/** Two upper-case letters in 16 bits. */
export function packCountry(code: string): number {
  return code.charCodeAt(0) * 256 + code.charCodeAt(1)
}

export function unpackCountry(packed: number): string {
  return String.fromCharCode(packed >>> 8, packed & 255)
}
