/** Which RDAP servers answer for which top-level domain (RFC 9224). */
export interface RdapBootstrap {
  /** When IANA published it, RFC 3339. */
  readonly publication: string
  /** Base URLs by TLD or longer suffix, lower-case; `https` only, each with a `/` at its end. */
  readonly servers: ReadonlyMap<string, readonly string[]>
}

export type BootstrapResult =
  | { readonly ok: true; readonly bootstrap: RdapBootstrap }
  | { readonly ok: false; readonly problem: string }

/** IANA lists about 1,200 domains. */
const ENTRIES_MAX = 20_000

/**
 * Reads the file that IANA publishes at https://data.iana.org/rdap/dns.json. Servers without
 * `https` are left out: what they say could be anybody's.
 */
export function readBootstrap(text: string): BootstrapResult {
  let file: { version?: unknown; publication?: unknown; services?: unknown }
  try {
    file = JSON.parse(text) as typeof file
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  if (file === null || typeof file !== 'object' || !Array.isArray(file.services)) {
    return { ok: false, problem: 'it has no `services` (RFC 9224)' }
  }
  const servers = new Map<string, readonly string[]>()
  for (const service of file.services as unknown[]) {
    if (!Array.isArray(service) || !isTexts(service[0]) || !isTexts(service[1])) {
      return { ok: false, problem: 'a service is not a pair of domains and URLs (RFC 9224)' }
    }
    const secure = service[1].flatMap((url) => (/^https:\/\//i.test(url) ? [withSlash(url)] : []))
    if (secure.length === 0) continue
    for (const domain of service[0]) servers.set(domain.toLowerCase(), secure)
    if (servers.size > ENTRIES_MAX) return { ok: false, problem: 'it is longer than any real one' }
  }
  const publication = typeof file.publication === 'string' ? file.publication : ''
  return { ok: true, bootstrap: { publication, servers } }
}

/** The servers of the longest suffix that is listed; none: the registry offers no RDAP. */
export function serversFor({ servers }: RdapBootstrap, domain: string): readonly string[] {
  const labels = domain.split('.')
  for (let from = 1; from < labels.length; from++) {
    const known = servers.get(labels.slice(from).join('.'))
    if (known !== undefined) return known
  }
  return []
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}
