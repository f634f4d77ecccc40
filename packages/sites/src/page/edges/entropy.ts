/** Bits for each character that a value needs to have come from a generator: words have less. */
const RANDOM_BITS = 3.2

/** Whether a value looks generated: letters and digits mixed, few of them twice. */
export function looksRandom(value: string): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && entropyBits(value) >= RANDOM_BITS
}

/** Shannon entropy of the characters of a text, in bits for each character. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) {
    const share = count / text.length
    bits -= share * Math.log2(share)
  }
  return bits
}
