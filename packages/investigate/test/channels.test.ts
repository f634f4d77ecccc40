/**
 * A page that sends a card by every channel that a browser has, to public names over HTTP and HTTPS
 * and to loopback itself. Servers count what arrives: behind the walls nothing does.
 */
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BROWSER_CHANNELS, leakyPage, startFakeSites } from '@gatehouse/testkit'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWalker } from '../src/index.ts'
import { browserUser, startBrowser } from '../src/payment-flow/browser-process.ts'

const CHROMIUM = '/usr/lib/chromium/chromium'
const isInstalled = existsSync(CHROMIUM)
if (!isInstalled) console.warn('SKIPPED: browser channels need the Debian package chromium')

/** Answers every connection, with a page where there is one, and keeps what it was told. */
async function startCanary() {
  const heard: string[] = []
  let page = ''
  const sockets = new Set<Socket>()
  let connections = 0
  const tcp = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (piece: Buffer) => {
      heard.push(piece.toString('latin1'))
      const body = piece.toString('latin1').startsWith('GET /page ') ? page : ''
      const head = `Content-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close`
      socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`)
    })
  })
  const udp = createSocket('udp4')
  let datagrams = 0
  udp.on('message', () => (datagrams += 1))
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => udp.bind(0, '127.0.0.1', done))
  return {
    origin: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`,
    stunPort: udp.address().port,
    connections: () => connections,
    datagrams: () => datagrams,
    show: (html: string) => void (page = html),
    channels: () =>
      new Set(
        heard.flatMap((text) => [...text.matchAll(/\/leak\/([a-z-]+)/g)].map(([, name]) => name!)),
      ),
    async close() {
      for (const socket of sockets) socket.destroy()
      udp.close()
      await new Promise((done) => tcp.close(done))
    },
  }
}

describe.skipIf(!isInstalled)(
  'a card that a page sends by every channel (Debian package chromium)',
  () => {
    let canary: Awaited<ReturnType<typeof startCanary>>
    let sites: Awaited<ReturnType<typeof startFakeSites>>
    beforeAll(async () => {
      canary = await startCanary()
      sites = await startFakeSites()
    })
    afterAll(() => Promise.all([canary.close(), sites.close()]))

    it('are 29 channels or more', () => {
      expect(Object.keys(BROWSER_CHANNELS).length).toBeGreaterThanOrEqual(29)
    })

    it('reaches nobody behind the walls: no byte, no datagram, no connection', async () => {
      sites.set('leaky.com', {
        '/': leakyPage(['http://sink.com', 'https://sink.com', canary.origin], canary.stunPort),
      })
      sites.set('sink.com', () => '')
      const walker = openWalker({ ...sites, ownAddresses: () => new Set(), nowMs: Date.now })
      try {
        const { look } = await walker.walk('http://leaky.com/')
        if (look.state !== 'seen') throw new Error(look.reason)
        const { destinations, reached, problem } = look.observation
        expect({ reached, problem }).toEqual({ reached: 'submitted', problem: null })
        // What was stopped was seen as well, on all three ways.
        const seen = (origin: string) =>
          destinations.filter(({ url, hasCard }) => hasCard && url.startsWith(origin)).length
        expect(seen('http://sink.com')).toBeGreaterThanOrEqual(12)
        expect(seen('https://sink.com')).toBeGreaterThanOrEqual(12)
        expect(seen(canary.origin)).toBeGreaterThanOrEqual(12)
      } finally {
        await walker.close()
      }
      expect(sites.requests.map(({ host, url }) => host + url)).toEqual(['leaky.com/'])
      expect(canary.connections()).toBe(0)
      expect(canary.datagrams()).toBe(0)
    })

    it('reaches nobody by the proxy alone, where nothing is stopped in the browser', async () => {
      const { openFilteringProxy } = await import('../src/payment-flow/filtering-proxy.ts')
      const { openPublicConnections } = await import('@gatehouse/egress')
      const proxy = await openFilteringProxy(
        openPublicConnections({ ...sites, ownAddresses: () => new Set() }),
      )
      const browser = await startBrowser({
        executable: CHROMIUM,
        user: browserUser(),
        proxyPort: proxy.port,
      })
      const before = sites.requests.length
      try {
        const context = await browser.browser.newContext({ ignoreHTTPSErrors: true })
        const page = await context.newPage()
        await page.goto('http://leaky.com/')
        proxy.seal()
        await page.fill('#n', '4242424242424242')
        await page.waitForTimeout(2500)
      } finally {
        await browser.close()
        await proxy.close()
      }
      // Browsers may read the icon of a page before the wall is shut: it carries nothing.
      const arrived = sites.requests.slice(before).map(({ host, url }) => host + url)
      expect(arrived.filter((address) => address !== 'leaky.com/favicon.ico')).toEqual([
        'leaky.com/',
      ])
      expect(canary.connections()).toBe(0)
      expect(canary.datagrams()).toBe(0)
      expect(proxy.refusals.length).toBeGreaterThanOrEqual(20)
    })

    it('arrives by most channels in a bare browser: the page does what it says', async () => {
      const user = browserUser()
      const folder = await mkdtemp(join(tmpdir(), 'bare-'))
      // The walls are off: no proxy is in the way, nothing is stopped. It shows no page but our own.
      const browser = await chromium.launch({
        executablePath: CHROMIUM,
        chromiumSandbox: user === null,
        env: { ...process.env, HOME: folder },
      })
      try {
        const page = await browser.newPage()
        canary.show(leakyPage([canary.origin], canary.stunPort))
        await page.goto(`${canary.origin}/page`)
        await page.fill('#n', '4242424242424242')
        const heard = () => canary.channels().size >= 20 && canary.datagrams() > 0
        await expect.poll(heard, { timeout: 15_000 }).toBe(true)
      } finally {
        await browser.close()
        await rm(folder, { recursive: true, force: true })
      }
      expect(canary.channels().size).toBeGreaterThanOrEqual(20)
      expect(canary.datagrams()).toBeGreaterThan(0)
    })
  },
)
