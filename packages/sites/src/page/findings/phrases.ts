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
