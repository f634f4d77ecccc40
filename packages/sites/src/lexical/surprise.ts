/** Characters of names: letters, digits, hyphen, and the ends of a label. */
export const ALPHABET = 38

function codeAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code >= 97 && code <= 122) return code - 96
  if (code >= 48 && code <= 57) return code - 21
  return code === 45 ? 37 : 0
}

/** Counts the pairs of a name, ends included, into `counts` (`ALPHABET` squared). */
export function countBigrams(name: string, counts: Float64Array): void {
  let before = 0
  for (let at = 0; at <= name.length; at++) {
    const code = at === name.length ? 0 : codeAt(name, at)
    counts[before * ALPHABET + code]! += 1
    before = code
  }
}

/** Counts as surprises: bits of each second character after each first one, smoothed by one. */
export function surprisesOf(counts: Float64Array): Float32Array {
  const bits = new Float32Array(ALPHABET * ALPHABET)
  for (let first = 0; first < ALPHABET; first++) {
    const row = counts.subarray(first * ALPHABET, (first + 1) * ALPHABET)
    const sum = row.reduce((all, count) => all + count + 1, 0)
    for (const [second, count] of row.entries()) {
      bits[first * ALPHABET + second] = -Math.log2((count + 1) / sum)
    }
  }
  return bits
}

/** Mean surprise of a name, bits per character: words have about 3.5, random letters 5 and more. */
export function meanSurprise(name: string, bigrams: Float32Array): number {
  if (name === '') return 0
  let [sum, before] = [0, 0]
  for (let at = 0; at <= name.length; at++) {
    const code = at === name.length ? 0 : codeAt(name, at)
    sum += bigrams[before * ALPHABET + code]!
    before = code
  }
  return sum / (name.length + 1)
}

const counted = new Uint16Array(128)

/** Shannon entropy of the characters of an ASCII text, bits per character. */
export function entropy(text: string): number {
  const { length } = text
  if (length === 0) return 0
  counted.fill(0)
  for (let at = 0; at < length; at++) counted[text.charCodeAt(at) & 127]! += 1
  let sum = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at) & 127
    const count = counted[code]!
    if (count === 0) continue
    sum += count * Math.log2(count)
    counted[code] = 0
  }
  return Math.log2(length) - sum / length
}
