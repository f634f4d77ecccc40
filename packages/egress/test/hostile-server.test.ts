/** Servers that want to hurt: each fetch ends with a typed error, in bounded time and memory. */
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { duplexPair } from 'node:stream'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { loopbackDialer } from '@gatehouse/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { openHostileDoor, type Dialer, type FetchLimits, type NameResolver } from '../src/index.ts'

const PUBLIC = '93.184.215.14'
const resolver: NameResolver = {
  ipv4: async () => ({ state: 'found', records: [PUBLIC], ttlSeconds: 60 }),
  ipv6: async () => ({ state: 'no_data' }),
  mail: async () => ({ state: 'no_data' }),
  nameServers: async () => ({ state: 'no_data' }),
  texts: async () => ({ state: 'no_data' }),
}

const servers: { server: Server; sockets: Set<Socket> }[] = []
afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function fetchFrom(behave: (socket: Socket) => void, limits: Partial<FetchLimits> = {}) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => behave(socket))
  })
  servers.push({ server, sockets })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const door = openHostileDoor({ resolver, dialer: loopbackDialer({ [PUBLIC]: port }) })
  return door.fetch('http://shop.example.com/', { limits: { timeoutMs: 1000, ...limits } })
}

/** Writes as long as somebody listens. */
function pour(socket: Socket, piece: Buffer): void {
  const write = () => {
    if (socket.destroyed) return
    if (socket.write(piece)) setImmediate(write)
    else socket.once('drain', write)
  }
  write()
}

function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer)
    else socket.write(text[at++ % text.length]!)
  }, 50)
}

const OK = 'HTTP/1.1 200 OK\r\n'
const zeros = (bytes: number) => Buffer.alloc(bytes)

const cases: readonly [name: string, code: string, behave: (socket: Socket) => void][] = [
  ['one byte of header after the other', 'timeout', (s) => drip(s, `${OK}X-Slow: slow\r\n`)],
  [
    'one byte of body after the other, for ever',
    'timeout',
    (s) => {
      s.write(`${OK}\r\n`)
      drip(s, 'x')
    },
  ],
  ['takes the connection and says nothing', 'timeout', () => {}],
  [
    'an endless body at full speed',
    'too_large',
    (s) => {
      s.write(`${OK}\r\n`)
      pour(s, zeros(65_536))
    },
  ],
  ['announces 10 GB', 'too_large', (s) => s.write(`${OK}Content-Length: 10737418240\r\n\r\n`)],
  [
    'a gzip bomb',
    'too_large',
    (s) => {
      const bomb = gzipSync(zeros(64 * 1024 * 1024))
      s.end(Buffer.concat([Buffer.from(`${OK}Content-Encoding: gzip\r\n\r\n`), bomb]))
    },
  ],
  [
    'a brotli bomb',
    'too_large',
    (s) => {
      const bomb = brotliCompressSync(zeros(64 * 1024 * 1024), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
      })
      s.end(Buffer.concat([Buffer.from(`${OK}Content-Encoding: br\r\n\r\n`), bomb]))
    },
  ],
  ['gzip in gzip', 'content_encoding', (s) => s.end(`${OK}Content-Encoding: gzip, gzip\r\n\r\nx`)],
  [
    'an encoding that is not read',
    'content_encoding',
    (s) => s.end(`${OK}Content-Encoding: zstd\r\n\r\nx`),
  ],
  [
    'gzip that is none',
    'content_encoding',
    (s) => s.end(`${OK}Content-Encoding: gzip\r\n\r\nxxxxxxxxxxxxxxxxxx`),
  ],
  [
    '100 MB of header',
    'bad_response',
    (s) => {
      s.write(`${OK}X: `)
      pour(s, Buffer.alloc(65_536, 'x'))
    },
  ],
  [
    '10,000 headers',
    'bad_response',
    (s) => s.write(OK + Array.from({ length: 10_000 }, (_, n) => `X-${n}: 1\r\n`).join('')),
  ],
  [
    'chunks with bad sizes',
    'bad_response',
    (s) => s.end(`${OK}Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n`),
  ],
  ['less body than announced', 'bad_response', (s) => s.end(`${OK}Content-Length: 10\r\n\r\nabc`)],
  [
    'a length and chunks at once',
    'bad_response',
    (s) =>
      s.end(`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
  ],
  ['an answer of HTTP/0.9', 'bad_response', (s) => s.end('<html>hello</html>')],
  ['garbage', 'bad_response', (s) => s.end(Buffer.from([0, 255, 1, 254, 13, 10]))],
  [
    'interim answers without end',
    'bad_response',
    (s) => pour(s, Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')),
  ],
  [
    'wants another protocol',
    'bad_response',
    (s) =>
      s.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ),
  ],
  ['hangs up', 'bad_response', (s) => s.destroy()],
]

describe('a server that', () => {
  it.each(cases)('%s: %s', async (_name, code, behave) => {
    const before = process.memoryUsage().rss
    const startedMs = performance.now()
    await expect(fetchFrom(behave)).rejects.toMatchObject({ code })
    expect(performance.now() - startedMs).toBeLessThan(3000)
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  })

  it('answers, is read', async () => {
    const { status, body, url, hops } = await fetchFrom((s) =>
      s.end(
        Buffer.concat([
          Buffer.from(
            `${OK}Content-Type: text/plain; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n`,
          ),
          gzipSync('hello'),
        ]),
      ),
    )
    expect(status).toBe(200)
    expect(Buffer.from(body).toString()).toBe('hello')
    expect(url).toBe('http://shop.example.com/')
    expect(hops).toEqual([{ url, status: 200, address: PUBLIC, isDowngrade: false }])
  })

  it('answers with what nobody asked for, is not read', async () => {
    const answer = fetchFrom((s) => s.end(`${OK}Content-Type: video/mp4\r\n\r\nx`), {
      contentTypes: ['text/html'],
    })
    await expect(answer).rejects.toMatchObject({ code: 'content_type' })
  })

  it('sends on forever, is followed as often as the limit says', async () => {
    const answer = fetchFrom((s) => s.end('HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n'), {
      redirectsMax: 2,
    })
    await expect(answer).rejects.toMatchObject({ code: 'too_many_redirects' })
  })

  it.each(['http://shop.example.com/plain', 'HTTP://shop.example.com/plain'])(
    'sends on from https to %s, is told to have done so',
    async (location) => {
      const dialer: Dialer = {
        // As if TLS had been spoken: what counts is the scheme.
        dial: async ({ tls }) => {
          const [ours, theirs] = duplexPair()
          const answer =
            tls === null ? `${OK}\r\n` : `HTTP/1.1 302 Found\r\nLocation: ${location}\r\n\r\n`
          theirs.once('data', () => theirs.end(answer))
          return ours
        },
      }
      const door = openHostileDoor({ resolver, dialer })
      const { hops } = await door.fetch('https://shop.example.com/')
      expect(hops.map(({ isDowngrade }) => isDowngrade)).toEqual([true, false])
    },
  )
})
