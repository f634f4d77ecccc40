/**
 * What can be found on a page, and the weight of evidence of each: natural logarithm of how much
 * likelier a malicious page shows it than a benign one. Set by hand, each with its reason; the
 * evaluation in docs/reference/evaluation.md measures them, no file that is only for measuring has
 * set them. Findings of one group tell of one thing: their sum is held to the cap of the group.
 */
export const PAGE_FINDINGS = {
  // Somebody else's face on a page that asks for something.
  PAGE_BRAND_ASKS_SECRET: weight('identity', 2.6), // a brand's name over a password or card field, not on the brand's domain
  PAGE_BRAND_ASKS_ACCOUNT: weight('identity', 1.8), // the first step of a log-in in two steps
  PAGE_NAMES_OTHER_DOMAIN: weight('identity', 1.6), // white-label log-ins do it too
  PAGE_BORROWED_FORM: weight('identity', 2), // nobody gives fields these names by chance
  PAGE_LURE: weight('identity', 1), // honest mail links say such things too, seldom over a form
  PAGE_BRAND_IN_TITLE: weight('identity', 0.7), // resellers, news and reviews name brands too
  PAGE_LINKS_LEAD_AWAY: weight('identity', 2.2), // a copied log-in page keeps the links of the original
  PAGE_ASSETS_FROM_ONE_OTHER_SITE: weight('identity', 1.4), // hot-linked pictures and styles of the original
  PAGE_CLAIMS_OTHER_ADDRESS: weight('identity', 1.6), // canonical address or og:url on another site, over a secret's field
  PAGE_SAVED_COPY: weight('identity', 1.8), // the comment of a browser's "save as" or of a mirroring tool
  // What is asked, and where it goes.
  PAGE_PASSWORD_FIELD: weight('login', 0.2), // every log-in page has one: hardly anything
  PAGE_SECRET_TO_OTHER_HOST: weight('login', 1.6), // identity providers that are known are left out
  PAGE_SECRET_TO_BARE_SCRIPT: weight('login', 1.3), // `post.php`, `next.php`: one file that takes what comes
  PAGE_SECRET_WITHOUT_PROTECTION: weight('login', 0.5), // no token against forgery, as software has it
  PAGE_DEAD_LINKS: weight('login', 0.7), // most links lead nowhere: nothing lies behind the page
  PAGE_MAIL_PROVIDER_CHOICE: weight('login', 1.8), // "sign in with your e-mail": any provider's password will do
  PAGE_ASKS_TOO_MUCH: weight('login', 1.6), // password, card and identity number on one page
  PAGE_ONE_TIME_CODE: weight('login', 0.4), // honest second factors ask for it as well
  PAGE_BROWSER_EXFILTRATION: weight('login', 3), // what is typed goes to a chat bot or a mail form service
  // Money that grows.
  PAGE_YIELD_CLAIM: weight('investment', 1.3), // banks and brokers name rates too, but low ones
  PAGE_GUARANTEED_RETURNS: weight('investment', 2), // no licensed provider may say so
  PAGE_COUNTDOWN: weight('investment', 0.4), // ordinary shops have sales that end
  PAGE_PRICE_FEED: weight('investment', 0.3), // exchanges, news and wallets show prices
  PAGE_INVESTMENT_PITCH: weight('investment', 1), // yield, and a feed or a countdown beside it
  PAGE_DEPOSIT_TO_WALLET: weight('investment', 1.4), // a wallet and words that ask to pay in
  PAGE_REFERRAL_LEVELS: weight('investment', 0.7), // levels of commission
  // Wallets.
  PAGE_ASKS_SEED_PHRASE: weight('wallet', 3.5), // nobody honest asks for it on the web
  PAGE_WALLET_CLAIM: weight('wallet', 1.6), // connect a wallet to claim something
  // Shops.
  PAGE_CARD_TO_OWN_SCRIPT: weight('shop', 1.2), // card fields in the page's own form; old honest shops do it too
  PAGE_CARD_TO_OTHER_HOST: weight('shop', 2.2), // to a host that is no known processor
  PAGE_NO_LEGAL_PAGES: weight('shop', 0.7), // a shop without imprint, terms, returns, contact
  PAGE_HUGE_DISCOUNTS: weight('shop', 0.8), // five prices cut by 60 % or more
  PAGE_UNUSUAL_PAYMENT: weight('shop', 0.8), // transfer, gift card, coins: what cannot be called back
  PAGE_TEMPLATE_LEFTOVERS: weight('shop', 0.4), // filler text; unfinished honest shops have it
  // Hiding.
  PAGE_OBFUSCATED_SCRIPT: weight('evasion', 0.8), // some advertising and bot protection does it too
  PAGE_BLOCKS_CONTEXT_MENU: weight('evasion', 0.6), // photographers do it too
  PAGE_BLOCKS_TOOLS: weight('evasion', 1.2), // keys and loops against developer tools
  PAGE_INVISIBLE_IN_WORDS: weight('evasion', 1), // characters without width break words that filters look for
  PAGE_KIT_MARKER: weight('evasion', 2.5), // names that kits are known by
  PAGE_KIT_RULE: weight('evasion', 2.5), // somebody wrote it for one kit; how well is not known here
  // Seen by two kinds of visitor.
  PAGE_CLOAKED_CONTENT: weight('cloaking', 1.6), // another template for shoppers
  PAGE_CLOAKED_HOST: weight('cloaking', 1.8), // another site for shoppers
  PAGE_CLOAKED_FORM: weight('cloaking', 2.4), // asks shoppers for a secret, crawlers for none
  PAGE_CLOAKED_STATUS: weight('cloaking', 0.8), // an error for crawlers only: bot protection does it too
  // What speaks for a site: anybody can copy it, so it weighs little.
  PAGE_LEGAL_PAGES: weight('benign', -0.4),
  PAGE_LINKED_WITHIN: weight('benign', -0.6), // many pages of its own lie behind it
  // Said without weight.
  PAGE_PARKED: weight('state', 0),
  PAGE_DEAD: weight('state', 0),
  PAGE_CHALLENGE: weight('state', 0),
} as const satisfies Readonly<Record<string, PageWeight>>

export type PageFindingCode = keyof typeof PAGE_FINDINGS

export type PageFindingGroup =
  | 'identity'
  | 'login'
  | 'investment'
  | 'wallet'
  | 'shop'
  | 'evasion'
  | 'cloaking'
  | 'benign'
  | 'state'

interface PageWeight {
  readonly group: PageFindingGroup
  readonly logOdds: number
}

/** Most that the findings of a group add up to, natural logarithm. */
export const GROUP_CAPS: Readonly<Record<PageFindingGroup, number>> = {
  identity: 4.5,
  login: 3.5,
  investment: 4,
  wallet: 4,
  shop: 3,
  evasion: 2.5,
  cloaking: 3.5,
  benign: 1,
  state: 0,
}

function weight(group: PageFindingGroup, logOdds: number): PageWeight {
  return { group, logOdds }
}
