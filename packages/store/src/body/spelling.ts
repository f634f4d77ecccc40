import { type CharacterCounts, PLACES_MAX } from './body-counts.ts'
import { anyCharacter, END_CHARACTER, OTHER_CHARACTER, placeTable } from './body-symbols.ts'
import type { Workspace } from './workspace.ts'

const ANY_CODES = Int32Array.from({ length: END_CHARACTER + 1 }, (_, character) =>
  anyCharacter.codeOf(character),
)

/** Of a place: its first and last character, the codes of the end and of another character. */
const FIRST = 0
const LAST = 1
const END_CODE = 2
const OTHER_CODE = 3
/** Then a code for each character from the first to the last; 0 where no sample had it. */
const CODES = 4

/**
 * The codes of characters, by frame and place. Most places have a few characters near one another
 * (digits, letters), so each is a stretch of codes, and all of them are one array.
 */
export class Spelling {
  /** By frame, and one more: where its places begin in `#places`. */
  readonly #frames: Int32Array
  /** By place: where it begins in `#numbers`. */
  readonly #places: Int32Array
  readonly #numbers: Int32Array

  constructor(places: readonly (readonly CharacterCounts[])[]) {
    const numbers: number[] = []
    const placeStarts: number[] = []
    const frameStarts = [0]
    for (const ofFrame of places) {
      for (const counts of ofFrame) {
        placeStarts.push(numbers.length)
        for (const number of placeNumbers(counts)) numbers.push(number)
      }
      frameStarts.push(placeStarts.length)
    }
    this.#frames = Int32Array.from(frameStarts)
    this.#places = Int32Array.from(placeStarts)
    this.#numbers = Int32Array.from(numbers)
  }

  /**
   * Adds the codes of each character of `work.text[start..end]` and of its end. An unknown frame
   * (negative) has no places.
   */
  add(work: Workspace, frame: number, start: number, end: number): void {
    // Two codes a character at most.
    work.makeRoom(2 * (end - start + 1))
    const { text, codes } = work
    let { count } = work
    const numbers = this.#numbers
    const firstPlace = frame < 0 ? 0 : this.#frames[frame]!
    const places = frame < 0 ? 0 : this.#frames[frame + 1]! - firstPlace
    for (let at = start; at <= end; at += 1) {
      const character = at === end ? END_CHARACTER : text[at]!
      // The last place that there may be stands for all behind it.
      const place = at - start < PLACES_MAX ? at - start : PLACES_MAX - 1
      if (place < places) {
        const numbersAt = this.#places[firstPlace + place]!
        let code = 0
        if (at === end) code = numbers[numbersAt + END_CODE]!
        else if (character <= numbers[numbersAt + LAST]!) {
          const offset = character - numbers[numbersAt + FIRST]!
          if (offset >= 0) code = numbers[numbersAt + CODES + offset]!
        }
        codes[count] = code === 0 ? numbers[numbersAt + OTHER_CODE]! : code
        count += 1
        if (code !== 0) continue
      }
      codes[count] = ANY_CODES[character]!
      count += 1
    }
    work.count = count
  }
}

function placeNumbers(counts: CharacterCounts): number[] {
  const { table, characters } = placeTable(counts)
  const codes = new Map(characters.map((character, symbol) => [character, table.codeOf(symbol)]))
  const bytes = characters.filter((character) => character >= 0 && character < END_CHARACTER)
  const first = Math.min(...bytes, END_CHARACTER)
  const last = Math.max(...bytes, -1)
  const numbers = [first, last, codes.get(END_CHARACTER) ?? 0, table.codeOf(OTHER_CHARACTER)]
  for (let byte = first; byte <= last; byte += 1) numbers.push(codes.get(byte) ?? 0)
  return numbers
}
