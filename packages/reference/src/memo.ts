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

/**
 * Remembers the answers about numbered things that many questions lead to, such as the networks of
 * the internet: each number has one place, and whoever needs it next puts out who is there.
 */
export function rememberByNumber<Answer>(
  lookUp: (number: number) => Answer,
  placesLog2: number,
): (number: number) => Answer {
  const places = 2 ** placesLog2
  const numbers = new Float64Array(places).fill(NaN)
  const answers = new Array<Answer>(places)
  return (number) => {
    const place = number & (places - 1)
    if (numbers[place] === number) return answers[place]!
    const answer = lookUp(number)
    numbers[place] = number
    answers[place] = answer
    return answer
  }
}
