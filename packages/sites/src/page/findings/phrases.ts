/**
 * Phrases of fraud, written by us from what authorities warn of (promises no licensed firm may make,
 * payment that cannot be called back), not taken from any collection. English and German; lower case.
 * No pattern repeats within a repetition.
 */
export const GUARANTEES: readonly RegExp[] = [
  /\bguaranteed (?:\w{1,12} )?(?:returns?|profits?|income|yields?|roi|earnings|payouts?)\b/,
  /\b(?:returns?|profits?|income|yields?) (?:are |is )?(?:100 ?% )?guaranteed\b/,
  /\b(?:risk[- ]free|zero[- ]risk|no[- ]risk) (?:\w{1,12} )?(?:investments?|returns?|profits?|trading|income)\b/,
  /\bdouble your (?:money|bitcoins?|btc|deposit|investment|crypto|usdt|eth)\b/,
  /\b(?:garantierte[rns]?) (?:\p{L}{1,14} )?(?:rendite|gewinne?|erträge|zinsen|einkommen|auszahlung)/u,
  /\b(?:rendite|gewinne?|erträge|zinsen) (?:ist |sind )?(?:zu 100 ?% )?garantiert/u,
  /\b(?:risikolose[rns]?|ohne risiko) (?:\p{L}{1,14} )?(?:geldanlage|rendite|gewinne?|investieren|anlage)/u,
  /\b(?:verdopple|verdoppeln sie) (?:dein|deine|ihr|ihre) (?:geld|einsatz|bitcoins?|einzahlung|investition)/u,
]

export const PAY_IN: readonly RegExp[] = [
  /\b(?:deposit|send|transfer|pay) (?:\w{1,12} ){0,4}(?:to|into) (?:the|this|our|your|following) (?:\w{1,12} ){0,3}(?:address|wallet)\b/,
  /\b(?:minimum|min\.?) (?:deposit|investment)\b/,
  /\b(?:send|pay) (?:\w{1,12} ){0,3}(?:btc|bitcoin|eth|ethereum|usdt|trx|sol)\b/,
  /\b(?:einzahlen|überweisen|senden) sie\b[^\n]{0,60}\b(?:adresse|wallet)\b/,
  /\bmindest(?:einzahlung|anlage|einlage)\b/,
]

export const REFERRALS: readonly RegExp[] = [
  /\b(?:referral|affiliate) (?:commission|bonus|program|rewards?)[^\n]{0,60}\b(?:levels?|tiers?|generations?|\d{1,2} ?% )/,
  /\b(?:level|tier) ?[123]\b[^\n]{0,30}\d{1,2} ?%[^\n]{0,60}\b(?:level|tier) ?[234]\b/,
  /\b(?:empfehlungs|partner)(?:bonus|provision)[^\n]{0,60}\b(?:ebenen?|stufen?)\b/,
]

export const UNUSUAL_PAYMENT: readonly RegExp[] = [
  /\b(?:pay(?:ment)?s?|accept(?:ed)?|checkout) (?:\w{1,12} ){0,4}(?:zelle|cash ?app|western union|moneygram|gift cards?|venmo friends)\b/,
  /\b(?:only|exclusively) (?:accept|by|via) (?:\w{1,12} ){0,3}(?:bank transfer|wire transfer|crypto|bitcoin|usdt)\b/,
  /\b(?:zahlung|bezahlung) (?:nur|ausschließlich) (?:per|mit|via) (?:vorkasse|überweisung|krypto|bitcoin)/,
  /\bnur (?:vorkasse|überweisung)\b/,
]

export const FILLER: readonly RegExp[] = [
  /\blorem ipsum dolor\b/,
  /\b(?:your (?:company|store|shop) name|yourdomain\.com|your@email|info@example|123 main street|company name here)\b/,
]

/** What gets people to log in where they need not. */
export const LURES: readonly RegExp[] = [
  /\b(?:encrypted|protected|secure|shared) (?:file|document|message|invoice|fax)\b/,
  /\b(?:view|open|download|access) (?:the |your |this )?(?:shared |secure |attached )?(?:file|document|attachment|invoice|voice ?mail)\b/,
  /\b(?:verify|confirm|validate|update) your (?:account|identity|details|billing|payment|information|mailbox)\b/,
  /\b(?:your )?(?:account|mailbox|access|card) (?:has been|will be|is|was) (?:temporarily )?(?:suspended|limited|locked|restricted|disabled|blocked|deactivated)\b/,
  /\b(?:unusual|suspicious) (?:activity|sign-?in|log-?in)\b/,
  /\b(?:free|get) (?:\d[\d.,]{0,8}k? )?(?:\w{1,12} )?(?:followers|likes|coins|robux|v-?bucks|diamonds|badges?)\b/,
  /\b(?:bestätigen|aktualisieren|verifizieren) sie ihr(?:e|en)? (?:konto|daten|identität|zahlung|angaben)/,
  /\b(?:ihr )?(?:konto|zugang|karte) (?:wurde|wird|ist) (?:vorübergehend )?(?:gesperrt|eingeschränkt|deaktiviert)/,
  /\b(?:ungewöhnliche|verdächtige) (?:aktivität|anmeldung)/,
]
