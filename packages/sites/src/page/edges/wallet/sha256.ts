/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4). */
const K = Uint32Array.from(fractions(64, 3))
const INITIAL = fractions(8, 2)

/** SHA-256 (FIPS 180-4) of some bytes: 32 bytes. For check sums of addresses, a few bytes at a time. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = Uint32Array.from(INITIAL)
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(padded.length - 4, bytes.length << 3)
  const words = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += 64) absorb(state, words, view, at)
  const digest = new Uint8Array(32)
  const out = new DataView(digest.buffer)
  for (const [index, word] of state.entries()) out.setUint32(index * 4, word)
  return digest
}

function absorb(state: Uint32Array, words: Uint32Array, view: DataView, start: number): void {
  for (let t = 0; t < 16; t++) words[t] = view.getUint32(start + t * 4)
  for (let t = 16; t < 64; t++) {
    const [x, y] = [words[t - 15]!, words[t - 2]!]
    const small = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)
    const large = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)
    words[t] = words[t - 16]! + small + words[t - 7]! + large
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as number[] as Eight
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + K[t]! + words[t]!) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index]! += value
}

type Eight = [number, number, number, number, number, number, number, number]

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

/** First 32 bits of the fractional parts of the n-th roots of the first primes. */
function fractions(count: number, root: 2 | 3): number[] {
  const found: number[] = []
  for (let prime = 2; found.length < count; prime++) {
    let isPrime = true
    for (let by = 2; by * by <= prime; by++) if (prime % by === 0) isPrime = false
    if (isPrime) found.push(fraction(prime, root))
  }
  return found
}

/** Exact: the largest integer whose n-th power does not pass `prime * 2^(32 n)`, below 2^32. */
function fraction(prime: number, root: 2 | 3): number {
  const target = BigInt(prime) << BigInt(32 * root)
  let value = 0n
  for (let bit = 36n; bit >= 0n; bit--) {
    const larger = value | (1n << bit)
    if (larger ** BigInt(root) <= target) value = larger
  }
  return Number(value & 0xffffffffn)
}
