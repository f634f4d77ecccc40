import { getPublicSuffix } from 'tldts'

/**
 * Whether strangers may register names below a domain: `com`, `co.uk`, and those that companies
 * let (`github.io`, `uk.com`). By the Public Suffix List that `tldts` carries, both of its parts;
 * a top-level domain that it does not know is one too.
 *
 * @param domain lower-case ASCII, without a dot at its end
 */
export function isPublicSuffix(domain: string): boolean {
  const suffix = getPublicSuffix(domain, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
  })
  return suffix === domain
}
