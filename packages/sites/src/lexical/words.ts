/**
 * Words that promise trust or a price: the mission's own example is "certified". Whole words of the
 * address, in the languages that fraud is most often written in.
 */
const CLAIM_WORDS = words(`
  certified verified trusted guaranteed guarantee official genuine authentic legit secure
  secured insured licensed regulated approved free cheap cheapest discount discounts sale
  sales outlet clearance deal deals bargain promo coupon lowest wholesale offer offers rabatt
  gratis soldes oferta saldi
`)

/** The five words of the reference system first; the rest is what investment fraud is written with. */
const FINANCIAL_WORDS = words(`
  certified yield verified returns exchange invest investment investments investor trade
  trading trader traders profit profits earn earning earnings income dividend dividends
  interest roi capital fund funds finance financial fx forex broker brokers stock stocks bond
  bonds asset assets wealth equity market markets option options mining crypto bitcoin btc eth
  usdt coin coins token tokens staking stake swap defi dex wallet airdrop presale bank banking
  loan loans credit pay payment payments payout refund deposit withdraw mint nft
`)

/** What a page that takes credentials calls itself. */
const CREDENTIAL_WORDS = words(`
  login logon signin signon log sign auth account accounts password passwort verify
  verification verif confirm confirmation validate validation update unlock restore recover
  recovery secure security sso webmail mail owa session identity idp myaccount support help
  helpdesk service services client customer billing invoice alert notice suspended limited
  claim claims reward rewards bonus gift winner prize tracking delivery parcel redelivery toll
  connect walletconnect dapp migrate migration
`)

/** What shops call themselves, and much more often shops that are none. */
const SHOP_WORDS = words(`
  shop shops store stores mall outlet boutique buy sale sales online mart market goods fashion
  shoes sneakers bags handbags jewelry jerseys tools furniture garden outdoor home life best
  top hot mega super direct discount cheap usa uk us eu vip pro plus
`)

/** Parameters that carry another address. */
export const REDIRECT_PARAMS: ReadonlySet<string> = words(`
  url uri u link goto go to out next dest destination target redirect redirect_uri
  redirect_url redir redirecturl return returnurl return_url return_to returnto continue
  forward rurl r ref_url callback service view q
`)

/** What a word is, as bits: one may be several. */
export const CLAIM = 1
export const FINANCIAL = 2
export const CREDENTIAL = 4
export const SHOP = 8

const KINDS: ReadonlyMap<string, number> = kinds()

/** Kinds of a word, none is 0. */
export function kindsOf(word: string): number {
  return KINDS.get(word) ?? 0
}

/**
 * Calls `see` for each word of a lower-case text: a run of two letters or more. By hand, because
 * patterns take most of the time that a link may take.
 */
export function eachWord(text: string, see: (word: string) => void): void {
  let start = -1
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at)
    const isLetter = code >= 97 && code <= 122
    if (isLetter) {
      if (start < 0) start = at
    } else if (start >= 0) {
      if (at - start > 1) see(text.slice(start, at))
      start = -1
    }
  }
}

function kinds(): Map<string, number> {
  const map = new Map<string, number>()
  for (const [list, kind] of [
    [CLAIM_WORDS, CLAIM],
    [FINANCIAL_WORDS, FINANCIAL],
    [CREDENTIAL_WORDS, CREDENTIAL],
    [SHOP_WORDS, SHOP],
  ] as const) {
    for (const word of list) map.set(word, (map.get(word) ?? 0) | kind)
  }
  return map
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}
