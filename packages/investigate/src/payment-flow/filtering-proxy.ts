import { createServer, request as sendRequest, type IncomingMessage } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Transform, type Duplex } from 'node:stream'
import { EgressError, readTarget, type PublicConnections } from '@gatehouse/egress'

/** What a browser asked for and did not get. */
export interface Refusal {
  readonly host: string
  readonly method: string
  readonly why:
    | 'sealed'
    | 'method'
    | 'background'
    | 'not_tls'
    | 'limit'
    | 'refused_target'
    | 'unreachable'
}

/**
 * The only way out of a browser. It lets it read public sites and write nothing: it is the wall
 * behind what the browser's own interception stops. One proxy serves one walk.
 */
export interface FilteringProxy {
  readonly port: number
  readonly refusals: readonly Refusal[]
  /** Bytes that came in and went out. */
  readonly bytes: { readonly in: number; readonly out: number }
  /**
   * From now on nothing goes out at all, and every connection that stands is cut. Called before the
   * first digit of a card is typed: what a page does with it then cannot matter.
   */
  seal(): void
  close(): Promise<void>
}

export const PROXY_LIMITS = {
  /** Of all that a walk may load. */
  bytesInMax: 60 * 1024 * 1024,
  /** Of all that it may send: request lines, headers, handshakes. */
  bytesOutMax: 2 * 1024 * 1024,
  /** Open at once. */
  connectionsMax: 128,
  refusalsMax: 500,
  timeoutMs: 15_000,
  headerBytes: 32_768,
} as const

/** Methods that change nothing, by what HTTP says of them (RFC 9110, section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const TLS_HANDSHAKE = 22
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
])

/** Hosts that Chromium asks on its own account, whatever it is told. */
const BACKGROUND =
  /(?:^|\.)(?:update\.googleapis\.com|accounts\.google\.com|clients\d*\.google\.com|optimizationguide-pa\.googleapis\.com|safebrowsing\.googleapis\.com|content-autofill\.googleapis\.com|edgedl\.me\.gvt1\.com|redirector\.gvt1\.com|clientservices\.googleapis\.com|android\.clients\.google\.com|mtalk\.google\.com)$/

/** Listens on loopback, on a port of its own. */
export async function openFilteringProxy(connections: PublicConnections): Promise<FilteringProxy> {
  const refusals: Refusal[] = []
  const bytes = { in: 0, out: 0 }
  const open = new Set<Duplex>()
  let isSealed = false

  const refuse = (host: string, method: string, why: Refusal['why']) => {
    if (refusals.length < PROXY_LIMITS.refusalsMax) {
      refusals.push({ host: host.slice(0, 260), method: method.slice(0, 10), why })
    }
  }
  /** Why this may not go out; `null`: it may. */
  const objection = (host: string): Refusal['why'] | null => {
    if (isSealed) return 'sealed'
    if (BACKGROUND.test(host)) return 'background'
    const isOver = bytes.in > PROXY_LIMITS.bytesInMax || bytes.out > PROXY_LIMITS.bytesOutMax
    return isOver || open.size >= PROXY_LIMITS.connectionsMax ? 'limit' : null
  }
  const counted = (direction: 'in' | 'out', cut: () => void) =>
    new Transform({
      transform(piece: Buffer, _encoding, done) {
        bytes[direction] += piece.length
        const max = direction === 'in' ? PROXY_LIMITS.bytesInMax : PROXY_LIMITS.bytesOutMax
        if (isSealed || bytes[direction] > max) {
          cut()
          return done()
        }
        done(null, piece)
      },
    })
  /** Connects, unless the walk was sealed meanwhile. */
  const connected = async (url: string): Promise<Duplex> => {
    const target = readTarget(url)
    const signal = AbortSignal.timeout(PROXY_LIMITS.timeoutMs)
    const socket = await connections.connect(target, signal)
    socket.on('error', () => {})
    if (isSealed) {
      socket.destroy()
      throw new EgressError('refused_target', 'nothing goes out any more')
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    return socket
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: text = '' } = request
    const deny = (host: string, why: Refusal['why'], status = 403) => {
      refuse(host, method, why)
      response.writeHead(status, { connection: 'close' }).end()
      request.resume()
    }
    const url = /^http:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null
    if (url === null) return deny('', 'refused_target')
    const why = objection(url.hostname)
    if (why !== null) return deny(url.hostname, why)
    const { headers } = request
    const hasBody =
      headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (!SAFE.has(method) || hasBody) return deny(url.hostname, 'method')
    let socket: Duplex
    try {
      socket = await connected(text)
    } catch (error) {
      return deny(url.hostname, refusalOf(error), 502)
    }
    const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name))
    const outgoing = sendRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...Object.fromEntries(kept), host: url.host, connection: 'close' },
      maxHeaderSize: PROXY_LIMITS.headerBytes,
      timeout: PROXY_LIMITS.timeoutMs,
    })
    bytes.out +=
      text.length + kept.reduce((sum, [name, value]) => sum + name.length + String(value).length, 0)
    outgoing.on('response', (answer) => {
      const back = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name))
      const { statusCode: status = 502 } = answer
      // A status that is none would end the process.
      response.writeHead(status >= 200 && status <= 599 ? status : 502, Object.fromEntries(back))
      pipeline(
        answer,
        counted('in', () => socket.destroy()),
        response,
        () => socket.destroy(),
      )
    })
    outgoing.on('timeout', () => socket.destroy())
    outgoing.on('error', () => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    })
    outgoing.end()
  }

  async function tunnel(request: IncomingMessage, client: Duplex): Promise<void> {
    const authority = request.url ?? ''
    const host = authority.replace(/:\d*$/, '')
    const deny = (why: Refusal['why']) => {
      refuse(host, 'CONNECT', why)
      client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    }
    client.on('error', () => {})
    const why = objection(host)
    if (why !== null) return deny(why)
    let server: Duplex
    try {
      server = await connected(`https://${authority}/`)
    } catch (error) {
      return deny(refusalOf(error))
    }
    const cut = () => {
      client.destroy()
      server.destroy()
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    // A tunnel is for TLS. Whatever else begins in it, a WebSocket in plain text, ends here.
    client.once('data', (first: Buffer) => {
      if (first[0] !== TLS_HANDSHAKE) {
        refuse(host, 'CONNECT', 'not_tls')
        return cut()
      }
      client.pause()
      client.unshift(first)
      const [out, back] = [counted('out', cut), counted('in', cut)]
      client.pipe(out).pipe(server)
      server.pipe(back).pipe(client)
      client.resume()
    })
    client.once('close', cut)
    server.once('close', cut)
  }

  const clients = new Set<Duplex>()
  const server = createServer({ maxHeaderSize: PROXY_LIMITS.headerBytes })
  server.on('connection', (socket) => {
    clients.add(socket)
    socket.once('close', () => clients.delete(socket))
  })
  server.on('request', (request, response) => {
    forward(request, response).catch(() => response.destroy())
  })
  server.on('connect', (request, socket) => {
    tunnel(request, socket).catch(() => socket.destroy())
  })
  server.on('upgrade', (request, socket) => {
    refuse(request.headers.host ?? '', 'UPGRADE', 'method')
    socket.destroy()
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    refusals,
    bytes,
    seal() {
      isSealed = true
      for (const socket of open) socket.destroy()
    },
    close() {
      for (const socket of [...open, ...clients]) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function refusalOf(error: unknown): Refusal['why'] {
  if (!(error instanceof EgressError)) throw error
  return error.code === 'refused_target' || error.code === 'refused_address'
    ? 'refused_target'
    : 'unreachable'
}
