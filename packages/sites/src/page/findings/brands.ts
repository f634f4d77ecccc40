import type { BrandName } from './page-context.ts'

/** `Name: domain domain ...`, one a line. */
const BORROWED = `
Adobe: adobe.com
Airbnb: airbnb.com
AliExpress: aliexpress.com
Allegro: allegro.pl
Amazon: amazon.com amazon.de amazon.co.uk amazon.fr amazon.it amazon.es amazon.in amazon.ca amazon.co.jp amazon.nl amazon.pl amazon.com.au amazon.com.br
American Express: americanexpress.com
AOL: aol.com
Apple: apple.com icloud.com
Apple ID: apple.com icloud.com
AT&T: att.com
Badoo: badoo.com
Bank of America: bankofamerica.com
Barclays: barclays.co.uk barclays.com
Binance: binance.com binance.us
Blockchain.com: blockchain.com
BNP Paribas: bnpparibas.com mabanque.bnpparibas
Booking.com: booking.com
Bybit: bybit.com
Capital One: capitalone.com
Chase: chase.com
Citibank: citi.com citibank.com
Coinbase: coinbase.com
Comcast: comcast.com xfinity.com
Commerzbank: commerzbank.de
Correos: correos.es
Crédit Agricole: credit-agricole.fr credit-agricole.com
Deutsche Bank: deutsche-bank.de db.com
Deutsche Post: deutschepost.de
DeviantArt: deviantart.com
DHL: dhl.com dhl.de
Discord: discord.com
DocuSign: docusign.com docusign.net
Dropbox: dropbox.com
eBay: ebay.com ebay.de ebay.co.uk ebay.fr ebay.it ebay.es ebay.com.au ebay.ca
Etsy: etsy.com
EVRi: evri.com
Facebook: facebook.com fb.com
FedEx: fedex.com
Free Mobile: free.fr
GitHub: github.com
Gmail: google.com gmail.com
GMX: gmx.net gmx.de gmx.com
Google: google.com google.de google.co.uk google.fr
HSBC: hsbc.com hsbc.co.uk
ING: ing.com ing.de ing.nl
Instagram: instagram.com
IRS: irs.gov
Kraken: kraken.com
La Poste: laposte.fr laposte.net
Ledger: ledger.com
LinkedIn: linkedin.com
Lloyds Bank: lloydsbank.com
Mastercard: mastercard.com mastercard.us
Mercado Libre: mercadolibre.com
Messenger: messenger.com facebook.com
MetaMask: metamask.io
Microsoft: microsoft.com live.com microsoftonline.com office.com
Myspace: myspace.com
N26: n26.com
NatWest: natwest.com
Netflix: netflix.com
Nordea: nordea.com nordea.fi nordea.se
Office 365: microsoft.com office.com microsoftonline.com
OKX: okx.com
OneDrive: microsoft.com live.com
Orange: orange.fr orange.com
PayPal: paypal.com paypal.de
Phantom: phantom.com phantom.app
PhonePe: phonepe.com
Pinterest: pinterest.com
PlayStation: playstation.com
PostFinance: postfinance.ch
Poste Italiane: poste.it posteitaliane.it
Proton: proton.me protonmail.com
ProtonMail: proton.me protonmail.com
Rabobank: rabobank.nl rabobank.com
Reddit: reddit.com
Revolut: revolut.com
Roblox: roblox.com
Royal Mail: royalmail.com
Santander: santander.com santander.co.uk santander.de
Sberbank: sberbank.ru
Shopify: shopify.com
Snapchat: snapchat.com
Société Générale: societegenerale.fr societegenerale.com
Sparkasse: sparkasse.de
Spotify: spotify.com
Steam: steampowered.com steamcommunity.com
Stripe: stripe.com
Swisscom: swisscom.ch
T-Mobile: t-mobile.com
Telegram: telegram.org t.me
Telekom: telekom.de
Temu: temu.com
TikTok: tiktok.com
Trezor: trezor.io
Trust Wallet: trustwallet.com
Twitch: twitch.tv
Twitter: twitter.com x.com
Uber: uber.com
UBS: ubs.com
Uniswap: uniswap.org
UPS: ups.com
USPS: usps.com
Venmo: venmo.com
Verizon: verizon.com
Vinted: vinted.com vinted.de vinted.fr
Visa: visa.com visa.de
Vodafone: vodafone.com vodafone.de vodafone.co.uk
Volksbank: volksbank.de vr.de
Walmart: walmart.com
WEB.DE: web.de
WeTransfer: wetransfer.com
Wells Fargo: wellsfargo.com
WhatsApp: whatsapp.com
Wise: wise.com
Xbox: xbox.com live.com microsoft.com
Yahoo: yahoo.com yahoo.co.jp
Yandex: yandex.ru yandex.com
Zalando: zalando.com zalando.de zalando.fr zalando.it zalando.es zalando.fi zalando.ie zalando.pl
Zelle: zellepay.com
Zoom: zoom.us zoom.com
`

/** Run by many on their own domains. */
const SELF_HOSTED = `
Grafana: grafana.com
GitLab: gitlab.com
Jenkins: jenkins.io
Nextcloud: nextcloud.com
Outlook: microsoft.com live.com outlook.com office.com
WordPress: wordpress.org wordpress.com
`

/**
 * Names that public reports on phishing count among the most imitated, with the domains of their
 * owners: put together by us. A name that is also a common word (Orange, Wise, Chase) weighs only
 * where it stands over a field for a secret. An installation adds its own shop.
 */
export const IMITATED_BRANDS: readonly BrandName[] = [
  ...rows(BORROWED),
  ...rows(SELF_HOSTED).map((brand) => ({ ...brand, selfHosted: true })),
]

function rows(table: string): BrandName[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', domains = ''] = line.split(': ')
      return { name, domains: domains.split(' ') }
    })
}
