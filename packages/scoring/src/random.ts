/** Numbers that look random and are the same for the same seed on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  below(below: number): number
}

const GOLDEN = 0x9e3779b9

/** One 32-bit number that depends on every bit of both: to give each tree a seed of its own. */
export function mixSeeds(seed: number, salt: number): number {
  let mixed = (seed ^ Math.imul(salt + 1, GOLDEN)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/**
 * `sfc32` by Chris Doty-Humphrey (PractRand), seeded through the finaliser of MurmurHash3: 128 bits
 * of state, passes the usual test suites, and needs nothing but 32-bit arithmetic.
 */
export function createRandom(seed: number): Random {
  let a = mixSeeds(seed, 1)
  let b = mixSeeds(seed, 2)
  let c = mixSeeds(seed, 3)
  let counter = 1
  const next32 = (): number => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return result >>> 0
  }
  // The first numbers still resemble their seeds.
  for (let round = 0; round < 12; round++) next32()
  return {
    next: () => next32() / 2 ** 32,
    below: (below) => Math.floor((next32() / 2 ** 32) * below),
  }
}
