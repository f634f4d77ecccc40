/**
 * HyperLogLog: how many different values, from 1024 bytes, with a standard error of
 * 1.04 / sqrt(1024) = 3.3 % (Flajolet and others 2007). The estimator is Ertl's ("New cardinality
 * estimation algorithms for HyperLogLog sketches", 2017, algorithm 6): it has no bias for small
 * numbers and needs only how many registers hold each rank, which is kept up to date, so reading
 * costs 24 steps. Adding is commutative and idempotent: the sketch depends on the set alone.
 */
const INDEX_BITS = 10
export const REGISTERS = 1 << INDEX_BITS
/** Values are 32 bits: what the index leaves decides the rank, 1 to 23. */
const RANK_BITS = 32 - INDEX_BITS
const RANKS = RANK_BITS + 2

/** A bijection that spreads 32 bits evenly (the finaliser of MurmurHash3, public domain). */
export function spread(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The register of a spread value. */
export function registerOf(hash: number): number {
  return hash >>> RANK_BITS
}

/** Position of the first one bit after the index, 1 to 23. */
export function rankOf(hash: number): number {
  const rest = hash << INDEX_BITS
  return rest === 0 ? RANK_BITS + 1 : Math.clz32(rest) + 1
}

export class HyperLogLog {
  readonly registers = new Uint8Array(REGISTERS)
  readonly #ranks = new Uint32Array(RANKS)

  constructor() {
    this.clear()
  }

  clear(): void {
    this.registers.fill(0)
    this.#ranks.fill(0)
    this.#ranks[0] = REGISTERS
  }

  raise(register: number, rank: number): void {
    const old = this.registers[register] ?? 0
    if (rank <= old) return
    this.registers[register] = rank
    this.#ranks[old] = (this.#ranks[old] ?? 0) - 1
    this.#ranks[rank] = (this.#ranks[rank] ?? 0) + 1
  }

  merge(registers: Uint8Array): void {
    for (let register = 0; register < REGISTERS; register += 1) {
      const rank = registers[register] ?? 0
      if (rank > (this.registers[register] ?? 0)) this.raise(register, rank)
    }
  }

  /** The estimate as it would stand with one value more. */
  estimateWith(register: number, rank: number): number {
    const old = this.registers[register] ?? 0
    if (rank <= old) return this.estimate()
    this.#ranks[old] = (this.#ranks[old] ?? 0) - 1
    this.#ranks[rank] = (this.#ranks[rank] ?? 0) + 1
    const estimate = this.estimate()
    this.#ranks[rank] -= 1
    this.#ranks[old] = (this.#ranks[old] ?? 0) + 1
    return estimate
  }

  estimate(): number {
    let z = REGISTERS * tau(1 - (this.#ranks[RANKS - 1] ?? 0) / REGISTERS)
    for (let rank = RANK_BITS; rank >= 1; rank -= 1) z = 0.5 * (z + (this.#ranks[rank] ?? 0))
    z += REGISTERS * sigma((this.#ranks[0] ?? 0) / REGISTERS)
    return (REGISTERS * REGISTERS) / (2 * Math.LN2 * z)
  }
}

/** x + x^2 + 2 x^4 + 4 x^8 + ...: the part of registers never raised. */
function sigma(share: number): number {
  if (share === 1) return Infinity
  let x = share
  let weight = 1
  let sum = x
  for (let before = -1; before !== sum; weight += weight) {
    x *= x
    before = sum
    sum += x * weight
  }
  return sum
}

/** The part of registers that can rise no further. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0
  let x = share
  let weight = 1
  let sum = 1 - x
  for (let before = -1; before !== sum;) {
    x = Math.sqrt(x)
    before = sum
    weight *= 0.5
    sum -= (1 - x) ** 2 * weight
  }
  return sum / 3
}
