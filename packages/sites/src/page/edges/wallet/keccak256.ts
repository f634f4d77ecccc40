const RATE = 136
const MASK = (1n << 64n) - 1n

/** Round constants of Keccak-f[1600], from its linear feedback shift register (FIPS 202, 3.2.5). */
const ROUNDS = roundConstants()

/**
 * Keccak-256 with the padding of Ethereum (0x01); `0x06` gives SHA3-256 (FIPS 202). For the mixed
 * case of addresses (EIP-55): 42 bytes at a time, so 64-bit lanes may be `bigint`.
 */
export function keccak256(bytes: Uint8Array, padding = 0x01): Uint8Array {
  const padded = new Uint8Array(Math.floor(bytes.length / RATE) * RATE + RATE)
  padded.set(bytes)
  padded[bytes.length]! ^= padding
  padded[padded.length - 1]! ^= 0x80
  const lanes = new BigUint64Array(25)
  const view = new DataView(padded.buffer)
  for (let start = 0; start < padded.length; start += RATE) {
    for (let at = 0; at < RATE / 8; at++) lanes[at]! ^= view.getBigUint64(start + at * 8, true)
    permute(lanes)
  }
  const digest = new Uint8Array(32)
  const out = new DataView(digest.buffer)
  for (let at = 0; at < 4; at++) out.setBigUint64(at * 8, lanes[at]!, true)
  return digest
}

function permute(lanes: BigUint64Array): void {
  const columns = new BigUint64Array(5)
  const moved = new BigUint64Array(25)
  for (const constant of ROUNDS) {
    for (let x = 0; x < 5; x++) {
      columns[x] = lanes[x]! ^ lanes[x + 5]! ^ lanes[x + 10]! ^ lanes[x + 15]! ^ lanes[x + 20]!
    }
    for (let at = 0; at < 25; at++) {
      const x = at % 5
      lanes[at]! ^= columns[(x + 4) % 5]! ^ turn(columns[(x + 1) % 5]!, 1)
    }
    let [x, y] = [1, 0]
    moved[0] = lanes[0]!
    for (let t = 0; t < 24; t++) {
      const offset = (((t + 1) * (t + 2)) / 2) % 64
      const [nextX, nextY] = [y, (2 * x + 3 * y) % 5]
      moved[nextX + 5 * nextY] = turn(lanes[x + 5 * y]!, offset)
      ;[x, y] = [nextX, nextY]
    }
    for (let at = 0; at < 25; at++) {
      const row = at - (at % 5)
      const [one, two] = [moved[row + ((at + 1) % 5)]!, moved[row + ((at + 2) % 5)]!]
      lanes[at] = moved[at]! ^ (~one & MASK & two)
    }
    lanes[0]! ^= constant
  }
}

function turn(value: bigint, by: number): bigint {
  return by === 0 ? value : ((value << BigInt(by)) | (value >> BigInt(64 - by))) & MASK
}

function roundConstants(): bigint[] {
  let register = 1
  return Array.from({ length: 24 }, () => {
    let constant = 0n
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1)
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0)
    }
    return constant
  })
}
