import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { EgressError, type Dialer, type NameResolver } from '@gatehouse/egress'
import { UNTRUSTED_CERTIFICATE } from './untrusted-certificate.ts'

export interface SiteRequest {
  readonly host: string
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What a site answers. Text is HTML; an object is JSON; `null` is 404. */
export type SiteAnswer = string | object | null
export type FakeSite = (request: SiteRequest, response: ServerResponse) => SiteAnswer | undefined

/** Many public sites on loopback, by HTTP and HTTPS, and the network that leads to them alone. */
export interface FakeSites {
  readonly resolver: NameResolver
  readonly dialer: Dialer
  /** Everything that arrived, in order. */
  readonly requests: SiteRequest[]
  /** Bytes that arrived, handshakes included. */
  bytes(): number
  /** Connections that came in, by what was dialled. */
  connections(): number
  set(host: string, site: FakeSite | Readonly<Record<string, SiteAnswer>>): void
  close(): Promise<void>
}

/** Each host has a public address, which leads to this process. */
const PUBLIC = '93.184.215.40'

export async function startFakeSites(): Promise<FakeSites> {
  const sites = new Map<string, FakeSite>()
  const requests: SiteRequest[] = []
  const sockets = new Set<Socket>()
  let bytes = 0
  let connections = 0

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url = '/', headers } = request
      const host = (headers.host ?? '').replace(/:\d+$/, '')
      const seen = { host, method, url, headers, body: Buffer.concat(pieces) }
      requests.push(seen)
      const answer = sites.get(host)?.(seen, response)
      if (answer === undefined) return
      if (answer === null) response.writeHead(404, { 'content-type': 'text/html' }).end('not found')
      else if (typeof answer === 'string') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer)
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      }
    })
  }
  const http = createServer(serve)
  const https = createTlsServer(UNTRUSTED_CERTIFICATE, serve)
  for (const server of [http, https]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      connections += 1
      socket.on('data', (piece: Buffer) => (bytes += piece.length))
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  const ports = { 80: portOf(http), 443: portOf(https) }

  return {
    requests,
    bytes: () => bytes,
    connections: () => connections,
    resolver: {
      ipv4: async (name) =>
        sites.has(name)
          ? { state: 'found', records: [PUBLIC], ttlSeconds: 60 }
          : { state: 'no_such_name' },
      ipv6: async () => ({ state: 'no_data' }),
      mail: async () => ({ state: 'no_data' }),
      nameServers: async () => ({ state: 'no_data' }),
      texts: async () => ({ state: 'no_data' }),
    },
    dialer: {
      dial({ address, port, signal }) {
        const own = address === PUBLIC ? ports[port as 80 | 443] : undefined
        if (own === undefined) {
          return Promise.reject(new EgressError('connect_failed', 'nobody is there'))
        }
        return new Promise((resolve, reject) => {
          const socket = connect({ host: '127.0.0.1', port: own, signal })
          socket.once('connect', () => resolve(socket))
          socket.once('error', (cause) =>
            reject(new EgressError('connect_failed', 'no connection', { cause })),
          )
        })
      },
    },
    set(host, site) {
      sites.set(
        host,
        typeof site === 'function'
          ? site
          : ({ url }) => site[url] ?? site[url.replace(/\?.*$/, '')] ?? null,
      )
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([http, https].map((server) => new Promise((done) => server.close(done))))
    },
  }
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port
}
