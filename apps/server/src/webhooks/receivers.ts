/** Deliveries to one receiver beside each other, in this process. */
const RUNNING_MAX = 12
/** So many failures one after the other, and it rests. */
const RESTS_AFTER = 4
const BUSY_MS = 250
const REST_FIRST_MS = 1000
const REST_MOST_MS = 5 * 60_000

interface Receiver {
  running: number
  failures: number
  restsUntilMs: number
}

/**
 * Keeps one receiver that is slow or away from taking up what all shops share: it is sent little at
 * a time, and one that fails again and again is left alone for longer and longer.
 */
export interface Receivers {
  /** How long to wait, milliseconds; 0: send, and say afterwards how it went. */
  begin(webhookId: string, nowMs: number): number
  end(webhookId: string, isDelivered: boolean, nowMs: number): void
}

export function createReceivers(): Receivers {
  const known = new Map<string, Receiver>()
  return {
    begin(webhookId, nowMs) {
      const receiver = known.get(webhookId) ?? { running: 0, failures: 0, restsUntilMs: 0 }
      if (receiver.restsUntilMs > nowMs) return receiver.restsUntilMs - nowMs
      if (receiver.running >= RUNNING_MAX) return BUSY_MS
      receiver.running += 1
      known.set(webhookId, receiver)
      return 0
    },
    end(webhookId, isDelivered, nowMs) {
      const receiver = known.get(webhookId)
      if (receiver === undefined) return
      receiver.running -= 1
      receiver.failures = isDelivered ? 0 : receiver.failures + 1
      // One that works is not remembered.
      if (isDelivered && receiver.running === 0) known.delete(webhookId)
      // A single failure says nothing about the next one.
      if (receiver.failures < RESTS_AFTER) return
      const restMs = REST_FIRST_MS * 2 ** (receiver.failures - RESTS_AFTER)
      receiver.restsUntilMs = nowMs + Math.min(restMs, REST_MOST_MS)
    },
  }
}
