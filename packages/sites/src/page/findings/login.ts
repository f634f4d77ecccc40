import type { Finding } from '../../layer.ts'
import { hostOf, isWithin, siteOf } from '../read/host.ts'
import { finding, type PageRule } from './finding.ts'
import { DROP_BOXES, IDENTITY_PROVIDERS } from './known-hosts.ts'
import type { PageContext } from './page-context.ts'
import { secretForms } from './secrets.ts'

/** One file beside the page that takes what comes. Ordinary software has routes and parameters. */
export const BARE_SCRIPT =
  /^(?:\.\/)?(?:(?:post|posts|next|verif\w{0,10}|process\w{0,10}|send\w{0,10}|submit\w{0,10}|connect\w{0,10}|action\w{1,20}|pass\w{0,10}|result\w{0,5}|mail\w{0,5}|need|rezult\w{0,3}|log[oi]n?\d{0,2}|\w{1,3})|\w{0,10}\d\w{0,10})\.php$/i

const TOKEN =
  /csrf|xsrf|authenticity|nonce|token|__requestverification|form_?key|_method|viewstate|execution|samlrequest|\blt\b/

const MAIL_PROVIDERS = ['gmail', 'yahoo', 'outlook', 'office365', 'aol', 'hotmail', 'icloud']
const LINKS_ENOUGH = 5
const DEAD_SHARE = 0.6

/** Forms that ask for a password, and where it would go. */
export const loginRules: readonly PageRule[] = [
  login,
  deadLinks,
  providerChoice,
  tooMuch,
  exfiltration,
]

function login(page: PageContext): readonly Finding[] {
  const found: Finding[] = []
  const forms = secretForms(page.facts).filter(
    ({ password, oneTimeCode }) => password || oneTimeCode,
  )
  if (forms.some(({ password }) => password)) {
    found.push(finding('PAGE_PASSWORD_FIELD', 'The page has a field for a password'))
  }
  if (forms.some(({ oneTimeCode }) => oneTimeCode)) {
    found.push(finding('PAGE_ONE_TIME_CODE', 'The page asks for a one-time code'))
  }
  const actions = forms.map(({ form }) => form.action)
  if (actions.some((action) => isForeign(action, page))) {
    found.push(
      finding(
        'PAGE_SECRET_TO_OTHER_HOST',
        'A password would be sent to another site, which is no known identity provider',
      ),
    )
  }
  if (actions.some((action) => BARE_SCRIPT.test(action))) {
    found.push(
      finding(
        'PAGE_SECRET_TO_BARE_SCRIPT',
        'A password would be sent to a single script beside the page',
      ),
    )
  }
  const isBare = forms.some(
    ({ form }) =>
      form.method === 'post' &&
      !form.fields.some(({ type, name }) => type === 'hidden' && TOKEN.test(name)),
  )
  if (isBare) {
    found.push(
      finding(
        'PAGE_SECRET_WITHOUT_PROTECTION',
        'The form for a password has no token against forgery',
      ),
    )
  }
  return found
}

function isForeign(action: string, { domain }: PageContext): boolean {
  const host = hostOf(action)
  return host !== null && !isWithin(host, domain) && !IDENTITY_PROVIDERS.has(siteOf(host))
}

function deadLinks({ facts }: PageContext): readonly Finding[] {
  const dead = facts.links.filter(
    ({ href }) => href === '' || /^#!?$|^#\w{0,3}$|^javascript:/i.test(href),
  ).length
  const all = facts.links.length
  if (all < LINKS_ENOUGH || dead < DEAD_SHARE * all) return []
  return [finding('PAGE_DEAD_LINKS', `${dead} of ${all} links lead nowhere`)]
}

function providerChoice({ facts, words }: PageContext): readonly Finding[] {
  if (!secretForms(facts).some(({ password }) => password)) return []
  const pictures = facts.images
    .map(({ src, alt }) => `${src} ${alt}`)
    .join(' ')
    .toLowerCase()
  const named = MAIL_PROVIDERS.filter(
    (name) => words.includes(name) || pictures.includes(name),
  ).length
  const asks =
    /\b(?:(?:your|with|select|choose)\s(?:your\s)?e-?mail (?:provider|account|password)|other e?-?mail|e-?mail[- ]passwort|email login page)\b/.test(
      words,
    )
  if (named < 3 && !(asks && named >= 1)) return []
  return [
    finding('PAGE_MAIL_PROVIDER_CHOICE', `The page takes the passwords of ${named} mail providers`),
  ]
}

function tooMuch({ facts }: PageContext): readonly Finding[] {
  const forms = secretForms(facts)
  const asked = ['password', 'card', 'cardCode', 'identity'] as const
  const kinds = asked.filter((kind) => forms.some((form) => form[kind]))
  const isMuch = kinds.includes('identity') ? kinds.length >= 2 : kinds.length >= 3
  return isMuch
    ? [finding('PAGE_ASKS_TOO_MUCH', `The page asks for ${kinds.length} kinds of secrets at once`)]
    : []
}

function exfiltration({ facts, code }: PageContext): readonly Finding[] {
  const forms = secretForms(facts)
  if (forms.length === 0) return []
  const leaves = DROP_BOXES.test(code) || forms.some(({ form }) => DROP_BOXES.test(form.action))
  return leaves
    ? [
        finding(
          'PAGE_BROWSER_EXFILTRATION',
          'What is typed goes to a chat bot or a mail form service',
        ),
      ]
    : []
}
