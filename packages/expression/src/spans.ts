import type { Place } from './issue.ts'
import type { Tokens } from './tokens.ts'

/** From the one offset the parser keeps of a node to the text the node covers. */
export class Spans {
  readonly #positions: Readonly<Record<string, number>>
  readonly #tokens: Tokens

  constructor(positions: Readonly<Record<string, number>>, tokens: Tokens) {
    this.#positions = positions
    this.#tokens = tokens
  }

  /** The token a node starts with: constants and names are nothing else. */
  token(id: bigint): Place {
    const index = this.#indexOf(id)
    const token = this.#tokens.tokens[index]
    const next = this.#tokens.tokens[index + 1]
    const sign = token?.text === '-' && next?.kind === 'number'
    return sign ? { start: token.start, end: next.end } : this.#place(index, index)
  }

  /** From a dot to the end of the field's name. */
  field(id: bigint): Place {
    const index = this.#indexOf(id)
    return this.#place(index, index + 1)
  }

  /** From the node's token to the bracket that closes the first one opened there. */
  brackets(id: bigint): Place {
    const from = this.#indexOf(id)
    for (let index = from; index < this.#tokens.tokens.length; index++) {
      const closing = this.#tokens.closing.get(index)
      if (closing !== undefined) return this.#place(from, closing)
    }
    return this.#place(from, from)
  }

  #indexOf(id: bigint): number {
    return this.#tokens.indexAt(this.#positions[id.toString()] ?? 0)
  }

  #place(from: number, to: number): Place {
    const first = this.#tokens.tokens[from]
    const last = this.#tokens.tokens[to] ?? first
    return { start: first?.start ?? 0, end: last?.end ?? 0 }
  }
}

/** The smallest text that covers all. */
export function covering(...places: readonly Place[]): Place {
  let start = Infinity
  let end = 0
  for (const place of places) {
    start = Math.min(start, place.start)
    end = Math.max(end, place.end)
  }
  return { start, end }
}
