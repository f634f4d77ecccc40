/** What stands in `privacyService` where the registry itself keeps the registrant back. */
export const REDACTED = 'redacted'

/**
 * Services that stand in for registrants, by what their registrations say in `org` or `fn`. The
 * names are those that the services give themselves in public registration data; the second of a
 * pair is looked for in lower-case text.
 */
const SERVICES: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    REDACTED,
    /redacted for privacy|^redacted\b|data (?:redacted|protected)|gdpr (?:masked|redacted)/,
  ],
  [REDACTED, /statutory masking|not disclosed|^hidden upon user request|^rgpd/],
  ['Withheld for Privacy', /withheld for privacy/],
  ['WhoisGuard', /whoisguard/],
  ['Domains By Proxy', /domains by proxy/],
  ['Registration Private', /^registration private/],
  ['Contact Privacy', /contact privacy inc/],
  ['PrivacyGuardian', /privacyguardian/],
  ['Super Privacy Service', /super privacy service/],
  ['Perfect Privacy', /perfect privacy/],
  ['PrivacyProtect', /privacy ?protect,|privacyprotect\.org/],
  ['Domain Privacy Service', /domain privacy service/],
  ['Domain Protection Services', /domain protection services/],
  ['Whois Privacy Service', /whois privacy serv/],
  ['Whois Privacy Corp', /whois privacy corp/],
  ['Whois Privacy Protection Service', /whois privacy protection/],
  ['WhoisProxy', /whoisproxy|whois ?agent|whois proxy/],
  ['Whoisprotection', /whoisprotection|whois protection/],
  ['Private by Design', /private by design/],
  ['Anonymize', /anonymize/],
  ['Njalla', /njalla|1337 services/],
  ['Proxy Protection', /proxy protection/],
  ['Identity Protection Service', /identity protect/],
  ['Moniker Privacy Services', /moniker privacy/],
  ['Jewella Privacy', /jewella privacy/],
  ['Digital Privacy Corporation', /digital privacy corp/],
  ['Privacy Hero', /privacy hero/],
  ['Private Whois', /private ?whois|whois ?private/],
  ['Fundacion Privacy Services', /fundaci[oó]n privacy|privacy services ltd/],
  ['Tucows privacy', /opensrs privacy|contactprivacy/],
  ['Global Domain Privacy', /global domain privacy/],
  ['Name Silo privacy', /namesilo.*privacy/],
  ['Dynadot Privacy', /dynadot privacy/],
  ['Gandi whois obfuscation', /gandi.*(?:obfuscat|privacy)/],
  ['OVH owner protection', /^owner of .*ovh|o-w-o/],
  ['Ionos privacy', /1&1.*privat|ionos.*privacy/],
  [
    'a privacy service',
    /\bprivacy (?:service|protection|shield|guard)|whois ?privacy|\bprivate registra/,
  ],
]

/** Longer text is nobody's name. */
const LENGTH_MAX = 300

/** Whose service this name of a registrant is; `null`: none that is known. */
export function privacyServiceIn(registrant: string): string | null {
  const text = registrant.slice(0, LENGTH_MAX).trim().toLowerCase()
  if (text === '') return null
  return SERVICES.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}
