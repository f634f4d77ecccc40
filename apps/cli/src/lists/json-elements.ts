/** An element of an array in a file, as its text, with the line that it begins in. */
export interface JsonElement {
  readonly line: number
  readonly text: string
}

export type ElementProblem = 'no_array' | 'too_long' | 'text_behind'

/** An item is some hundred characters; what is much longer is none. */
const ELEMENT_LENGTH_MAX = 65_536

const BLANK = new Set([' ', '\t', '\r', '\n'])

/**
 * Cuts an array of JSON values into its elements while it is read, so that a file of any length
 * can be. Whether an element is JSON is for `JSON.parse` to say.
 */
export class JsonElements {
  #state: 'before' | 'inside' | 'behind' = 'before'
  #depth = 0
  #isText = false
  #isEscaped = false
  #line = 0
  #parts: string[] = []
  #length = 0

  /** Whether the array was closed: if not, the file ends too early. */
  get isClosed(): boolean {
    return this.#state === 'behind'
  }

  /** The elements that end in this line. */
  push(text: string, line: number): JsonElement[] | ElementProblem {
    const found: JsonElement[] = []
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!
      if (this.#isText) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (character === '\\') this.#isEscaped = true
        else if (character === '"') this.#isText = false
        continue
      }
      if (this.#state !== 'inside') {
        if (BLANK.has(character)) continue
        if (this.#state === 'behind') return 'text_behind'
        if (character !== '[') return 'no_array'
        this.#state = 'inside'
        from = at + 1
        this.#line = line
        continue
      }
      if (character === '"') this.#isText = true
      else if (character === '{' || character === '[') this.#depth++
      else if (this.#depth > 0 && (character === '}' || character === ']')) this.#depth--
      else if (this.#depth === 0 && (character === ',' || character === ']')) {
        this.#keep(text.slice(from, at))
        this.#end(found, character === ']')
        from = at + 1
        this.#line = line
        if (character === ']') this.#state = 'behind'
      }
    }
    if (this.#state === 'inside') {
      this.#keep(`${text.slice(from)}\n`)
      if (this.#parts.every((part) => part.trim() === '')) this.#line = line + 1
    }
    return this.#length > ELEMENT_LENGTH_MAX ? 'too_long' : found
  }

  #keep(part: string): void {
    this.#parts.push(part)
    this.#length += part.length
  }

  #end(found: JsonElement[], isLast: boolean): void {
    const text = this.#parts.join('').trim()
    this.#parts = []
    this.#length = 0
    // `[]` has no element; `[1,]` has an empty one, which is no JSON.
    if (isLast && text === '' && !this.#hasElements) return
    this.#hasElements = true
    found.push({ line: this.#line, text })
  }
  #hasElements = false
}
