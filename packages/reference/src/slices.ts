import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Long work that stops now and then (`yield`), so that whoever drives it may let others run in
 * between: a database of 60 MB takes a second to check, and orders do not wait that long.
 */
export type Sliced<Result> = Generator<void, Result, void>

/** Steps between two stops: some 0.1 ms. */
export const STEPS_PER_SLICE = 1024
/** An order that arrives meanwhile waits this long at most, plus one step. */
const TURN_MS = 4

/** Does the whole work at once: a step of a start, or of a command. */
export function finish<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** Does the work between the turns of the event loop. */
export async function inTurns<Result>(work: Sliced<Result>): Promise<Result> {
  for (;;) {
    const untilMs = performance.now() + TURN_MS
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (performance.now() < untilMs)
    await nextTurn()
  }
}
