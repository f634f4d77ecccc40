import { setImmediate } from 'node:timers/promises'

/**
 * Work that can be put down: it yields wherever it has been at it for a while. A million items take
 * a second to sort, and orders must not wait for that.
 */
export type Slices<Result> = Generator<void, Result, void>

/** Does all of it now. */
export function atOnce<Result>(work: Slices<Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** Lets others have their turn between the slices. */
export async function inTurns<Result>(work: Slices<Result>): Promise<Result> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}

/** Items of one slice: some ten milliseconds of sorting or cutting. */
export const SLICE_ITEMS = 65_536
