/** The wall behind the browser, asked by hand: what it lets through and what it does not. */
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { openPublicConnections } from '@gatehouse/egress'
import { startFakeSites } from '@gatehouse/testkit'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  openFilteringProxy,
  PROXY_LIMITS,
  type FilteringProxy,
} from '../src/payment-flow/filtering-proxy.ts'

let sites: Awaited<ReturnType<typeof startFakeSites>>
let proxy: FilteringProxy
beforeAll(async () => {
  sites = await startFakeSites()
  sites.set('shop.com', { '/': 'hello', '/big': 'x'.repeat(100_000) })
  sites.set('update.googleapis.com', { '/': 'update' })
})
beforeEach(async () => {
  await proxy?.close()
  proxy = await openFilteringProxy(
    openPublicConnections({ ...sites, ownAddresses: () => new Set() }),
  )
  sites.requests.length = 0
})
afterAll(async () => {
  await proxy.close()
  await sites.close()
})

function ask(
  url: string,
  {
    method = 'GET',
    body = '',
    headers = {},
  }: { method?: string; body?: string; headers?: IncomingHttpHeaders } = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: proxy.port, method, path: url, headers })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => {
        if (text.length < 1_000_000) text += piece.toString()
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    })
    asked.end(body)
  })
}

/** Opens a tunnel; gives the first line of the answer and the socket. */
function tunnel(authority: string): Promise<{ line: string; socket: Socket }> {
  return new Promise((resolve) => {
    const socket = connect(proxy.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    socket.once('data', (piece: Buffer) =>
      resolve({ line: piece.toString().split('\r\n')[0]!, socket }),
    )
  })
}
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

it('lets a public page be read', async () => {
  expect(await ask('http://shop.com/')).toEqual({ status: 200, text: 'hello' })
  expect((await ask('http://shop.com/big')).text).toHaveLength(100_000)
  expect(proxy.bytes.in).toBeGreaterThan(100_000)
})

it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('lets nobody write: %s', async (method) => {
  expect((await ask('http://shop.com/', { method, body: 'c=4242' })).status).toBe(403)
  expect(sites.requests).toEqual([])
  expect(proxy.refusals).toMatchObject([{ host: 'shop.com', method, why: 'method' }])
})

it('lets no body ride on a GET', async () => {
  const headers = { 'content-length': '4' }
  expect((await ask('http://shop.com/', { body: '4242', headers })).status).toBe(403)
  expect(sites.requests).toEqual([])
})

it.each([
  'http://127.0.0.1/',
  'http://localhost/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://shop.com:22/',
  'http://0x7f.1/',
  'ftp://shop.com/',
  '/relative',
])('opens nothing but public web servers: %s', async (url) => {
  expect((await ask(url)).status).toBeGreaterThanOrEqual(400)
  expect(proxy.refusals).toHaveLength(1)
})

it('drops what the browser asks on its own account', async () => {
  expect((await ask('http://update.googleapis.com/')).status).toBe(403)
  expect((await tunnel('accounts.google.com:443')).line).toContain('403')
  expect(sites.requests).toEqual([])
})

it('carries TLS, and nothing else, through a tunnel', async () => {
  const { line, socket } = await tunnel('shop.com:443')
  expect(line).toContain('200')
  const secure = connectTls({ socket, servername: 'shop.com', rejectUnauthorized: false })
  secure.write('GET / HTTP/1.1\r\nHost: shop.com\r\nConnection: close\r\n\r\n')
  const answer = await new Promise<string>((resolve) => {
    secure.once('data', (piece: Buffer) => resolve(piece.toString()))
  })
  expect(answer).toContain('200 OK')
  secure.destroy()
  const plain = await tunnel('shop.com:443')
  plain.socket.write('GET /?c=4242424242424242 HTTP/1.1\r\n\r\n')
  await closed(plain.socket)
  expect(proxy.refusals).toMatchObject([{ why: 'not_tls' }])
  expect((await tunnel('127.0.0.1:443')).line).toContain('403')
  expect((await tunnel('shop.com:25')).line).toContain('403')
})

it('loads so much and no more', async () => {
  sites.set('pour.com', (_request, response) => {
    const piece = Buffer.alloc(1_000_000)
    response.on('error', () => {})
    const pour = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', pour)
    pour()
    return undefined
  })
  await expect(ask('http://pour.com/')).rejects.toThrow('aborted')
  expect(proxy.bytes.in).toBeLessThan(PROXY_LIMITS.bytesInMax + 1_000_000)
  expect((await ask('http://shop.com/')).status).toBe(403)
  expect(proxy.refusals).toMatchObject([{ host: 'shop.com', why: 'limit' }])
})

it('cuts every connection when it is sealed, and makes no other', async () => {
  const { socket } = await tunnel('shop.com:443')
  const secure = connectTls({ socket, servername: 'shop.com', rejectUnauthorized: false })
  secure.on('error', () => {})
  await new Promise<void>((resolve) => secure.once('secureConnect', () => resolve()))
  const before = sites.bytes()
  proxy.seal()
  secure.write('POST / HTTP/1.1\r\n\r\n')
  await closed(socket)
  expect((await ask('http://shop.com/')).status).toBe(403)
  expect((await tunnel('shop.com:443')).line).toContain('403')
  expect(sites.bytes()).toBe(before)
  expect(proxy.refusals.map(({ why }) => why)).toEqual(['sealed', 'sealed'])
})

it('says 502 for a status that is none, and goes on', async () => {
  sites.set('odd.com', (_request, response) => {
    response.socket!.end('HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n')
    return undefined
  })
  expect((await ask('http://odd.com/')).status).toBe(502)
  expect(await ask('http://shop.com/')).toEqual({ status: 200, text: 'hello' })
})
