import { endOfScalar } from './json-pieces.ts'

/**
 * Values of a frame that come one after another in the same order in every body, as the ids of
 * rules do. Each is expected behind the one before, which costs a hundredth of a bit where a
 * frequent value out of fifty costs five and a half.
 */
export interface ValueOrder {
  readonly frame: number
  /** How often the expected value came, and another one. */
  readonly expected: number
  readonly others: number
  /** By value of the frame, and one more for none yet: the value that is expected, or `NO_VALUE`. */
  readonly next: readonly number[]
}

export const NO_VALUE = -1
/** Symbols of the table that tells whether the expected value comes. */
export const IS_OTHER = 0
export const IS_EXPECTED = 1

/** Frames with fewer values in a body than this are no lists: there is little to gain. */
const VALUES_PER_BODY_MIN = 4
/** Of a frame's values, the part that must be as expected. */
const EXPECTED_MIN = 0.9

/** Counts which value follows which, body by body. */
export class OrderCounter {
  readonly #frames = new Map<number, FrameOrder>()

  /** `frequent`: the values of each frame; `totals`: how many values it had in all samples. */
  constructor(
    frequent: readonly (readonly [value: string, count: number][])[],
    totals: readonly number[],
    samples: number,
  ) {
    for (const [frame, values] of frequent.entries()) {
      if (values.length < 2 || totals[frame]! < VALUES_PER_BODY_MIN * samples) continue
      const texts = values.map(([text]) => text)
      this.#frames.set(frame, {
        texts,
        numbers: new Map(texts.map((text, number) => [text, number])),
        follows: Array.from({ length: texts.length + 1 }, () => new Map()),
        last: texts.length,
      })
    }
  }

  startBody(): void {
    for (const order of this.#frames.values()) order.last = order.texts.length
  }

  add(frame: number, value: string): void {
    const order = this.#frames.get(frame)
    if (order === undefined) return
    const number = order.numbers.get(value) ?? NO_VALUE
    if (order.last !== NO_VALUE) {
      const follows = order.follows[order.last]!
      follows.set(number, (follows.get(number) ?? 0) + 1)
    }
    order.last = number
  }

  finish(): ValueOrder[] {
    return [...this.#frames].flatMap(([frame, { texts, follows }]) => {
      let expected = 0
      let all = 0
      const next = follows.map((counts) => {
        const known = [...counts].filter(
          ([number]) => number !== NO_VALUE && isWhole(texts[number]!),
        )
        const [best] = known.sort((left, right) => right[1] - left[1])
        if (best === undefined) return NO_VALUE
        expected += best[1]
        for (const count of counts.values()) all += count
        return best[0]
      })
      return expected < all * EXPECTED_MIN || all === 0
        ? []
        : [{ frame, expected, others: all - expected, next }]
    })
  }
}

interface FrameOrder {
  readonly texts: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  /** By value, and one more for none yet: how often each came next. */
  readonly follows: readonly Map<number, number>[]
  last: number
}

/** Not a string that the end of a damaged text cut off: what follows would belong to it. */
export function isWhole(value: string): boolean {
  return endOfScalar(`${value} `, 0) === value.length
}
