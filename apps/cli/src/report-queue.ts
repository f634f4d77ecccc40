/** An order that turns out to be fraud. */
export interface ReportedOrder {
  readonly id: string
  /** Its packed window event. */
  readonly window: Uint8Array
}

export interface ReportQueue {
  /** @param dueMs when it becomes known, milliseconds since the epoch */
  add(dueMs: number, order: ReportedOrder): void
  /** Hands on everything that is known at a time. */
  deliver(atMs: number): void
}

/** What will be known later, and is known to nobody before. */
export function createReportQueue(onDue: (order: ReportedOrder) => void): ReportQueue {
  let waiting: { readonly dueMs: number; readonly order: ReportedOrder }[] = []
  let first = 0
  return {
    add(dueMs, order) {
      let at = waiting.length
      // With one delay for all this is the end.
      while (at > first && waiting[at - 1]!.dueMs > dueMs) at -= 1
      waiting.splice(at, 0, { dueMs, order })
    },
    deliver(atMs) {
      while (first < waiting.length && waiting[first]!.dueMs <= atMs) {
        onDue(waiting[first]!.order)
        first += 1
      }
      if (first <= waiting.length / 2) return
      waiting = waiting.slice(first)
      first = 0
    },
  }
}
