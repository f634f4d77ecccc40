import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { EgressError, type Dialer, type DnsAnswer, type NameResolver } from '@gatehouse/egress'
import { DRILL_CERTIFICATE } from './drill-certificate.ts'
import { drillPage } from './pages.ts'
import type { DrillSite, EnergyWorld } from './world.ts'

/** A small internet on loopback: names, a registry and every site, behind the doors that all looks go through. */
export interface LocalInternet {
  readonly resolver: NameResolver
  readonly dialer: Dialer
  /** Requests with a body, or with what may be a card in the address, that reached a site: none may. */
  readonly posted: () => number
  /** Where the registry is, by the rules of IANA's list (RFC 9224). */
  readonly bootstrap: string
  close(): Promise<void>
}

/** Each ending has a registry of its own, as in the world. */
const REGISTRY = 'registry-of-endings.com'
const REGISTRY_ADDRESS = '192.34.234.30'
const TTL_S = 300
const HTTPS = 443
const CRAWLER = /bot|crawl|spider/i
/** Fifteen digits and more, with signs between them or not. */
const CARD_LIKE = /\d(?:\D{0,3}\d){14}/

export async function openLocalInternet(world: EnergyWorld): Promise<LocalInternet> {
  const byName = new Map<string, DrillSite>()
  for (const site of world.sites) byName.set(site.domain, site)
  const siteOf = (host: string): DrillSite | undefined => {
    // Hosts below a domain are the same owner's.
    for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
      const site = byName.get(name)
      if (site !== undefined) return site
    }
    return undefined
  }
  let posted = 0
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    if (isRegistry(host)) return answerRegistry(byName, request, response)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || CARD_LIKE.test(request.url ?? '')) posted++
    return answerSite(siteOf(host), world.apiKey, request, response)
  }
  const plain = createServer(answer)
  const secure = createTlsServer({ ...DRILL_CERTIFICATE }, answer)
  const servers = [plain, secure]
  const [plainPort, securePort] = await Promise.all(servers.map(portOf))
  const endings = [...new Set(world.sites.map(({ domain }) => domain.replace(/^[^.]+\./, '')))]
  return {
    resolver: resolverOf(siteOf),
    dialer: loopbackTo(plainPort!, securePort!),
    posted: () => posted,
    bootstrap: JSON.stringify({
      version: '1.0',
      services: endings.map((ending) => [[ending], [`https://${ending}.${REGISTRY}/`]]),
    }),
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve())
              server.closeAllConnections()
            }),
        ),
      )
    },
  }
}

function isRegistry(host: string): boolean {
  return host.endsWith(`.${REGISTRY}`)
}

function answerSite(
  site: DrillSite | undefined,
  apiKey: string,
  { headers, url = '/' }: IncomingMessage,
  response: ServerResponse,
): void {
  const path = url.replace(/[?#].*$/, '')
  const seenAs = CRAWLER.test(headers['user-agent'] ?? '') ? 'crawler' : 'shopper'
  const page = site === undefined ? null : drillPage(site, path, seenAs, apiKey)
  const type = 'text/html; charset=utf-8'
  response.writeHead(page === null ? 404 : 200, { 'content-type': type, connection: 'close' })
  response.end(page === null ? '<!doctype html><title>Not found</title>' : page.html)
}

/** A domain object as registries give it (RFC 9083). */
function answerRegistry(
  sites: ReadonlyMap<string, DrillSite>,
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
): void {
  const site = sites.get(decodeURIComponent(url.replace('/domain/', '')))
  const headers = { 'content-type': 'application/rdap+json', connection: 'close' }
  if (site === undefined) {
    response.writeHead(404, headers)
    response.end('{"errorCode":404}')
    return
  }
  response.writeHead(200, headers)
  response.end(JSON.stringify(rdapObject(site)))
}

const YEAR_MS = 365 * 86_400_000

function rdapObject(site: DrillSite): object {
  const time = (atMs: number) => new Date(atMs).toISOString()
  const entity = (role: string, name: string) => ({
    objectClassName: 'entity',
    roles: [role],
    vcardArray: [
      'vcard',
      [
        ['version', {}, 'text', '4.0'],
        ['fn', {}, 'text', name],
      ],
    ],
  })
  return {
    objectClassName: 'domain',
    ldhName: site.domain,
    status: ['active'],
    nameservers: site.nameServers.map((ldhName) => ({ objectClassName: 'nameserver', ldhName })),
    events: [
      { eventAction: 'registration', eventDate: time(site.registeredAtMs) },
      { eventAction: 'expiration', eventDate: time(site.registeredAtMs + YEAR_MS) },
    ],
    entities: [
      entity('registrar', site.registrar),
      ...(site.privacyService === null ? [] : [entity('registrant', site.privacyService)]),
    ],
  }
}

function resolverOf(siteOf: (host: string) => DrillSite | undefined): NameResolver {
  const found = <Record>(records: readonly Record[]): DnsAnswer<Record> =>
    records.length === 0 ? { state: 'no_data' } : { state: 'found', records, ttlSeconds: TTL_S }
  const of = <Record>(
    name: string,
    records: (site: DrillSite) => readonly Record[],
  ): DnsAnswer<Record> => {
    const site = siteOf(name)
    return site === undefined ? { state: 'no_such_name' } : found(records(site))
  }
  const isHonest = ({ role }: DrillSite) => !role.startsWith('scam')
  return {
    ipv4: async (name) =>
      isRegistry(name) ? found([REGISTRY_ADDRESS]) : of(name, ({ address }) => [address]),
    ipv6: async (name) =>
      isRegistry(name) || siteOf(name) !== undefined
        ? { state: 'no_data' }
        : { state: 'no_such_name' },
    nameServers: async (name) => of(name, ({ nameServers }) => nameServers),
    mail: async (name) =>
      of(name, (site) =>
        isHonest(site) ? [{ priority: 10, exchange: `mail.${site.domain}` }] : [],
      ),
    texts: async (name) => of(name, (site) => (isHonest(site) ? ['v=spf1 mx -all'] : [])),
  }
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/**
 * Whatever address is asked for: the servers here have every site. Who wants TLS of the dialer gets
 * a plain connection, because no certificate of a drill could be trusted; who brings its own, as a
 * browser does, is led to the server that speaks it.
 */
function loopbackTo(plainPort: number, securePort: number): Dialer {
  return {
    dial: ({ port, tls, signal }) =>
      new Promise<Duplex>((resolve, reject) => {
        const isOwnTls = port === HTTPS && tls === null
        const to = { host: '127.0.0.1', port: isOwnTls ? securePort : plainPort }
        const socket = connect(to)
        const refuse = (error: Error) => {
          socket.destroy()
          reject(new EgressError('connect_failed', error.message))
        }
        socket.once('error', refuse)
        signal.addEventListener('abort', () => refuse(new Error('given up')), { once: true })
        socket.once('connect', () => {
          socket.removeListener('error', refuse)
          socket.on('error', () => {})
          resolve(socket)
        })
      }),
  }
}
