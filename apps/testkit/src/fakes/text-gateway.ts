import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TextMessage {
  readonly fields: Record<string, string>
  readonly authorization: string | undefined
}

/** A gateway for text messages on loopback: what it took can be read as the shopper would. */
export interface FakeTextGateway {
  readonly origin: string
  readonly messages: TextMessage[]
  /** The last code that was sent to a number. */
  codeFor(number: string): string | undefined
  /** Answers with this status and sends nothing; `null`: works again. */
  fault(status: number | null): void
  close(): Promise<void>
}

/** Takes JSON and forms. */
export async function startFakeTextGateway(): Promise<FakeTextGateway> {
  const messages: TextMessage[] = []
  let fault: number | null = null
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      if (fault !== null) return void response.writeHead(fault).end()
      const text = Buffer.concat(pieces).toString()
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded'
      const fields = (
        isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)
      ) as Record<string, string>
      messages.push({ fields, authorization: request.headers.authorization })
      response.writeHead(201).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    messages,
    codeFor(number) {
      const last = messages.findLast(({ fields }) => Object.values(fields).includes(number))
      const texts = Object.values(last?.fields ?? {})
      return texts.map((text) => /\b[0-9]{6}\b/.exec(text)?.[0]).find((code) => code !== undefined)
    },
    fault: (status) => void (fault = status),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
