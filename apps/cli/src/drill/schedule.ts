/** What is to happen, by the time at which it does; of two at one time the one put in first. */
export class Schedule {
  readonly #heap: { atMs: number; order: number; run: Task }[] = []
  #order = 0

  put(atMs: number, run: Task): void {
    const heap = this.#heap
    heap.push({ atMs, order: this.#order++, run })
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1
      if (!isBefore(heap[at]!, heap[parent]!)) break
      ;[heap[at], heap[parent]] = [heap[parent]!, heap[at]!]
      at = parent
    }
  }

  /** Takes out what is next. */
  next(): { readonly atMs: number; readonly run: Task } | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child
      }
      if (least === at) return first
      ;[heap[at], heap[least]] = [heap[least]!, heap[at]!]
      at = least
    }
  }
}

export type Task = (atMs: number) => Promise<void>

interface Entry {
  readonly atMs: number
  readonly order: number
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
