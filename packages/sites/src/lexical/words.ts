/**
 * Words that promise trust or a price: the mission's own example is "certified". Whole words of the
 * address, in the languages that fraud is most often written in.
 */
export const CLAIM_WORDS: ReadonlySet<string> = words(`
  certified verified trusted guaranteed guarantee official genuine authentic legit secure
  secured insured licensed regulated approved free cheap cheapest discount discounts sale
  sales outlet clearance deal deals bargain promo coupon lowest wholesale offer offers rabatt
  gratis soldes oferta saldi
`)

/** The five words of the reference system first; the rest is what investment fraud is written with. */
export const FINANCIAL_WORDS: ReadonlySet<string> = words(`
  certified yield verified returns exchange invest investment investments investor trade
  trading trader traders profit profits earn earning earnings income dividend dividends
  interest roi capital fund funds finance financial fx forex broker brokers stock stocks bond
  bonds asset assets wealth equity market markets option options mining crypto bitcoin btc eth
  usdt coin coins token tokens staking stake swap defi dex wallet airdrop presale bank banking
  loan loans credit pay payment payments payout refund deposit withdraw mint nft
`)

/** What a page that takes credentials calls itself. */
export const CREDENTIAL_WORDS: ReadonlySet<string> = words(`
  login logon signin signon log sign auth account accounts password passwort verify
  verification verif confirm confirmation validate validation update unlock restore recover
  recovery secure security sso webmail mail owa session identity idp myaccount support help
  helpdesk service services client customer billing invoice alert notice suspended limited
  claim claims reward rewards bonus gift winner prize tracking delivery parcel redelivery toll
  connect walletconnect dapp migrate migration
`)

/** What shops call themselves, and much more often shops that are none. */
export const SHOP_WORDS: ReadonlySet<string> = words(`
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

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}
