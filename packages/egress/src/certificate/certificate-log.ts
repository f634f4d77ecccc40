import type { ConfiguredDoor } from '../configured-door.ts'
import { EgressError } from '../egress-error.ts'
import type { ShownCertificate } from './read-certificate.ts'

/** A certificate in a public log (RFC 9162). An index may not say its fingerprint: then it is empty. */
export type LoggedCertificate = Omit<ShownCertificate, 'problem'>

export type CertificateLogAnswer =
  | { readonly state: 'found'; readonly certificates: readonly LoggedCertificate[] }
  | { readonly state: 'failed'; readonly problem: string }

/**
 * The port to certificate transparency: which certificates name a domain. No log is asked unless the
 * operator names an index, because whoever runs it learns what is looked at.
 */
export interface CertificateLog {
  /** Earliest first. Never throws for what a server does. */
  certificatesOf(domain: string, signal?: AbortSignal): Promise<CertificateLogAnswer>
}

const BYTES_MAX = 4_194_304
const TIMEOUT_MS = 10_000
const CERTIFICATES_MAX = 1000
const NAMES_MAX = 100

/**
 * @param template URL of an index that answers JSON, with `{domain}` where the domain goes:
 * `https://crt.sh/?q={domain}&output=json`
 */
export function openCertificateIndex(door: ConfiguredDoor, template: string): CertificateLog {
  return {
    async certificatesOf(domain, signal) {
      const url = template.replaceAll('{domain}', encodeURIComponent(domain))
      try {
        const limits = { bytesMax: BYTES_MAX, timeoutMs: TIMEOUT_MS }
        const { status, body } = await door.send({
          method: 'GET',
          url,
          limits,
          ...(signal === undefined ? {} : { signal }),
        })
        if (status !== 200) return { state: 'failed', problem: `status ${status}` }
        const read = readCertificateList(new TextDecoder().decode(body), domain)
        return read ?? { state: 'failed', problem: 'it is no list of certificates' }
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        return { state: 'failed', problem: error.code }
      }
    },
  }
}

/**
 * A log that stands in a text, for installations without internet: the same list for all domains.
 * @returns `null`: it is no such list
 */
export function certificateLogOf(text: string): CertificateLog | null {
  if (readCertificateList(text, null) === null) return null
  return {
    certificatesOf: async (domain) =>
      readCertificateList(text, domain) ?? { state: 'failed', problem: 'it is no list' },
  }
}

/**
 * Reads a list of certificates: rows with the names that crt.sh gives them (`issuer_name`,
 * `name_value`, `not_before`, `not_after`), and `sha256` where it is known. Rows of another shape
 * and rows about other domains are left out.
 */
function readCertificateList(text: string, domain: string | null): CertificateLogAnswer | null {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(rows)) return null
  const certificates = (rows as unknown[]).flatMap((row) => {
    const certificate = certificateOf((row ?? {}) as Record<string, unknown>)
    return certificate !== null && (domain === null || names(certificate, domain))
      ? [certificate]
      : []
  })
  certificates.sort((a, b) => a.notBeforeMs - b.notBeforeMs)
  return { state: 'found', certificates: certificates.slice(0, CERTIFICATES_MAX) }
}

function certificateOf(row: Record<string, unknown>): LoggedCertificate | null {
  const { issuer_name: issuer, name_value: value, sha256 } = row
  const [notBeforeMs, notAfterMs] = [timeOf(row['not_before']), timeOf(row['not_after'])]
  if (typeof issuer !== 'string' || typeof value !== 'string') return null
  if (!Number.isFinite(notBeforeMs) || !Number.isFinite(notAfterMs)) return null
  const subjectNames = value
    .toLowerCase()
    .split(/\s+/)
    .filter((each) => each !== '')
  return {
    fingerprint:
      typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256) ? sha256.toLowerCase() : '',
    issuer: issuer.slice(0, 200),
    subjectNames: [...new Set(subjectNames)].sort().slice(0, NAMES_MAX),
    notBeforeMs,
    notAfterMs,
  }
}

/** Indexes write times in UTC and leave the zone out. */
function timeOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN
  return Date.parse(/[zZ]$|[+-]\d{2}:?\d{2}$/.test(value) ? value : `${value}Z`)
}

function names({ subjectNames }: LoggedCertificate, domain: string): boolean {
  return subjectNames.some((name) => name === domain || name.endsWith(`.${domain}`))
}
