/**
 * Remembers the answers to the most recent different questions. For texts that many shoppers
 * share (browsers, languages, cities): what says who somebody is has no business in a memory.
 */
export function remember<Answer>(
  lookUp: (text: string) => Answer,
  entriesMax: number,
): (text: string) => Answer {
  // A Map keeps its entries in the order of insertion, so the first key is the oldest.
  const answers = new Map<string, Answer>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = lookUp(text)
    if (answers.size >= entriesMax) answers.delete(answers.keys().next().value!)
    answers.set(text, answer)
    return answer
  }
}
