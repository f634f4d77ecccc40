import type { PageContext } from './page-context.ts'

/** What kind of page was seen: only a `live` one can be judged by what it shows. */
export type PageState = 'live' | 'parked' | 'dead' | 'challenge'

const PARKED = [
  /\b(?:this|the) domain (?:name )?(?:is|may be|has been) (?:for sale|parked|available for (?:sale|purchase))\b/,
  /\b(?:buy this domain|domain (?:is )?for sale|make an offer on this domain|related searches)\b/,
  /\b(?:diese domain (?:steht zum verkauf|ist zu verkaufen|kaufen)|domain geparkt|hier entsteht eine neue (?:internetpräsenz|website|homepage))\b/,
  /\b(?:parked free,? courtesy of|domain parking|this web ?page is parked)\b/,
]
const PARKING_HOSTS =
  /\b(?:sedoparking|parkingcrew|bodis|above\.com|dan\.com|afternic|hugedomains|undeveloped|parklogic|skenzo|domainmarket|parking-lot|cashparking|img\.sedoparking)\b/i

const DEAD = [
  /\b(?:account|site|website|domain|page) (?:has been |is |was )?(?:suspended|disabled|deactivated|taken down|terminated)\b/,
  /\b(?:suspected phishing|deceptive site|this (?:site|website) has been reported)\b/,
  /\b(?:index of \/|apache2 (?:ubuntu|debian) default page|welcome to nginx|default web ?site page|it works!|site not found|there isn't a github pages site here|no such app|404 not found|project not found|deployment not found)/,
  /\b(?:diese (?:seite|website|domain) (?:wurde|ist) (?:gesperrt|deaktiviert)|seite nicht gefunden)\b/,
]

/** Tests for robots that stand before a page, by what they say. */
const CHALLENGE =
  /\b(?:just a moment\.\.\.|checking your browser before|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies to continue|attention required! \| cloudflare|ddos-guard|please complete the security check)/

/** More text than a placeholder has. */
const SHORT_TEXT = 3_000

/** Status 0: nobody knows it (a stored page). */
export function pageState({ facts, words, code }: PageContext, status: number): PageState {
  const isShort = facts.text.length < SHORT_TEXT
  const hosts = [...facts.resources, ...facts.frames, ...facts.links.map(({ href }) => href)].join(
    '\n',
  )
  if (isShort && CHALLENGE.test(words) && !hasFields(facts)) return 'challenge'
  const offers = PARKED.some((pattern) => pattern.test(words))
  if (isShort && (offers || PARKING_HOSTS.test(`${hosts}\n${code}`)) && !hasFields(facts))
    return 'parked'
  if (status === 404 || status === 410 || status >= 500) return hasFields(facts) ? 'live' : 'dead'
  if (isShort && !takesText(facts) && DEAD.some((pattern) => pattern.test(words))) return 'dead'
  return isEmpty(facts) && code.trim() === '' ? 'dead' : 'live'
}

/** Nothing to read, to look at, to fill in, and nothing that would bring it later. */
function isEmpty(facts: PageContext['facts']): boolean {
  const parts = [facts.forms, facts.images, facts.frames, facts.scriptSources, facts.links]
  return (
    facts.title === '' &&
    facts.text === '' &&
    !facts.metas.has('refresh') &&
    parts.every(({ length }) => length === 0)
  )
}

/** Somebody waits for what is typed here, unless it is a search. */
function takesText({ forms }: PageContext['facts']): boolean {
  const typed = ['text', 'email', 'tel', 'number', 'password', 'textarea']
  return forms.some(({ fields }) =>
    fields.some(({ type, name }) => typed.includes(type) && !/^(?:q|s|query|search.*)$/.test(name)),
  )
}

/** A page that takes passwords or cards is alive, whatever it says of itself. */
function hasFields({ forms }: PageContext['facts']): boolean {
  return forms.some(({ fields }) =>
    fields.some(({ type }) => type === 'password' || type === 'tel'),
  )
}
