/** A call that waits for its answer until it is settled or its time is up. */
export interface OpenCall {
  /** When its time is up; of `performance.now()`. */
  readonly dueMs: number
}

/** The calls that wait, oldest first. */
export interface OpenCalls<Call extends OpenCall> {
  add(call: Call): void
  /** Whether it still waited. */
  remove(call: Call): boolean
  has(call: Call): boolean
}

/**
 * One timer for all: every call waits equally long, so the oldest is due first. `onDue` is called
 * once for each call that is still there at its time.
 */
export function openCalls<Call extends OpenCall>(onDue: (call: Call) => void): OpenCalls<Call> {
  // A Set keeps its entries in the order of insertion.
  const calls = new Set<Call>()
  let timer: NodeJS.Timeout | undefined

  function sweep(): void {
    timer = undefined
    const nowMs = performance.now()
    for (const call of calls) {
      if (call.dueMs > nowMs) {
        arm(call.dueMs - nowMs)
        return
      }
      calls.delete(call)
      onDue(call)
    }
  }

  function arm(delayMs: number): void {
    timer ??= setTimeout(sweep, Math.ceil(delayMs))
    // Whoever waits for an answer keeps the process; this alone must not.
    timer.unref()
  }

  return {
    add(call) {
      calls.add(call)
      if (timer === undefined) arm(call.dueMs - performance.now())
    },
    remove: (call) => calls.delete(call),
    has: (call) => calls.has(call),
  }
}
