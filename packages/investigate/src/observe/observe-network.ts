import {
  EgressError,
  type CertificateLog,
  type CertificateReader,
  type DnsAnswer,
  type NameResolver,
} from '@gatehouse/egress'
import type { NetworkObservation, SeenCertificate } from '@gatehouse/sites'

export interface NetworkParts {
  readonly resolver: NameResolver
  readonly certificates: CertificateReader
  /** Public logs; `null`: the operator has named none, and none is asked. */
  readonly log: CertificateLog | null
  /** Which network announces an address, by local data. */
  readonly networkOf: (
    address: string,
  ) => { readonly asNumber: number; readonly asName: string | null } | null
  readonly nowMs: () => number
}

const TIMEOUT_MS = 10_000
/** Records of one kind that are kept. */
const RECORDS_MAX = 50
/** Of one TXT record. */
const TEXT_LENGTH_MAX = 500

/**
 * DNS, TLS and public logs of a host, all side by side. What nobody could say is `null`; what is
 * certainly not there is an empty list. Never throws for what a server does.
 *
 * @param host lower-case ASCII name
 * @param domain its registrable domain: name servers, mail, texts and logs are asked of it
 */
export async function observeNetwork(
  { resolver, certificates, log, networkOf, nowMs }: NetworkParts,
  { host, domain }: { readonly host: string; readonly domain: string },
  outer?: AbortSignal,
): Promise<NetworkObservation> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS)
  const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
  const [ipv4, ipv6, nameServers, mail, texts, certificate, logged] = await Promise.all([
    resolver.ipv4(host, signal),
    resolver.ipv6(host, signal),
    resolver.nameServers(domain, signal),
    resolver.mail(domain, signal),
    resolver.texts(domain, signal),
    certificateOf(certificates, host, signal),
    log === null ? null : log.certificatesOf(domain, signal),
  ])
  const addresses = addressesOf(recordsOf(ipv4), recordsOf(ipv6))
  const network = addresses?.[0] === undefined ? null : networkOf(addresses[0])
  return {
    host,
    addresses,
    asNumber: network?.asNumber ?? null,
    asName: network?.asName ?? null,
    nameServers: sorted(recordsOf(nameServers)),
    mailExchanges: sorted(recordsOf(mail)?.map(({ exchange }) => exchange) ?? null),
    texts: sorted(recordsOf(texts)?.map((text) => text.slice(0, TEXT_LENGTH_MAX)) ?? null),
    certificate,
    logged: logged?.state === 'found' ? logged.certificates : null,
    observedAtMs: nowMs(),
  }
}

function recordsOf<Record>(answer: DnsAnswer<Record>): readonly Record[] | null {
  if (answer.state === 'failed') return null
  return answer.state === 'found' ? answer.records : []
}

/** One family that fails leaves what the other says. */
function addressesOf(
  ipv4: readonly string[] | null,
  ipv6: readonly string[] | null,
): readonly string[] | null {
  if (ipv4 === null && ipv6 === null) return null
  const all = [...(ipv4 ?? []), ...(ipv6 ?? [])]
  if (all.length === 0 && (ipv4 === null || ipv6 === null)) return null
  return sorted(all)
}

function sorted(values: readonly string[] | null): readonly string[] | null {
  return values === null ? null : [...new Set(values)].sort().slice(0, RECORDS_MAX)
}

async function certificateOf(
  reader: CertificateReader,
  host: string,
  signal: AbortSignal,
): Promise<SeenCertificate | null> {
  try {
    return await reader.read(host, signal)
  } catch (error) {
    if (error instanceof EgressError) return null
    throw error
  }
}
