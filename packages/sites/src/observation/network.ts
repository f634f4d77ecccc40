/** A certificate that a site showed. Times are milliseconds since the epoch. */
export interface SeenCertificate {
  /** SHA-256 over the DER bytes, lower-case hexadecimal; empty where an index does not say. */
  readonly fingerprint: string
  readonly issuer: string
  readonly subjectNames: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Why a browser would warn of it: `CERT_HAS_EXPIRED` ...; `null`: it would not. */
  readonly problem?: string | null
}

/** What DNS, TLS and certificate transparency say about a host. `null`: nobody could say. */
export interface NetworkObservation {
  readonly host: string
  /** IPv4 and IPv6, sorted. */
  readonly addresses: readonly string[] | null
  /** Number of the network that announces the first address. */
  readonly asNumber: number | null
  readonly asName: string | null
  readonly nameServers: readonly string[] | null
  readonly mailExchanges: readonly string[] | null
  readonly texts: readonly string[] | null
  readonly certificate: SeenCertificate | null
  /** Certificates in public logs that name the domain, earliest first. */
  readonly logged: readonly SeenCertificate[] | null
  readonly observedAtMs: number
}
