import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const WEB_RISK = { project: '123456789', token: 'an-access-token' }

/** The Web Risk API on loopback, as far as sites are submitted: it keeps what it was sent. */
export interface FakeWebRisk {
  readonly api: string
  /** What was submitted, oldest first. */
  readonly submitted: string[]
  /** Answers with this status; `null`: works again. */
  fault(status: number | null): void
  close(): Promise<void>
}

const BODY_BYTES_MAX = 16_384

export async function startFakeWebRisk(): Promise<FakeWebRisk> {
  const submitted: string[] = []
  let fault: number | null = null
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
      if (text.length > BODY_BYTES_MAX) request.destroy()
    })
    request.on('end', () => {
      if (fault !== null) return refuse(response, fault, 'UNAVAILABLE')
      if (request.headers.authorization !== `Bearer ${WEB_RISK.token}`) {
        return refuse(response, 401, 'UNAUTHENTICATED')
      }
      const path = `/v1/projects/${WEB_RISK.project}/submissions`
      if (request.method !== 'POST' || request.url !== path) {
        return refuse(response, 404, 'NOT_FOUND')
      }
      const uri = uriOf(text)
      if (uri === undefined) return refuse(response, 400, 'INVALID_ARGUMENT')
      submitted.push(uri)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ uri }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    api: `http://127.0.0.1:${port}`,
    submitted,
    fault: (status) => {
      fault = status
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `GoogleCloudWebriskV1Submission` holds `uri` and nothing else; unknown fields are refused. */
function uriOf(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    const { uri, ...more } = body
    const isUri = typeof uri === 'string' && /^https?:\/\//.test(uri)
    return isUri && Object.keys(more).length === 0 ? uri : undefined
  } catch {
    return undefined
  }
}

function refuse(response: ServerResponse, code: number, status: string): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, message: 'refused', status } }))
}
