import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { loopbackDialer, UNTRUSTED_CERTIFICATE } from '@gatehouse/testkit'
import { afterEach, expect, it } from 'vitest'
import {
  certificateLogOf,
  openCertificateReader,
  type CertificateReader,
  type NameResolver,
} from '../src/index.ts'

const PUBLIC = '93.184.215.14'
const resolver: NameResolver = {
  ipv4: async (name) => ({
    state: 'found',
    records: [name === 'inside.example.com' ? '192.168.1.1' : PUBLIC],
    ttlSeconds: 60,
  }),
  ipv6: async () => ({ state: 'no_data' }),
  mail: async () => ({ state: 'no_data' }),
  nameServers: async () => ({ state: 'no_data' }),
  texts: async () => ({ state: 'no_data' }),
}

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
})

async function readerOf(server: Server): Promise<CertificateReader> {
  servers.push(server)
  server.on('connection', (socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return openCertificateReader({ resolver, dialer: loopbackDialer({ [PUBLIC]: port }) })
}

it('reads a certificate that nobody trusts, and says so', async () => {
  const reader = await readerOf(createTlsServer(UNTRUSTED_CERTIFICATE))
  expect(await reader.read('shop.example.com')).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    issuer: 'Gatehouse tests, shop.example.com',
    subjectNames: ['*.example.com', '*.shop.com', 'shop.example.com'],
    notBeforeMs: expect.any(Number),
    notAfterMs: expect.any(Number),
    problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
})

it('ends typed where there is no TLS, and goes to public addresses only', async () => {
  const reader = await readerOf(createTcpServer((socket) => socket.end('hello')))
  await expect(reader.read('shop.example.com')).rejects.toMatchObject({ code: 'tls_failed' })
  await expect(reader.read('inside.example.com')).rejects.toMatchObject({ code: 'refused_address' })
  await expect(reader.read('localhost')).rejects.toMatchObject({ code: 'refused_target' })
})

it('waits no longer than it may for a handshake that stalls', async () => {
  const server = createTcpServer((socket) => socket.on('error', () => {}).resume())
  const reader = await readerOf(server)
  const read = reader.read('shop.example.com', AbortSignal.timeout(200))
  await expect(read).rejects.toMatchObject({ code: 'timeout' })
})

it('reads lists of logged certificates, and only those that name the domain', async () => {
  const row = {
    issuer_name: 'C=US, O=CA',
    not_before: '2026-02-01T00:00:00',
    not_after: '2026-05-01T00:00:00',
  }
  const log = certificateLogOf(
    JSON.stringify([
      { ...row, name_value: 'shop.com\nwww.shop.com', sha256: 'A'.repeat(64) },
      { ...row, name_value: 'old.shop.com', not_before: '2025-02-01T00:00:00' },
      { ...row, name_value: 'notshop.com' },
      { ...row, name_value: 7 },
      null,
    ]),
  )
  expect(await log?.certificatesOf('shop.com')).toMatchObject({
    state: 'found',
    certificates: [
      { subjectNames: ['old.shop.com'], fingerprint: '' },
      {
        subjectNames: ['shop.com', 'www.shop.com'],
        fingerprint: 'a'.repeat(64),
        notBeforeMs: Date.parse('2026-02-01T00:00:00Z'),
      },
    ],
  })
  expect(certificateLogOf('{}')).toBeNull()
})
