import type { Finding } from '../../layer.ts'
import { isWithin } from '../read/host.ts'
import type { SeenField } from '../read/page-facts.ts'
import { finding, type PageRule } from './finding.ts'
import { BARE_SCRIPT } from './login.ts'
import { OWN_FORMS } from './own-forms.ts'
import type { BrandName, PageContext } from './page-context.ts'
import { LURES } from './phrases.ts'
import { secretForms } from './secrets.ts'

/** A log-in page says little; an article that mentions a brand says much. */
const SHORT_TEXT = 2_000
const LOGOS_MAX = 5

/** A name with one of the endings that brands put into their names: `Booking.com`, `Subito.it`. */
const NAMED_DOMAIN =
  /(?<![\w@.-])([a-z0-9-]{2,40})\.(?:com|net|org|de|it|fr|es|nl|pl|at|ch|co\.uk|com\.br|ru|io|me|tv)(?![\w-])/g

/** Pages that bear a brand which does not own them, and words that hurry people along. */
export const brandRules: readonly PageRule[] = [brand, otherDomain, borrowedForm, lure]

function brand(page: PageContext): readonly Finding[] {
  const named = brandsNamed(page, shownNames(page))
  const isBorrowed = named.some(({ selfHosted }) => selfHosted !== true)
  if (isBorrowed && secretForms(page.facts).length > 0) {
    return [
      finding(
        'PAGE_BRAND_ASKS_SECRET',
        'The page bears the name of a brand whose domain it is not on, and asks for a secret',
      ),
    ]
  }
  if (isBorrowed && asksWhoYouAre(page)) {
    return [
      finding(
        'PAGE_BRAND_ASKS_ACCOUNT',
        'The page bears the name of a brand whose domain it is not on, and sends who the visitor is to a single script',
      ),
    ]
  }
  const inTitle = brandsNamed(page, page.facts.title)
  return inTitle.length === 0
    ? []
    : [finding('PAGE_BRAND_IN_TITLE', 'The title names a brand whose domain the page is not on')]
}

/** Title, name of the site, words beside a logo, and who claims the copyright of a short page. */
function shownNames({ facts }: PageContext): string {
  const logos = facts.images.filter(({ src, alt }) => /logo/i.test(`${src} ${alt}`))
  const rights =
    facts.text.length > SHORT_TEXT
      ? []
      : facts.text.split('\n').filter((line) => /©|\(c\)|copyright|to continue to /i.test(line))
  return [
    facts.title,
    facts.metas.get('og:site_name') ?? '',
    facts.metas.get('application-name') ?? '',
    ...logos.slice(0, LOGOS_MAX).map(({ alt }) => alt),
    ...rights,
  ].join(' | ')
}

function brandsNamed({ brands = [], domain }: PageContext, text: string): readonly BrandName[] {
  const shown = text.normalize('NFKC').toLowerCase()
  return brands.filter(
    ({ name, domains }) =>
      !domains.some((own) => isWithin(domain, own)) && hasWord(shown, name.toLowerCase()),
  )
}

function hasWord(text: string, word: string): boolean {
  const isLetter = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character)
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true
  }
  return false
}

/** First step of a log-in: mail address, number or code, sent to one script beside the page. */
function asksWhoYouAre({ facts }: PageContext): boolean {
  return facts.forms.some(
    ({ action, method, fields }) =>
      method === 'post' && BARE_SCRIPT.test(action) && fields.some(isWho),
  )
}

function isWho({ type, name, hint }: SeenField): boolean {
  return (
    ['text', 'email', 'tel', 'number'].includes(type) &&
    /mail|phone|user|login|number|mobile|code|konto|account/.test(`${name} ${hint}`)
  )
}

/** Brands that no list has, where they say themselves which domain is theirs. */
function otherDomain(page: PageContext): readonly Finding[] {
  if (secretForms(page.facts).length === 0 && !asksWhoYouAre(page)) return []
  if (brandsNamed(page, shownNames(page)).length > 0) return []
  const own = page.domain.split('.', 1)[0]
  for (const [, name] of shownNames(page).toLowerCase().matchAll(NAMED_DOMAIN)) {
    if (name === own || page.host.split('.').includes(name!)) continue
    return [
      finding(
        'PAGE_NAMES_OTHER_DOMAIN',
        'The page asks for a secret and bears the name of another domain',
      ),
    ]
  }
  return []
}

function borrowedForm({ facts, domain }: PageContext): readonly Finding[] {
  const isBorrowed = facts.forms.some(({ fields }) => {
    const names = new Set(fields.map(({ name }) => name))
    return OWN_FORMS.some(
      (own) =>
        own.fields.every((field) => names.has(field)) &&
        !own.domains.some((each) => isWithin(domain, each)),
    )
  })
  return isBorrowed
    ? [
        finding(
          'PAGE_BORROWED_FORM',
          'The form has the fields of the log-in of a service whose domain the page is not on',
        ),
      ]
    : []
}

function lure(page: PageContext): readonly Finding[] {
  const { facts, words } = page
  const asks = secretForms(facts).length > 0 || asksWhoYouAre(page)
  const isShort = facts.text.length <= SHORT_TEXT
  return asks && isShort && LURES.some((phrase) => phrase.test(words))
    ? [finding('PAGE_LURE', 'The page asks for a secret and hurries with words that phishing uses')]
    : []
}
