import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What an open-loop load measured. Milliseconds count from when a request was due. */
export interface PacedResult {
  readonly requests: number
  /** Answers other than 2xx, and requests that got none. */
  readonly refused: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

export interface PacedLoad {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  body(n: number): string
  readonly perSecond: number
  readonly seconds: number
  /** 0..1; arrivals are exponentially spaced, as independent shoppers are. */
  random(): number
  readonly connectionsMax: number
}

/**
 * Sends at a steady mean rate whether or not answers come back (open loop, Poisson arrivals), and
 * counts the time from when a request was due: a server that stalls is not spared the requests
 * that would have come meanwhile ("coordinated omission", Gil Tene 2013).
 *
 * autocannon's own rate limit is no substitute: it sends a second's requests at its start, as fast
 * as they are answered, so that what it measures is a burst.
 */
export async function pacedLoad(load: PacedLoad): Promise<PacedResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connectionsMax })
  const latencies: number[] = []
  const underWay: Promise<void>[] = []
  let refused = 0
  const startedMs = performance.now()
  let dueMs = startedMs
  for (let n = 0; dueMs < startedMs + load.seconds * 1000; n++) {
    dueMs += (-Math.log(1 - load.random()) * 1000) / load.perSecond
    // The timer's grain is a millisecond: what is due together is sent together.
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const due = dueMs
    underWay.push(
      send(agent, load, load.body(n)).then((ok) => {
        latencies.push(performance.now() - due)
        if (!ok) refused++
      }),
    )
  }
  await Promise.all(underWay)
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)]!
  return { requests: latencies.length, refused, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}

function send(agent: Agent, { url, headers }: PacedLoad, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        response.resume()
        response.once('end', () =>
          resolve(response.statusCode! >= 200 && response.statusCode! < 300),
        )
        response.once('error', () => resolve(false))
      },
    )
    sent.once('error', () => resolve(false))
    sent.end(body)
  })
}
