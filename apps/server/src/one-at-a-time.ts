/**
 * Runs the work of one key at a time. Who asks while it runs gets a run of its own after it,
 * shared with everybody else who waits: each caller's run starts after the call, so it sees all
 * that was there before, and no burst of calls makes a queue.
 */
export function oneAtATime(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, { now: Promise<void>; next: Promise<void> | null }>()
  const run = (key: string): Promise<void> => {
    const entry = { now: Promise.resolve(), next: null }
    running.set(key, entry)
    entry.now = work(key).finally(() => {
      if (running.get(key) === entry && entry.next === null) running.delete(key)
    })
    return entry.now
  }
  return (key) => {
    const entry = running.get(key)
    if (entry === undefined) return run(key)
    entry.next ??= entry.now.then(
      () => run(key),
      () => run(key),
    )
    return entry.next
  }
}
