import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that was taken, as it arrived. */
export interface TextModelRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
}

export type TextModelFault =
  /** An error status, as a service that is overloaded gives it. */
  | { readonly kind: 'status'; readonly status: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'silence' }
  /** Answers with this in place of a completion. */
  | { readonly kind: 'body'; readonly body: string }

/**
 * A server of the `chat/completions` call on loopback. It cannot write: it says what it was given
 * to say, one text for each request, and refuses what the call does not know.
 */
export interface FakeTextModel {
  readonly url: string
  readonly requests: TextModelRequest[]
  /** What it answers next; the last one again when there is no other. */
  say(...texts: string[]): void
  fault(fault: TextModelFault | null): void
  close(): Promise<void>
}

const FIELDS = new Set(['model', 'messages', 'temperature', 'max_tokens'])
const ROLES = new Set(['system', 'user', 'assistant'])

export async function startFakeTextModel(): Promise<FakeTextModel> {
  const requests: TextModelRequest[] = []
  let texts: string[] = []
  let fault: TextModelFault | null = null
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => void pieces.push(piece))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as TextModelRequest
      const { authorization } = request.headers
      requests.push({ ...body, path: request.url ?? '', authorization })
      const answer = (status: number, content: object | string) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(typeof content === 'string' ? content : JSON.stringify(content))
      }
      if (fault?.kind === 'silence') return
      if (fault?.kind === 'status') return answer(fault.status, { error: { message: 'busy' } })
      if (fault?.kind === 'body') return answer(200, fault.body)
      const isKnown =
        Object.keys(body).every((name) => FIELDS.has(name)) &&
        body.messages.every(({ role }) => ROLES.has(role))
      if (!isKnown) return answer(400, { error: { message: 'unknown field' } })
      const text = texts.length > 1 ? texts.shift()! : (texts[0] ?? '')
      const message = { role: 'assistant', content: text }
      return answer(200, {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: body.model,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    requests,
    say: (...next) => void (texts = next),
    fault: (next) => void (fault = next),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
