import { agentTexts } from './cut-values.ts'
import type { PersonalValues } from './sealed.ts'

/**
 * Invented people, from which the model of format 2 is learned. What was sealed is read with it for
 * ever: neither the people nor their order may change (a test holds the model's hash). Another
 * format gets another file.
 */
const PEOPLE = 300

/** A `~` is the version of the browser, a `#` a digit, a `@` a capital. Frequent ones come first. */
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.# Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.# Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.# Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36 Edg/~.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:~.0) Gecko/20100101 Firefox/~.0',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/2#.0 Chrome/~.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 1#_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/~.0.####.## Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.#.# Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (iPad; CPU OS 1#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/1#.# Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 1#; SM-@###@) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 1#; Pixel #) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/3##.0.######### Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22@### [FBAN/FBIOS;FBAV/5##.0.0.##.##;FBBV/7########;FBDV/iPhone1#,#;FBMD/iPhone;FBSN/iOS;FBSV/18.#.#;FBSS/3;FBCR/;FBID/phone;FBLC/en_US;FBOP/5]',
  'Mozilla/5.0 (Linux; Android 1#; SM-@###@ Build/UP1A.23####.0##; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/~.0.####.### Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/5##.0.0.##.##;]',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22@### Instagram 3##.0.0.##.## (iPhone1#,#; iOS 18_#_#; en_US; en; scale=3.00; 1179x2556; #########; IABMV/1)',
  'Mozilla/5.0 (Linux; Android 1#; M2#0#@#@@ Build/UKQ1.23####.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/~.0.####.### Mobile Safari/537.36 Instagram 3##.0.0.##.## Android (34/14; 440dpi; 1080x2276; Xiaomi; M2#0#@#@@; en_US; #########)',
  'Mozilla/5.0 (X11; Linux x86_64; rv:~.0) Gecko/20100101 Firefox/~.0',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:~.0) Gecko/20100101 Firefox/~.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:~.0) Gecko/20100101 Firefox/~.0',
  'Mozilla/5.0 (Android 1#; Mobile; rv:~.0) Gecko/~.0 Firefox/~.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36 OPR/1##.0.0.0',
  'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.####.### Safari/537.36',
  'Mozilla/5.0 (Linux; Android 1#) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.####.### Mobile Safari/537.36',
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/~.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 1#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/~.0 Mobile/15E148 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 1#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) EdgiOS/~.0.####.## Version/18.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/~.0.0.0 Safari/537.36',
  'python-requests/2.#.#',
  'curl/8.#.#',
  'okhttp/4.#.#',
  'Go-http-client/1.1',
  'Dalvik/2.1.0 (Linux; U; Android 1#; SM-@###@ Build/UP1A.23####.0##)',
]

/** What stands between the varying parts of the user agents that are known. */
export const SAMPLE_AGENT_TEXTS = AGENTS.flatMap((shape) =>
  agentTexts(shape.replaceAll('~', '100').replaceAll('#', '1').replaceAll('@', 'A')),
)

const words = (text: string) => text.trim().split(/\s+/)
const lines = (text: string) => text.trim().split(/\s*[;\n]\s*/)

const NAMES = words(`
  Maria Anna John Elena David Sofia Lucas Emma Noah Olivia Peter Laura Thomas Julia Daniel Sarah
  Michael James Robert Jennifer Linda William Richard Susan Joseph Karen Christopher Nancy Matthew
  Andrea Giulia Francesca Marco Alessandro Chiara José Carmen Lucía Antonio Javier Pablo Inês João
  Pierre Camille Chloé Hugo Léa Mathieu Nathalie Sébastien Hans Jürgen Sabine Katrin Stefan Björn
  Lars Ingrid Astrid Mikkel Piotr Agnieszka Katarzyna Tomasz Zofia Jana Petr Olga Ivan Dmitri
  Natalia Mohammed Fatima Ahmed Aisha Omar Yusuf Priya Rahul Anjali Wei Li Mei Hiroshi Yuki Kenji
  Minh Thi Nguyen Kwame Amara Chidi Zanele Diego Valentina Mateo Isabella Gabriel Rafael Beatriz`)
const SURNAMES = words(`
  Smith Johnson Williams Brown Jones Miller Davis Wilson Taylor Anderson Thompson Walker Wright
  Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Müller Koch Richter Klein Schröder Krüger
  Martin Bernard Dubois Moreau Laurent Lefèvre Girard Rousseau Fournier Rossi Ferrari Esposito
  Bianchi Romano Colombo García Martínez López Sánchez Pérez Gómez Fernández Santos Silva Oliveira
  Pereira Costa Ferreira Johansson Andersson Nilsson Hansen Olsen Nielsen Jensen Kowalski Nowak
  Wiśniewska Wójcik Novák Svoboda Horváth Nagy Popescu Ivanov Petrova Kuznetsov Yılmaz Kaya Demir
  Khan Patel Sharma Singh Kumar Gupta Chen Wang Zhang Liu Kim Park Lee Tanaka Suzuki Watanabe Tran
  Okafor Mensah Diallo Abdi Hassan Ali Cohen Levy Murphy Byrne Campbell Stewart Evans Hughes`)
const STREETS = lines(`
  Main Street; High Street; Station Road; Church Lane; Park Avenue; Victoria Road; Mill Lane;
  London Road; Queens Drive; Oak Avenue; Maple Drive; Elm Street; Washington Boulevard; Lincoln Way;
  Sunset Court; Cedar Lane; Bahnhofstraße; Hauptstraße; Goethestr.; Schillerstraße; Lindenweg;
  Am Markt; Gartenstr.; Rue Victor Hugo; Rue de la République; Avenue Jean Jaurès; Boulevard Voltaire;
  Place de l'Église; Via Garibaldi; Via Roma; Corso Italia; Viale dei Mille; Calle Mayor; Calle Real;
  Avenida de la Constitución; Plaza de España; Rua Augusta; Avenida Paulista; Kerkstraat; Dorpsstraat;
  Storgatan; Kungsgatan; Vestergade; ul. Długa; ul. Kościuszki; Aleja Jana Pawła; Nádražní; Atatürk Caddesi`)
const CITIES = lines(`
  London; Paris; Berlin; Madrid; Milano; Wien; Praha; Warszawa; Dublin; Amsterdam; New York; Chicago;
  Los Angeles; Houston; San Antonio; Toronto; Sydney; Melbourne; Manchester; Birmingham; Leeds; Glasgow;
  Hamburg; München; Köln; Stuttgart; Frankfurt am Main; Düsseldorf; Leipzig; Lyon; Marseille; Toulouse;
  Nantes; Saint-Étienne; Roma; Napoli; Torino; Bologna; Barcelona; Valencia; Sevilla; Lisboa; Porto;
  São Paulo; Rio de Janeiro; Rotterdam; Antwerpen; Bruxelles; Zürich; Genève; Stockholm; Göteborg; Oslo;
  København; Helsinki; Kraków; Wrocław; Gdańsk; Brno; Budapest; București; Athina; İstanbul; Ankara;
  Mumbai; Delhi; Bengaluru; Tokyo; Osaka; Yokohama; Singapore; Lagos; Nairobi; Cape Town; Mexico City`)
const MAIL_HOSTS = words(`
  gmail.com gmail.com gmail.com gmail.com gmail.com gmail.com yahoo.com outlook.com hotmail.com
  icloud.com web.de gmx.de orange.fr libero.it yahoo.co.uk hotmail.co.uk t-online.de gmx.net free.fr
  live.com msn.com aol.com proton.me me.com wanadoo.fr hotmail.fr yahoo.fr mail.ru wp.pl seznam.cz
  comcast.net btinternet.com qq.com 163.com ziggo.nl telenet.be bluewin.ch virgilio.it uol.com.br`)
const LINK_HOSTS = words(`
  www.google.com www.google.com www.google.com l.facebook.com www.facebook.com l.instagram.com
  www.bing.com duckduckgo.com www.google.de www.google.co.uk www.google.fr t.co www.youtube.com
  m.facebook.com www.idealo.de www.pinterest.com out.reddit.com lm.facebook.com checkout.stripe.com`)
const PATHS = [
  '',
  '',
  '',
  'search?q=',
  'products/',
  'p/',
  'collections/',
  'sale?utm_source=',
  'checkout/',
  'cart?ref=',
  'url?sa=t&source=web&url=',
  'l.php?u=',
  'category/',
  'de/',
  'en/shop/',
]
const NOTES = lines(`
  Please leave the parcel with the neighbour; Bitte beim Nachbarn abgeben; ring the bell twice;
  happy birthday from all of us; gift, no invoice please; call before delivery; Laisser chez le gardien;
  The item does not fit; size too small; changed my mind; arrived damaged; not as described; no pude abrirlo;
  customer asked for express shipping; second floor on the left; Tel. nach 18 Uhr; thank you very much`)
const INPUTS = words(
  'delivery_note gift_message vat_id company_name comment loyalty_id campaign color size',
)
const PHONES = [
  '+1 2#########',
  '2#########',
  '(3##) 5##-####',
  '+44 7### ######',
  '07### ######',
  '+49 1## ########',
  '01## ########',
  '06########',
  '+33 6 ## ## ## ##',
  '+39 3## #######',
  '6## ### ###',
  '+48 5## ### ###',
  '+#############',
  '#########',
  '##########',
  '###########',
  '0# ## ## ## ##',
  '###-###-####',
]
const POSTALS = [
  '#####',
  '#####',
  '#####',
  '####',
  '##-###',
  '#####-###',
  '@@# #@@',
  '@## #@@',
  '@#@ #@#',
  '### ##',
]

/** Not random: the same numbers on every machine. The low bits of the state are poor, so the high are used. */
function numbers(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return Math.floor(((state >>> 8) / 2 ** 24) * limit)
  }
}

export function samplePeople(): PersonalValues[] {
  const next = numbers(20_261_127)
  const pick = <Item>(items: readonly Item[]): Item => items[next(items.length)]!
  /** Those in front more often. */
  const pickEarly = <Item>(items: readonly Item[]): Item =>
    items[Math.floor((next(items.length) * (1 + next(items.length))) / items.length)]!
  const isOneIn = (count: number) => next(count) === 0
  const fill = (shape: string) =>
    shape
      .replace(/#/g, () => String(next(10)))
      .replace(/@/g, () => String.fromCharCode(65 + next(26)))
  /** A word that nobody has: the beginning of one and the end of another, spelled as such words are. */
  const grown = (items: readonly string[]): string => {
    const head = pick(items)
    const tail = pick(items)
    return isOneIn(3) ? head : head.slice(0, 2 + next(4)) + tail.slice(1 + next(3))
  }
  const ascii = (text: string) =>
    text
      .normalize('NFD')
      .replace(/[^ -~]/g, '')
      .toLowerCase()
  const version = () => String(154 - Math.floor((next(100) * next(100)) / 250))

  function agent(): string {
    const number = version()
    if (!isOneIn(20)) return fill(pickEarly(AGENTS).replaceAll('~', number))
    // What no model knows beforehand: apps, tools, robots.
    const [product, system] = [grown(SURNAMES), grown(NAMES)].map(ascii)
    return pick([
      `${product}/${next(9)}.${next(9)}.${next(90)}`,
      `${product} ${system}/${next(9)}.${next(9)} (${grown(NAMES)}; ${grown(SURNAMES)} ${next(20)})`,
      `Mozilla/5.0 (compatible; ${product}bot/${next(9)}.${next(9)}; +https://${system}.example/bot)`,
    ])
  }
  function ip(): string {
    if (!isOneIn(6)) return `${1 + next(223)}.${next(256)}.${next(256)}.${next(256)}`
    const word = () => next(65_536).toString(16)
    const head = pick([
      '2001',
      '2003',
      '2400',
      '2409',
      '2600',
      '2601',
      '2603',
      '2804',
      '2a00',
      '2a01',
      '2a02',
    ])
    return isOneIn(3)
      ? `${head}:${word()}::${word()}`
      : [head, ...Array.from({ length: 7 }, word)].join(':')
  }
  function email(first: string, last: string): string {
    const [given, family] = [ascii(first), ascii(last)]
    const number = String(next(10 ** (1 + next(4))))
    const local = pick([
      `${given}.${family}`,
      `${given}.${family}${number}`,
      `${given}${family}${number}`,
      `${given[0]}.${family}`,
      `${given[0]}${family}${number}`,
      `${family}_${given}`,
      `${given}${number}`,
      `${family}.${given}${number}`,
      `${given}-${family}`,
      `${given}+${number}`,
      number.padEnd(7, '4'),
    ])
    return `${local}@${isOneIn(5) ? `${ascii(grown(SURNAMES))}.${pick(words('com de co.uk fr net org it es'))}` : pickEarly(MAIL_HOSTS)}`
  }
  function link(): string {
    const path = pick(PATHS)
    const end =
      path === ''
        ? ''
        : `${ascii(pick(NOTES))
            .replaceAll(' ', '-')
            .slice(
              0,
              4 + next(20),
            )}${pick(['', '', `&id=${next(1e6)}`, `?gclid=${next(1e9).toString(36)}`])}`
    return `https://${pickEarly(LINK_HOSTS)}/${path}${end}`
  }
  function street(): string {
    const number = String(1 + Math.floor((next(250) * next(250)) / 250))
    const name = isOneIn(3)
      ? pick(STREETS)
      : `${grown(SURNAMES)} ${pick(words('Street Road Lane Avenue straße Weg'))}`
    return pick([
      `${number} ${name}`,
      `${number} ${name}`,
      `${name} ${number}`,
      `${number}, ${name}`,
    ])
  }
  interface Person {
    readonly first: string
    readonly last: string
    readonly street: string
    readonly city: string
    readonly postal: string
    readonly phone: string
  }
  function person(): Person {
    return {
      first: isOneIn(2) ? pickEarly(NAMES) : grown(NAMES),
      last: isOneIn(3) ? pickEarly(SURNAMES) : grown(SURNAMES),
      street: street(),
      city: isOneIn(2) ? pickEarly(CITIES) : grown(CITIES),
      postal: fill(pick(POSTALS)),
      phone: fill(pick(PHONES)),
    }
  }
  const place = (block: string, of: Person): PersonalValues => ({
    [`${block}.first_name`]: of.first,
    [`${block}.last_name`]: of.last,
    ...(isOneIn(9) && {
      [`${block}.company`]: `${grown(SURNAMES)} ${pick(['Ltd', 'GmbH', 'SARL', 'Inc.', 'S.r.l.'])}`,
    }),
    ...(!isOneIn(12) && { [`${block}.address`]: of.street }),
    ...(isOneIn(7) && {
      [`${block}.address_2`]: `${pick(['Flat', 'Apt', 'Apt.', 'Unit', 'c/o', 'Etage', '#'])} ${1 + next(40)}`,
    }),
    ...(!isOneIn(12) && { [`${block}.city`]: of.city }),
    ...(!isOneIn(12) && { [`${block}.postal`]: of.postal }),
    ...(!isOneIn(5) && { [`${block}.phone_number`]: of.phone }),
  })

  return Array.from({ length: PEOPLE }, () => {
    const buyer = person()
    const other = { ...person(), ...(isOneIn(2) && { first: buyer.first, last: buyer.last }) }
    return {
      ...(isOneIn(40) && { 'fulfilment.signed_by': buyer.last, 'fulfilment.ip_address': ip() }),
      ...(isOneIn(40) && { 'return.reason_text': pick(NOTES) }),
      ...(isOneIn(30) && {
        'change.old_value': buyer.phone,
        'change.new_value': fill(pick(PHONES)),
      }),
      ...(!isOneIn(15) && { 'device.ip_address': ip() }),
      ...(!isOneIn(10) && { 'device.user_agent': agent() }),
      ...(isOneIn(20) && { 'account.user_id': email(buyer.first, buyer.last) }),
      ...(isOneIn(20) && {
        'account.username_md5': Array.from({ length: 32 }, () => next(16).toString(16)).join(''),
      }),
      ...(!isOneIn(20) && { 'email.address': email(buyer.first, buyer.last) }),
      ...(!isOneIn(12) && place('billing', buyer)),
      ...(!isOneIn(4) && place('shipping', isOneIn(4) ? other : buyer)),
      ...(isOneIn(12) && { 'credit_card.bank_phone_number': fill(pick(PHONES)) }),
      ...(isOneIn(3) && { 'credit_card.holder_name': `${buyer.first} ${buyer.last}` }),
      ...(isOneIn(4) && { 'order.referrer_uri': link() }),
      ...(isOneIn(8) && { 'order.note': pick(NOTES) }),
      ...(isOneIn(6) && { [`custom_inputs.${pick(INPUTS)}`]: pick(NOTES) }),
      ...(isOneIn(4) && { 'session.referrer': link() }),
      ...(isOneIn(4) && { 'session.landing_page': link() }),
      ...(isOneIn(20) && { 'seller.name': `${grown(SURNAMES)} Shop` }),
      ...(isOneIn(20) && { notes: pick(NOTES) }),
    }
  })
}
