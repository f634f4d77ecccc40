/** What a registry says about a domain (RDAP, else WHOIS). Times are milliseconds since the epoch. */
export interface RegistrationObservation {
  readonly domain: string
  readonly registeredAtMs: number | null
  readonly expiresAtMs: number | null
  readonly changedAtMs: number | null
  readonly registrar: string | null
  /** A service stands in for the registrant, or the registry keeps the registrant back. */
  readonly privacyService: string | null
  readonly registrantCountry: string | null
  /** Lower case, sorted. */
  readonly nameServers: readonly string[]
  /** EPP statuses (RFC 8056), as in RDAP: `client hold`. */
  readonly statuses: readonly string[]
  /** `list`: a list of new registrations said so. */
  readonly source: 'rdap' | 'whois' | 'list'
  readonly observedAtMs: number
}
