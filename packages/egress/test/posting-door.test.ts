import { PassThrough, type Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import { openPostingDoor, type Dial, type NameResolver } from '../src/index.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'hooks.shop.dev': ['93.184.215.14'],
  'inside.shop.dev': ['10.0.0.7'],
  'mixed.shop.dev': ['93.184.215.14', '127.0.0.1'],
}

const resolver = {
  ipv4: async (name: string) =>
    name in NAMES ? { state: 'found', records: NAMES[name]! } : { state: 'absent' },
  ipv6: async () => ({ state: 'absent' }),
} as unknown as NameResolver

/** Answers every request with this head; what was sent is kept. */
function network(answer: string) {
  const dialled: Omit<Dial, 'signal'>[] = []
  let sent = ''
  const dialer = {
    async dial({ address, port, tls }: Dial): Promise<Duplex> {
      dialled.push({ address, port, tls })
      const out = new PassThrough()
      const { Duplex: Both } = await import('node:stream')
      return new Both({
        read() {
          out.once('readable', () => this.push(out.read()))
        },
        write(piece: Buffer, _encoding, done) {
          sent += piece.toString()
          if (sent.endsWith('{"a":1}')) out.write(answer)
          done()
        },
      })
    },
  }
  return { dialer, dialled, sent: () => sent }
}

const request = (url: string) => ({
  url,
  headers: { 'webhook-id': 'evt_1' },
  body: Buffer.from('{"a":1}'),
})

it('sends to the address that the name led to when it was checked, over TLS', async () => {
  const { dialer, dialled, sent } = network('HTTP/1.1 204 No Content\r\n\r\n')
  const door = openPostingDoor({ resolver, dialer, ownAddresses: () => new Set() })
  const { status } = await door.post(request('https://hooks.shop.dev/in?a=1'))
  expect(status).toBe(204)
  expect(dialled).toEqual([
    { address: '93.184.215.14', port: 443, tls: { serverName: 'hooks.shop.dev' } },
  ])
  expect(sent()).toMatch(/^POST \/in\?a=1 HTTP\/1\.1\r\n/)
  expect(sent()).toMatch(/\r\nwebhook-id: evt_1\r\n/i)
})

it('follows no redirect', async () => {
  const { dialer, dialled } = network('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n')
  const door = openPostingDoor({ resolver, dialer, ownAddresses: () => new Set() })
  expect(await door.post(request('https://hooks.shop.dev/'))).toMatchObject({ status: 302 })
  expect(dialled).toHaveLength(1)
})

it('sends nothing to an address inside, by whatever name, nor without TLS', async () => {
  const { dialer, dialled } = network('')
  const door = openPostingDoor({
    resolver,
    dialer,
    ownAddresses: () => new Set(['93.184.215.14']),
  })
  for (const url of [
    'https://inside.shop.dev/',
    'https://mixed.shop.dev/',
    'https://hooks.shop.dev/',
    'https://127.0.0.1/',
    'http://93.184.215.15/',
  ]) {
    await expect(door.post(request(url))).rejects.toMatchObject({
      code: expect.stringMatching(/^refused_(address|target)$/),
    })
  }
  expect(dialled).toEqual([])
})
