/** The known word nearest to a mistyped one; `undefined` when none is near enough to suggest. */
export function nearest(wrong: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(wrong.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const word of known) {
    const distance = editDistance(wrong, word)
    if (distance < bestDistance) {
      best = word
      bestDistance = distance
    }
  }
  return best
}

/** `; did you mean \`x\`?`, or nothing. */
export function suggestion(wrong: string, known: Iterable<string>): string {
  const word = nearest(wrong, known)
  return word === undefined ? '' : `; did you mean \`${word}\`?`
}

/** Longest word that is compared: what is longer is no mistyped name. */
const WORD_LENGTH_MAX = 100

/** Levenshtein distance over one row. */
function editDistance(a: string, b: string): number {
  if (a.length > WORD_LENGTH_MAX || b.length > WORD_LENGTH_MAX) return Infinity
  const row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(above + 1, row[j - 1]! + 1, replaced)
      diagonal = above
    }
  }
  return row[b.length]!
}
