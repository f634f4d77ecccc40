import type { Link } from '../link/read-link.ts'
import type { BrandFinder } from './brand-finder.ts'
import type { LinkParts } from './link-parts.ts'
import { entropy, meanSurprise } from './surprise.ts'
import type { LexicalTables } from './tables.ts'
import { CLAIM, CREDENTIAL, eachWord, FINANCIAL, kindsOf, REDIRECT_PARAMS, SHOP } from './words.ts'

/** Numbers that trees read, in this order; docs/reference/links.md has a line for each. */
export const NUMERIC_FEATURES = [
  'tld_risk_score',
  'suffix_risk_score',
  'suffix_is_private',
  'brand_in_subdomain',
  'brand_in_label',
  'brand_in_path',
  'brand_is_word',
  'brand_length',
  'brand_misspelt',
  'brand_lookalike',
  'brand_is_own',
  'host_entropy',
  'label_entropy',
  'label_surprise',
  'sub_surprise',
  'path_surprise',
  'special_char_count',
  'is_ip_host',
  'path_depth',
  'has_redirect_param',
  'trust_claim_in_url',
  'financial_vocab_density',
  'financial_words_in_host',
  'credential_words_in_host',
  'credential_words_in_path',
  'shop_words_in_host',
  'claim_words_in_host',
  'host_length',
  'label_length',
  'sub_length',
  'sub_depth',
  'longest_label',
  'path_length',
  'longest_segment',
  'query_length',
  'query_params',
  'label_digits',
  'label_hyphens',
  'label_vowel_share',
  'label_longest_consonants',
  'label_longest_digits',
  'label_words',
  'sub_digits',
  'sub_hyphens',
  'path_digits',
  'path_random_segment',
  'has_port',
  'has_user',
  'has_escapes',
  'has_address_inside',
  'extension_kind',
  'is_punycode',
  'is_dynamic_dns',
  'is_shortener',
  'is_popular',
] as const
export type NumericFeature = (typeof NUMERIC_FEATURES)[number]

const AT = Object.fromEntries(NUMERIC_FEATURES.map((name, at) => [name, at])) as Record<
  NumericFeature,
  number
>

const UNKNOWN_RISK = 0.5
const PAGES = /\.(?:html?|php\d?|aspx?|jsp|cgi|do|cfm)$/
const ADDRESS_INSIDE = /https?(?::|%3a)|\.(?:com|net|org)(?:\/|$)/i
const PROGRAMS = /\.(?:exe|apk|zip|rar|msi|scr|js|vbs|bat|iso|jar|dmg|7z|gz|bin|sh|ps1|dll)$/

/**
 * Computes every number of a link but those that models add.
 *
 * @param into as long as `NUMERIC_FEATURES`; it is returned
 */
export function numericFeatures(
  link: Link,
  parts: LinkParts,
  { suffixRisk, bigrams, brands, popular, shorteners, dynamicDns }: LexicalTables,
  finder: BrandFinder,
  into: Float64Array = new Float64Array(NUMERIC_FEATURES.length),
): Float64Array {
  into.fill(0)
  const { host, suffix, label, sub, path, query } = parts
  const shown = path.length > LOOKED_AT_MAX ? path.slice(0, LOOKED_AT_MAX) : path
  const tail = query === '' ? shown : (shown + query).slice(0, LOOKED_AT_MAX)
  const set = (at: number, value: number | boolean): void => {
    into[at] = value === true ? 1 : value === false ? 0 : value
  }
  const tld = suffix.slice(suffix.lastIndexOf('.') + 1)
  const tldRisk = suffixRisk.get(tld) ?? UNKNOWN_RISK
  set(AT.tld_risk_score, tldRisk)
  set(AT.suffix_risk_score, suffixRisk.get(suffix) ?? tldRisk)
  const isPrivate =
    suffix !== tld && !/^(?:com?|org|net|ac|gov|edu|gob|or|ne|go)\.[a-z]{2}$/.test(suffix)
  set(AT.suffix_is_private, isPrivate)
  brandFeatures(link, parts, brands.own, finder, set)

  set(AT.host_entropy, entropy(host))
  set(AT.label_entropy, entropy(label))
  set(AT.label_surprise, meanSurprise(label, bigrams))
  set(AT.sub_surprise, meanSurprise(sub, bigrams))
  set(AT.path_surprise, meanSurprise(shown, bigrams))
  const words = vocabulary(parts)
  set(AT.special_char_count, specialCharacters(host + path + query))
  set(AT.is_ip_host, link.isIpHost)
  set(AT.path_depth, depthOf(path))
  set(AT.has_redirect_param, hasRedirect(query.slice(0, LOOKED_AT_MAX)))
  set(AT.trust_claim_in_url, words.claims > 0)
  set(AT.financial_vocab_density, words.count === 0 ? 0 : words.financial / words.count)
  set(AT.financial_words_in_host, words.financialInHost)
  set(AT.credential_words_in_host, words.credentialsInHost)
  set(AT.credential_words_in_path, words.credentialsInPath)
  set(AT.shop_words_in_host, words.shopInHost)
  set(AT.claim_words_in_host, words.claimsInHost)

  set(AT.host_length, host.length)
  set(AT.label_length, label.length)
  set(AT.sub_length, sub.length)
  set(AT.sub_depth, sub === '' ? 0 : countOf(sub, DOT) + 1)
  set(AT.longest_label, longestPart(host, DOT))
  set(AT.path_length, path.length)
  set(AT.longest_segment, longestPart(path, SLASH))
  set(AT.query_length, query.length)
  set(AT.query_params, query === '' ? 0 : countOf(query, AMPERSAND) + 1)
  labelFeatures(label, set)
  set(AT.sub_digits, digitsOf(sub))
  set(AT.sub_hyphens, countOf(sub, HYPHEN))
  set(AT.path_digits, digitsOf(path))
  set(AT.path_random_segment, hasRandomRun(shown))
  set(AT.has_port, link.port !== null)
  set(AT.has_user, link.user !== '')
  set(AT.has_escapes, shown.includes('%'))
  set(AT.has_address_inside, tail !== '' && ADDRESS_INSIDE.test(tail))
  set(AT.extension_kind, extensionKind(path))
  set(AT.is_punycode, host.includes('xn--'))
  set(AT.is_dynamic_dns, isBelow(host, dynamicDns))
  set(AT.is_shortener, shorteners.has(host))
  set(AT.is_popular, popular.has(link.registrable ?? host))
  return into
}

function labelFeatures(label: string, set: Set): void {
  let [digits, hyphens, vowels, consonantRun, digitRun, consonantsMax, digitsMax] = [
    0, 0, 0, 0, 0, 0, 0,
  ]
  for (let at = 0; at < label.length; at++) {
    const code = label.charCodeAt(at)
    const isNumber = isDigit(code)
    const isSpoken = isVowel(code)
    if (isNumber) digits++
    if (isSpoken) vowels++
    if (code === HYPHEN) hyphens++
    digitRun = isNumber ? digitRun + 1 : 0
    consonantRun = !isSpoken && code >= 97 && code <= 122 ? consonantRun + 1 : 0
    if (digitRun > digitsMax) digitsMax = digitRun
    if (consonantRun > consonantsMax) consonantsMax = consonantRun
  }
  set(AT.label_digits, digits)
  set(AT.label_hyphens, hyphens)
  set(AT.label_vowel_share, label === '' ? 0 : vowels / label.length)
  set(AT.label_longest_consonants, consonantsMax)
  set(AT.label_longest_digits, digitsMax)
  set(AT.label_words, hyphens + 1)
}

type Set = (at: number, value: number | boolean) => void

function brandFeatures(
  link: Link,
  { label, sub, path }: LinkParts,
  own: ReadonlySet<string>,
  finder: BrandFinder,
  set: Set,
): void {
  const isOwn = own.has(link.registrable ?? '')
  set(AT.brand_is_own, isOwn)
  if (isOwn) return
  const isForeign = link.hostUnicode !== link.host
  const inLabel = finder.find(label, isForeign ? labelOf(link.hostUnicode, link) : label)
  const inSub = sub === '' ? null : finder.find(sub)
  set(AT.brand_in_label, inLabel.inside !== '')
  set(AT.brand_in_subdomain, inSub !== null && inSub.inside !== '')
  set(AT.brand_is_word, inLabel.isWord || inSub?.isWord === true)
  set(AT.brand_length, Math.max(inLabel.inside.length, inSub?.inside.length ?? 0))
  set(AT.brand_misspelt, inLabel.misspelt !== '' || (inSub !== null && inSub.misspelt !== ''))
  set(AT.brand_lookalike, inLabel.lookalike !== '' || (inSub !== null && inSub.lookalike !== ''))
  set(AT.brand_in_path, path.length > 4 && finder.isWordIn(path.slice(0, LOOKED_AT_MAX)))
}

function labelOf(hostUnicode: string, { publicSuffix }: Link): string {
  const labels = hostUnicode.split('.')
  const below = publicSuffix === null ? 0 : publicSuffix.split('.').length
  return labels.at(-1 - below) ?? hostUnicode
}

/** 1: a page by its ending, 2: a program or archive, 0: neither. */
function extensionKind(path: string): number {
  const dot = path.lastIndexOf('.')
  if (dot < 0 || path.length - dot > 6) return 0
  const ending = path.slice(dot)
  return PAGES.test(ending) ? 1 : PROGRAMS.test(ending) ? 2 : 0
}

interface Vocabulary {
  count: number
  financial: number
  financialInHost: number
  credentialsInHost: number
  credentialsInPath: number
  shopInHost: number
  claims: number
  claimsInHost: number
}

/** Characters of path and query that are looked at. */
const LOOKED_AT_MAX = 512

function vocabulary({ host, path, query }: LinkParts): Vocabulary {
  const found: Vocabulary = {
    count: 0,
    financial: 0,
    financialInHost: 0,
    credentialsInHost: 0,
    credentialsInPath: 0,
    shopInHost: 0,
    claims: 0,
    claimsInHost: 0,
  }
  eachWord(host, (word) => {
    found.count += 1
    const kinds = kindsOf(word)
    if (kinds === 0) return
    if ((kinds & FINANCIAL) !== 0) found.financialInHost += 1
    if ((kinds & CREDENTIAL) !== 0) found.credentialsInHost += 1
    if ((kinds & SHOP) !== 0) found.shopInHost += 1
    if ((kinds & CLAIM) !== 0) found.claimsInHost += 1
  })
  found.financial = found.financialInHost
  found.claims = found.claimsInHost
  if (path === '' && query === '') return found
  eachWord((path + query.toLowerCase()).slice(0, LOOKED_AT_MAX), (word) => {
    found.count += 1
    const kinds = kindsOf(word)
    if ((kinds & FINANCIAL) !== 0) found.financial += 1
    if ((kinds & CREDENTIAL) !== 0) found.credentialsInPath += 1
    if ((kinds & CLAIM) !== 0) found.claims += 1
  })
  return found
}

/** Runs that no person typed: 12 of letters and digits mixed, 24 of hexadecimal, 8 digits. */
function hasRandomRun(text: string): boolean {
  let [run, digits, hex] = [0, 0, 0]
  let hasLetter = false
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at)
    const isNumber = isDigit(code)
    const isLetter = code >= 97 && code <= 122
    hex = isNumber || (code >= 97 && code <= 102) || code === HYPHEN ? hex + 1 : 0
    if (hex >= 24) return true
    if (isNumber || isLetter) {
      run++
      if (isNumber) digits++
      else hasLetter = true
      if (run >= 12 && digits > 0 && hasLetter) return true
      if (isNumber && longestTail(text, at) >= 8) return true
      continue
    }
    run = 0
    digits = 0
    hasLetter = false
  }
  return false
}

function longestTail(text: string, at: number): number {
  let length = 0
  while (length < 8 && at - length >= 0 && isDigit(text.charCodeAt(at - length))) length++
  return length
}

const [DOT, HYPHEN, SLASH, AMPERSAND] = [46, 45, 47, 38]

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isVowel(code: number): boolean {
  return code === 97 || code === 101 || code === 105 || code === 111 || code === 117
}

function countOf(text: string, wanted: number): number {
  let count = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === wanted) count++
  return count
}

function digitsOf(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) if (isDigit(text.charCodeAt(at))) count++
  return count
}

function longestPart(text: string, separator: number): number {
  let [longest, run] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    run = text.charCodeAt(at) === separator ? 0 : run + 1
    if (run > longest) longest = run
  }
  return longest
}

/** Neither letter, digit, nor what parts an address (`.` and `/`). */
function specialCharacters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isPlain = isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (!isPlain && code !== DOT && code !== SLASH) count++
  }
  return count
}

function depthOf(path: string): number {
  let depth = 0
  for (let at = 0; at < path.length; at++) {
    if (path.charCodeAt(at) === SLASH && at + 1 < path.length && path.charCodeAt(at + 1) !== SLASH)
      depth++
  }
  return depth
}

function hasRedirect(query: string): boolean {
  if (query === '') return false
  for (const [, name, value] of query.matchAll(/[?&]([^=&]{1,20})=([^&]{4,})/g)) {
    const isAddress =
      /^(?:https?(?::|%3a)|\/\/|%2f%2f|www\.)|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/%]|$)/i.test(
        value!,
      )
    if (isAddress && REDIRECT_PARAMS.has(name!.toLowerCase())) return true
  }
  return false
}

function isBelow(host: string, suffixes: ReadonlySet<string>): boolean {
  for (let at = host.indexOf('.'); at >= 0; at = host.indexOf('.', at + 1)) {
    if (suffixes.has(host.slice(at + 1))) return true
  }
  return suffixes.has(host)
}
