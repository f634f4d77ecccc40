import { Resolver } from 'node:dns/promises'

/** What the DNS says to one question. Four different things, and none of them means another. */
export type DnsAnswer<Record> =
  | {
      readonly state: 'found'
      readonly records: readonly Record[]
      /** Seconds that the answer is good for; `null` where the resolver does not say. */
      readonly ttlSeconds: number | null
    }
  /** NXDOMAIN: there is no such name, of any type (RFC 8020). */
  | { readonly state: 'no_such_name' }
  /** NODATA: the name exists and has no record of this type (RFC 2308). */
  | { readonly state: 'no_data' }
  /** Nobody could say: SERVFAIL, REFUSED, no answer in time, an answer that cannot be read. */
  | { readonly state: 'failed'; readonly problem: DnsProblem }
export type DnsProblem = 'server_failure' | 'refused' | 'timeout' | 'malformed' | 'unreachable'

export interface MailExchange {
  readonly priority: number
  /** Empty: a null MX, the domain accepts no mail (RFC 7505). */
  readonly exchange: string
}

/** The port to the DNS. Never throws for what a server answers. */
export interface NameResolver {
  ipv4(name: string, signal: AbortSignal): Promise<DnsAnswer<string>>
  ipv6(name: string, signal: AbortSignal): Promise<DnsAnswer<string>>
  mail(name: string, signal: AbortSignal): Promise<DnsAnswer<MailExchange>>
  nameServers(name: string, signal: AbortSignal): Promise<DnsAnswer<string>>
  /** The character strings of each TXT record joined (RFC 7208, section 3.3). */
  texts(name: string, signal: AbortSignal): Promise<DnsAnswer<string>>
}

export interface ResolverOptions {
  /** `address` or `address:port`; the system's when empty. */
  readonly servers?: readonly string[]
  /** For one try. */
  readonly timeoutMs?: number
  readonly tries?: number
}

const TIMEOUT_MS = 1500
const TRIES = 2

/** Asks DNS servers, without the hosts file and without search suffixes. */
export function openResolver(options: ResolverOptions = {}): NameResolver {
  const { servers = [], timeoutMs = TIMEOUT_MS, tries = TRIES } = options
  /** One for each question, because only all questions of one can be cancelled. */
  const ask = async <Record>(
    signal: AbortSignal,
    question: (resolver: Resolver) => Promise<Asked<Record>>,
  ): Promise<DnsAnswer<Record>> => {
    if (signal.aborted) return { state: 'failed', problem: 'timeout' }
    const resolver = new Resolver({ timeout: timeoutMs, tries })
    if (servers.length > 0) resolver.setServers([...servers])
    const cancel = () => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const { records, ttlSeconds } = await question(resolver)
      return records.length === 0 ? { state: 'no_data' } : { state: 'found', records, ttlSeconds }
    } catch (error) {
      return failure((error as { code?: unknown }).code)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
  return {
    ipv4: (name, signal) =>
      ask(signal, async (resolver) => addresses(await resolver.resolve4(name, { ttl: true }))),
    ipv6: (name, signal) =>
      ask(signal, async (resolver) => addresses(await resolver.resolve6(name, { ttl: true }))),
    mail: (name, signal) =>
      ask(signal, async (resolver) => ({
        records: (await resolver.resolveMx(name)).map(({ priority, exchange }) => ({
          priority,
          exchange: exchange === '.' ? '' : exchange.toLowerCase(),
        })),
        ttlSeconds: null,
      })),
    nameServers: (name, signal) =>
      ask(signal, async (resolver) => ({
        records: (await resolver.resolveNs(name)).map((each) => each.toLowerCase()),
        ttlSeconds: null,
      })),
    texts: (name, signal) =>
      ask(signal, async (resolver) => ({
        records: (await resolver.resolveTxt(name)).map((strings) => strings.join('')),
        ttlSeconds: null,
      })),
  }
}

interface Asked<Record> {
  readonly records: readonly Record[]
  readonly ttlSeconds: number | null
}

function addresses(records: readonly { address: string; ttl: number }[]): Asked<string> {
  return {
    records: records.map(({ address }) => address),
    ttlSeconds: records.reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
  }
}

const PROBLEMS: Readonly<Record<string, DnsProblem>> = {
  ESERVFAIL: 'server_failure',
  EREFUSED: 'refused',
  ENOTIMP: 'refused',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
  ECONNREFUSED: 'unreachable',
}

function failure(code: unknown): DnsAnswer<never> {
  if (code === 'ENOTFOUND') return { state: 'no_such_name' }
  if (code === 'ENODATA') return { state: 'no_data' }
  const problem = typeof code === 'string' ? PROBLEMS[code] : undefined
  return { state: 'failed', problem: problem ?? 'malformed' }
}
