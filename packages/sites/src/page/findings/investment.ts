import type { Finding } from '../../layer.ts'
import { hostOf, siteOf } from '../read/host.ts'
import { walletsIn } from '../edges/wallets.ts'
import { finding, type PageRule } from './finding.ts'
import type { PageContext } from './page-context.ts'
import { GUARANTEES, PAY_IN, REFERRALS } from './phrases.ts'
import { FEED_HOSTS, FEED_WIDGETS } from './price-feeds.ts'
import { yieldClaims } from './yield-claims.ts'

/** Below this a year, banks and brokers name such rates as well. */
const HIGH_YEARLY_PERCENT = 8

/** Money that is said to grow, and what makes it look urgent and alive. */
export const investmentRules: readonly PageRule[] = [pitch, deposit, referrals]

function pitch(page: PageContext): readonly Finding[] {
  const found: Finding[] = []
  const high = yieldClaims(page.words).filter(({ yearly }) => yearly >= HIGH_YEARLY_PERCENT)
  if (high.length > 0) {
    const [first] = high.toSorted((a, b) => b.yearly - a.yearly)
    found.push(
      finding(
        'PAGE_YIELD_CLAIM',
        `The page promises ${first!.percent} % ${first!.period === 'total' ? 'of profit' : `a ${first!.period}`}`,
      ),
    )
  }
  if (GUARANTEES.some((phrase) => phrase.test(page.words))) {
    found.push(finding('PAGE_GUARANTEED_RETURNS', 'The page promises returns without risk'))
  }
  const isFed = hasPriceFeed(page)
  if (isFed) found.push(finding('PAGE_PRICE_FEED', 'The page shows live prices'))
  const isTimed = hasCountdown(page)
  if (isTimed) found.push(finding('PAGE_COUNTDOWN', 'The page counts down to the end of an offer'))
  if (high.length > 0 && (isFed || isTimed)) {
    found.push(
      finding('PAGE_INVESTMENT_PITCH', 'A promised yield stands beside live prices or a countdown'),
    )
  }
  return found
}

function hasPriceFeed({ facts, code }: PageContext): boolean {
  const isFeed = (address: string) => {
    const host = hostOf(address)
    return host !== null && (FEED_HOSTS.has(siteOf(host)) || FEED_HOSTS.has(host))
  }
  if ([...facts.scriptSources, ...facts.frames].some(isFeed) || FEED_WIDGETS.test(code)) return true
  for (const [address] of code.matchAll(/\b(?:https?|wss?):\/\/[\w.-]{4,100}/g))
    if (isFeed(address)) return true
  return false
}

/** A clock that runs backwards: its name in the page, or the arithmetic of one in a script. */
function hasCountdown({ facts, code, words }: PageContext): boolean {
  const isNamed = /count-?_?down|timer-?_?(?:days|hours|minutes|seconds)/i
  const computes =
    /\bset(?:Interval|Timeout)\b/.test(code) &&
    /(?:1000\s{0,3}\*\s{0,3}60|60000|3600000|864e5|86400000|%\s{0,3}60\b)/.test(code) &&
    /(?:offer|deal|expire|ends?|left|remaining|deadline|angebot|restzeit)/i.test(code)
  const isWritten =
    /\b(?:offer|sale|deal|presale|angebot|aktion|rabatt) (?:ends|expires|endet|läuft ab)(?: in)?\b[^\n]{0,30}\n?[^\n]{0,10}\d{1,2}\s?(?:[:hd]|days|tage|stunden|hours)/.test(
      words,
    )
  return (
    isNamed.test(code) ||
    computes ||
    isWritten ||
    facts.scriptSources.some((source) => isNamed.test(source))
  )
}

function deposit({ facts, words, code }: PageContext): readonly Finding[] {
  if (!PAY_IN.some((phrase) => phrase.test(words))) return []
  const wallets = new Set(walletsIn(`${facts.text}\n${code}`).map(({ value }) => value)).size
  return wallets === 0
    ? []
    : [finding('PAGE_DEPOSIT_TO_WALLET', `The page asks to pay in and names ${wallets} wallets`)]
}

function referrals({ words }: PageContext): readonly Finding[] {
  return REFERRALS.some((phrase) => phrase.test(words))
    ? [finding('PAGE_REFERRAL_LEVELS', 'The page pays for the money that others bring')]
    : []
}
