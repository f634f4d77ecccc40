import { parse } from 'tldts'

export interface DomainParts {
  /** What one owner registered below the suffix; `null`: the name is a suffix itself, or has no dot. */
  readonly registrable: string | null
  /** `null`: the name has no dot, or is a number. */
  readonly publicSuffix: string | null
  /** The suffix is in the Public Suffix List: other names are of a private network, or mistyped. */
  readonly isListed: boolean
  /** The suffix belongs to a company that lets names below it: address, certificate and age are its own. */
  readonly isRented: boolean
}

const HOW = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
  mixedInputs: false,
} as const

/**
 * Parts of a name by the Public Suffix List, with its private part: strangers rent names below
 * `github.io`, so that each is a site of its own.
 *
 * @param name lower-case ASCII, without a dot at its end
 */
export function domainParts(name: string): DomainParts {
  const { domain, publicSuffix, isIcann, isPrivate } = parse(name, HOW)
  const isListed = isIcann === true || isPrivate === true
  if (!isListed && !name.includes('.')) {
    return { registrable: null, publicSuffix: null, isListed, isRented: false }
  }
  return { registrable: domain, publicSuffix, isListed, isRented: isPrivate === true }
}
