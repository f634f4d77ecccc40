import type { Link } from '../link/read-link.ts'
import type { BrandFinder } from './brand-finder.ts'
import type { LinkParts } from './link-parts.ts'
import { entropy, meanSurprise } from './surprise.ts'
import type { LexicalTables } from './tables.ts'
import {
  CLAIM_WORDS,
  CREDENTIAL_WORDS,
  FINANCIAL_WORDS,
  REDIRECT_PARAMS,
  SHOP_WORDS,
} from './words.ts'

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

const PLACE = Object.fromEntries(NUMERIC_FEATURES.map((name, at) => [name, at])) as Record<
  NumericFeature,
  number
>

const UNKNOWN_RISK = 0.5
const WORD = /[a-z]{2,}/g
const PAGES = /\.(?:html?|php\d?|aspx?|jsp|cgi|do|cfm)$/
const PROGRAMS = /\.(?:exe|apk|zip|rar|msi|scr|js|vbs|bat|iso|jar|dmg|7z|gz|bin|sh|ps1|dll)$/
const RANDOM_SEGMENT = /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{12,}|[a-f\d-]{24,}|\d{8,}/

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
  const set = (name: NumericFeature, value: number | boolean): void => {
    into[PLACE[name]] = Number(value)
  }
  const tld = suffix.slice(suffix.lastIndexOf('.') + 1)
  const tldRisk = suffixRisk.get(tld) ?? UNKNOWN_RISK
  set('tld_risk_score', tldRisk)
  set('suffix_risk_score', suffixRisk.get(suffix) ?? tldRisk)
  const isPrivate =
    suffix !== tld && !/^(?:com?|org|net|ac|gov|edu|gob|or|ne|go)\.[a-z]{2}$/.test(suffix)
  set('suffix_is_private', isPrivate)
  brandFeatures(link, parts, brands.own, finder, set)

  set('host_entropy', entropy(host))
  set('label_entropy', entropy(label))
  set('label_surprise', meanSurprise(label, bigrams))
  set('sub_surprise', meanSurprise(sub, bigrams))
  set('path_surprise', meanSurprise(path, bigrams))
  const words = vocabulary(parts)
  set('special_char_count', specialCharacters(host + path + query))
  set('is_ip_host', link.isIpHost)
  set('path_depth', depthOf(path))
  set('has_redirect_param', hasRedirect(query))
  set('trust_claim_in_url', words.claimsInHost + words.claimsInPath > 0)
  set('financial_vocab_density', words.count === 0 ? 0 : words.financial / words.count)
  set('financial_words_in_host', words.financialInHost)
  set('credential_words_in_host', words.credentialsInHost)
  set('credential_words_in_path', words.credentialsInPath)
  set('shop_words_in_host', words.shopInHost)
  set('claim_words_in_host', words.claimsInHost)

  set('host_length', host.length)
  set('label_length', label.length)
  set('sub_length', sub.length)
  set('sub_depth', sub === '' ? 0 : countOf(sub, DOT) + 1)
  set(
    'longest_label',
    longestRun(host, (code) => code !== DOT),
  )
  set('path_length', path.length)
  set(
    'longest_segment',
    longestRun(path, (code) => code !== SLASH),
  )
  set('query_length', query.length)
  set('query_params', query === '' ? 0 : countOf(query, AMPERSAND) + 1)
  set('label_digits', digitsOf(label))
  set('label_hyphens', countOf(label, HYPHEN))
  set('label_vowel_share', vowelShare(label))
  set('label_longest_consonants', longestRun(label, isConsonant))
  set('label_longest_digits', longestRun(label, isDigit))
  set('label_words', countOf(label, HYPHEN) + 1)
  set('sub_digits', digitsOf(sub))
  set('sub_hyphens', countOf(sub, HYPHEN))
  set('path_digits', digitsOf(path))
  set('path_random_segment', path !== '' && RANDOM_SEGMENT.test(path))
  set('has_port', link.port !== null)
  set('has_user', link.user !== '')
  set('has_escapes', path.includes('%'))
  set('has_address_inside', /https?(?::|%3a)|\.(?:com|net|org)(?:\/|$)/i.test(path + query))
  set('extension_kind', path === '' ? 0 : PAGES.test(path) ? 1 : PROGRAMS.test(path) ? 2 : 0)
  set('is_punycode', host.includes('xn--'))
  set('is_dynamic_dns', isBelow(host, dynamicDns))
  set('is_shortener', shorteners.has(host))
  set('is_popular', popular.has(link.registrable ?? host))
  return into
}

type Set = (name: NumericFeature, value: number | boolean) => void

function brandFeatures(
  link: Link,
  { label, sub, path }: LinkParts,
  own: ReadonlySet<string>,
  finder: BrandFinder,
  set: Set,
): void {
  const isOwn = own.has(link.registrable ?? '')
  set('brand_is_own', isOwn)
  if (isOwn) return
  const isForeign = link.hostUnicode !== link.host
  const inLabel = finder.find(label, isForeign ? labelOf(link.hostUnicode, link) : label)
  const inSub = sub === '' ? null : finder.find(sub)
  set('brand_in_label', inLabel.inside !== '')
  set('brand_in_subdomain', inSub !== null && inSub.inside !== '')
  set('brand_is_word', inLabel.isWord || inSub?.isWord === true)
  set('brand_length', Math.max(inLabel.inside.length, inSub?.inside.length ?? 0))
  set('brand_misspelt', inLabel.misspelt !== '' || (inSub !== null && inSub.misspelt !== ''))
  set('brand_lookalike', inLabel.lookalike !== '' || (inSub !== null && inSub.lookalike !== ''))
  set('brand_in_path', path.length > 4 && finder.find(path.replaceAll('/', '.')).isWord)
}

function labelOf(hostUnicode: string, { publicSuffix }: Link): string {
  const labels = hostUnicode.split('.')
  const below = publicSuffix === null ? 0 : publicSuffix.split('.').length
  return labels.at(-1 - below) ?? hostUnicode
}

interface Vocabulary {
  count: number
  financial: number
  financialInHost: number
  credentialsInHost: number
  credentialsInPath: number
  shopInHost: number
  claimsInHost: number
  claimsInPath: number
}

/** Words are runs of two letters or more of host, path and query; `www` is none. */
function vocabulary({ host, path, query }: LinkParts): Vocabulary {
  const found: Vocabulary = {
    count: 0,
    financial: 0,
    financialInHost: 0,
    credentialsInHost: 0,
    credentialsInPath: 0,
    shopInHost: 0,
    claimsInHost: 0,
    claimsInPath: 0,
  }
  for (const [word] of host.matchAll(WORD)) {
    found.count += 1
    if (FINANCIAL_WORDS.has(word)) found.financialInHost += 1
    if (CREDENTIAL_WORDS.has(word)) found.credentialsInHost += 1
    if (SHOP_WORDS.has(word)) found.shopInHost += 1
    if (CLAIM_WORDS.has(word)) found.claimsInHost += 1
  }
  found.financial = found.financialInHost
  if (path === '' && query === '') return found
  for (const [word] of (path + query.toLowerCase()).slice(0, WORDS_FROM_MAX).matchAll(WORD)) {
    found.count += 1
    if (FINANCIAL_WORDS.has(word)) found.financial += 1
    if (CREDENTIAL_WORDS.has(word)) found.credentialsInPath += 1
    if (CLAIM_WORDS.has(word)) found.claimsInPath += 1
  }
  return found
}
/** Characters of path and query that words are looked for in. */
const WORDS_FROM_MAX = 512

const [DOT, HYPHEN, SLASH, AMPERSAND] = [46, 45, 47, 38]

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isVowel(code: number): boolean {
  return code === 97 || code === 101 || code === 105 || code === 111 || code === 117
}

function isConsonant(code: number): boolean {
  return code >= 97 && code <= 122 && !isVowel(code)
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

function vowelShare(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) if (isVowel(text.charCodeAt(at))) count++
  return text === '' ? 0 : count / text.length
}

function longestRun(text: string, belongs: (code: number) => boolean): number {
  let [longest, run] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    run = belongs(text.charCodeAt(at)) ? run + 1 : 0
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
