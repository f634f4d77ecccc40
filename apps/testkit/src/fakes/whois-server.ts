import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A WHOIS server on loopback (RFC 3912): one line in, text out. */
export interface FakeWhois {
  readonly port: number
  readonly asked: string[]
  /** What is answered to this line. */
  answer(line: string, text: string): void
  close(): Promise<void>
}

/** Lines that nobody gave an answer for are not found. */
export async function startFakeWhois(): Promise<FakeWhois> {
  const answers = new Map<string, string>()
  const asked: string[] = []
  const server = createServer((socket) => {
    let line = ''
    socket.on('error', () => {})
    socket.on('data', (piece: Buffer) => {
      line += piece.toString('latin1')
      if (!line.includes('\n')) return
      const question = line.trim()
      asked.push(question)
      socket.end(answers.get(question) ?? 'No match for that name.\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    answer: (line, text) => void answers.set(line, text),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
