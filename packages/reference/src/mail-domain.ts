import { countryRow } from './country.ts'
import { hasDomainOrParent } from './domain-set.ts'
import { StringIndex } from './string-index.ts'
import type { TableFile } from './table-file.ts'

/** What the domain of an address tells, whoever has the mailbox. */
export interface MailDomainFacts {
  readonly domain: string
  readonly topLevelDomain: string
  readonly topLevelCountry: string | null
  readonly isFree: boolean
  readonly isDisposable: boolean
}

/** Most addresses are with one of a few hundred providers. */
const PROVIDERS_REMEMBERED = 2000

/** Provider lists: throw-away and free mailboxes. */
export class MailTables {
  readonly #disposable: StringIndex
  readonly #free: StringIndex
  /** Providers only: a domain that is in no list may be one person's own. */
  readonly #remembered = new Map<string, MailDomainFacts>()

  constructor(file: TableFile) {
    this.#disposable = StringIndex.from(file, 'disposable')
    this.#free = StringIndex.from(file, 'free')
  }

  domain(domain: string): MailDomainFacts {
    const remembered = this.#remembered.get(domain)
    if (remembered !== undefined) return remembered
    if (!this.#free.has(domain) && !this.#disposable.has(domain)) return this.#facts(domain)
    // A copy: a part of a longer text would keep the whole address in memory.
    const facts = this.#facts(Buffer.from(domain).toString())
    if (this.#remembered.size >= PROVIDERS_REMEMBERED) this.#remembered.clear()
    this.#remembered.set(facts.domain, facts)
    return facts
  }

  #facts(domain: string): MailDomainFacts {
    const topLevelDomain = domain.slice(domain.lastIndexOf('.') + 1)
    return {
      domain,
      topLevelDomain,
      topLevelCountry: topLevelCountry(topLevelDomain),
      isFree: hasDomainOrParent(this.#free, domain),
      isDisposable: hasDomainOrParent(this.#disposable, domain),
    }
  }
}

/** Two-letter domains are country codes (RFC 1591), except `uk`, `eu` and the few sold to all. */
function topLevelCountry(label: string): string | null {
  if (label.length !== 2) return null
  if (label === 'uk') return 'GB'
  const code = label.toUpperCase()
  return countryRow(code) === undefined ? null : code
}
