import { isPublicName } from '../hostile/host-names.ts'
import type { DnsAnswer, NameResolver } from '../resolver.ts'

/** What the DNS says about a domain that mail is sent to. `null`: nobody could say. */
export interface MailDomain {
  readonly exists: boolean | null
  /** It has an address of its own (A or AAAA). */
  readonly resolves: boolean | null
  /** It names a host for its mail, or has an address that mail goes to (RFC 5321, section 5.1). */
  readonly acceptsMail: boolean | null
  readonly nameServers: readonly string[]
  /** The answer is good for this long; `null`: by no word of the DNS. */
  readonly ttlSeconds: number | null
}

const NOWHERE: MailDomain = {
  exists: false,
  resolves: false,
  acceptsMail: false,
  nameServers: [],
  ttlSeconds: null,
}

/** Asks all four questions side by side. Never throws for what a server answers. */
export async function lookUpMailDomain(
  resolver: NameResolver,
  domain: string,
  signal: AbortSignal,
): Promise<MailDomain> {
  // Nobody outside is asked about names that are not public: they would only learn of them.
  if (!isPublicName(domain)) return NOWHERE
  const [ipv4, ipv6, mail, nameServers] = await Promise.all([
    resolver.ipv4(domain, signal),
    resolver.ipv6(domain, signal),
    resolver.mail(domain, signal),
    resolver.nameServers(domain, signal),
  ])
  const resolves = either(hasAny(ipv4), hasAny(ipv6))
  return {
    exists: existence([ipv4, ipv6, mail, nameServers]),
    resolves,
    acceptsMail: accepts(mail, resolves),
    nameServers: nameServers.state === 'found' ? nameServers.records : [],
    ttlSeconds: ttlOf([ipv4, ipv6]),
  }
}

function hasAny(answer: DnsAnswer<unknown>): boolean | null {
  return answer.state === 'failed' ? null : answer.state === 'found'
}

/** True beats unknown, unknown beats false. */
function either(a: boolean | null, b: boolean | null): boolean | null {
  if (a === true || b === true) return true
  return a === null || b === null ? null : false
}

/**
 * One record of any type, or an empty answer, is a name that exists. NXDOMAIN holds for every type,
 * but some servers say it for a type that they do not know: what was found counts for more.
 */
function existence(answers: readonly DnsAnswer<unknown>[]): boolean | null {
  const states = answers.map(({ state }) => state)
  if (states.includes('found')) return true
  if (states.includes('no_such_name')) return false
  return states.includes('no_data') ? true : null
}

function accepts(
  mail: DnsAnswer<{ readonly exchange: string }>,
  resolves: boolean | null,
): boolean | null {
  switch (mail.state) {
    case 'found':
      return mail.records.some(({ exchange }) => exchange !== '')
    case 'failed':
      return null
    case 'no_such_name':
      return false
    case 'no_data':
      return resolves
  }
}

function ttlOf(answers: readonly DnsAnswer<unknown>[]): number | null {
  const ttls = answers.flatMap((answer) =>
    answer.state === 'found' && answer.ttlSeconds !== null ? [answer.ttlSeconds] : [],
  )
  return ttls.length === 0 ? null : Math.min(...ttls)
}
