import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook, type Verified } from '@gatehouse/connectors'

export type ReceiverFault =
  | { readonly kind: 'status'; readonly status: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'silence' }
  /** Does as it should, but only after so long. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Takes the request, does what it says, and breaks off before it answers. */
  | { readonly kind: 'lost_answer' }

/** A request that arrived. */
export interface ReceivedWebhook {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  readonly body: Record<string, unknown>
  /** With the secret that the receiver knows; `null`: it knows none, and believes everybody. */
  readonly verified: Verified | null
  /** What it answered; `null`: nothing. */
  readonly status: number | null
}

/** A receiver of webhooks on loopback that keeps what it accepted, each event once. */
export interface FakeReceiver {
  readonly origin: string
  /** Every request, in the order in which they came. */
  readonly requests: ReceivedWebhook[]
  /** Bodies that were accepted, by event id: what came twice stands once. */
  readonly accepted: Map<string, Record<string, unknown>>
  /** With a secret, what it did not sign is answered with 401. */
  knows(secret: string | null): void
  /** @param times how many requests it meets; all that come when absent */
  fault(fault: ReceiverFault | null, times?: number): void
  close(): Promise<void>
}

export async function startFakeReceiver(): Promise<FakeReceiver> {
  const requests: ReceivedWebhook[] = []
  const accepted = new Map<string, Record<string, unknown>>()
  let secret: string | null = null
  let fault: ReceiverFault | null = null
  let faultsLeft = 0

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString()
      const body = JSON.parse(text) as Record<string, unknown>
      const headers = request.headers as Record<string, string | undefined>
      const verified =
        secret === null ? null : verifyWebhook(headers, text, secret, Date.now() / 1000)
      const met = faultsLeft > 0 ? fault : null
      faultsLeft -= 1
      const isSigned = verified === null || verified.ok
      const status = met?.kind === 'status' ? met.status : isSigned ? 204 : 401
      const isAnswered = met?.kind !== 'silence' && met?.kind !== 'lost_answer'
      const path = request.url ?? ''
      requests.push({ path, headers, text, body, verified, status: isAnswered ? status : null })
      if (met?.kind === 'silence') return
      if (status === 204) accepted.set(headers['webhook-id'] ?? String(requests.length), body)
      if (met?.kind === 'lost_answer') return void request.socket.destroy()
      const answer = () => void response.writeHead(status).end()
      if (met?.kind === 'slow') return void setTimeout(answer, met.ms)
      answer()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    accepted,
    knows: (next) => void (secret = next),
    fault(next, times = Number.POSITIVE_INFINITY) {
      fault = next
      faultsLeft = next === null ? 0 : times
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
