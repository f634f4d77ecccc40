interface Reason {
  readonly en: string
  readonly de: string
  /** `shopper`: says nothing that helps a fraudster, so a shopper may be told. */
  readonly audience: 'analyst' | 'shopper'
  /** The code is one of minFraud's, with minFraud's meaning. */
  readonly minfraud: boolean
}

const analyst = (en: string, de: string): Reason => ({
  en,
  de,
  audience: 'analyst',
  minfraud: false,
})
const shopper = (en: string, de: string): Reason => ({ ...analyst(en, de), audience: 'shopper' })
const minfraud = (en: string, de: string): Reason => ({ ...analyst(en, de), minfraud: true })

/**
 * Every reason a decision may give. minFraud's codes are kept where they exist
 * (https://dev.maxmind.com/minfraud/api-documentation/responses, risk score reasons); the texts
 * are ours.
 */
export const REASONS = {
  ANONYMOUS_IP: minfraud('the IP address hides its user', 'die IP-Adresse verbirgt ihren Nutzer'),
  BILLING_POSTAL_VELOCITY: minfraud(
    'many billing postcodes from one IP address',
    'viele Rechnungs-Postleitzahlen von einer IP-Adresse',
  ),
  BROWSER_LANGUAGE: minfraud(
    'browser or language is unusual for the order',
    'Browser oder Sprache passen nicht zur Bestellung',
  ),
  BUSINESS_ACTIVITY: minfraud(
    'unusual activity for this shop',
    'ungewöhnliche Aktivität für diesen Shop',
  ),
  CART: minfraud('risky content of the cart', 'riskanter Inhalt des Warenkorbs'),
  COUNTRY: minfraud('risky or blocked country', 'riskantes oder gesperrtes Land'),
  CUSTOMER_ID: minfraud('risky history of the customer', 'riskante Vorgeschichte des Kunden'),
  EMAIL_ACTIVITY: minfraud(
    'risky activity of the email address',
    'riskante Aktivität der E-Mail-Adresse',
  ),
  EMAIL_ADDRESS_NEW: minfraud('the email address is new', 'die E-Mail-Adresse ist neu'),
  EMAIL_DOMAIN: minfraud(
    'risky, disposable or missing email domain',
    'riskante, kurzlebige oder nicht vorhandene E-Mail-Domain',
  ),
  EMAIL_DOMAIN_NEW: minfraud('the email domain is young', 'die E-Mail-Domain ist jung'),
  EMAIL_LOCAL_PART: minfraud(
    'the name in the email address looks made up',
    'der Name in der E-Mail-Adresse wirkt erfunden',
  ),
  EMAIL_VELOCITY: minfraud(
    'many orders with one email address in a short time',
    'viele Bestellungen mit einer E-Mail-Adresse in kurzer Zeit',
  ),
  HIGH_RISK_DEVICE: minfraud(
    'a risky device was seen on the IP address',
    'ein riskantes Gerät wurde an der IP-Adresse gesehen',
  ),
  HIGH_RISK_EMAIL: minfraud(
    'a risky email address was seen on the IP address',
    'eine riskante E-Mail-Adresse wurde an der IP-Adresse gesehen',
  ),
  INTRACOUNTRY_DISTANCE: minfraud(
    'IP, billing and shipping address are far apart',
    'IP-, Rechnungs- und Lieferadresse liegen weit auseinander',
  ),
  IP_ACTIVITY: minfraud(
    'unusual activity of the IP address',
    'ungewöhnliche Aktivität der IP-Adresse',
  ),
  IP_BILLING_POSTAL_VELOCITY: minfraud(
    'many billing postcodes from one IP address',
    'viele Rechnungs-Postleitzahlen von einer IP-Adresse',
  ),
  IP_EMAIL_VELOCITY: minfraud(
    'many email addresses from one IP address',
    'viele E-Mail-Adressen von einer IP-Adresse',
  ),
  IP_HIGH_RISK_DEVICE: minfraud(
    'a risky device was seen on the IP address',
    'ein riskantes Gerät wurde an der IP-Adresse gesehen',
  ),
  IP_ISSUER_ID_NUMBER_VELOCITY: minfraud(
    'cards of many issuers from one IP address',
    'Karten vieler Herausgeber von einer IP-Adresse',
  ),
  ISSUER_ID_NUMBER_COUNTRY_MISMATCH: minfraud(
    'the card was issued in another country than IP and addresses say',
    'die Karte stammt aus einem anderen Land als IP und Adressen',
  ),
  ISSUER_ID_NUMBER_LAST_DIGITS_ACTIVITY: minfraud(
    'the card is used unusually often',
    'die Karte wird ungewöhnlich oft benutzt',
  ),
  ISSUER_ID_NUMBER_ON_SHOP_ID: minfraud(
    'cards of this issuer are risky at this shop',
    'Karten dieses Herausgebers sind in diesem Shop riskant',
  ),
  ISSUER_ID_NUMBER_SHOP_ID_VELOCITY: minfraud(
    'many recent payments with cards of this issuer',
    'viele Zahlungen mit Karten dieses Herausgebers in letzter Zeit',
  ),
  ISSUER_ID_NUMBER_VELOCITY: minfraud(
    'cards of many issuers from one IP address',
    'Karten vieler Herausgeber von einer IP-Adresse',
  ),
  LANGUAGE: minfraud('risky language of the browser', 'riskante Sprache des Browsers'),
  MAX_RECENT_EMAIL: minfraud(
    'the email address was in a recent risky order',
    'die E-Mail-Adresse gehörte zu einer riskanten Bestellung',
  ),
  MAX_RECENT_PHONE: minfraud(
    'the phone number was in a recent risky order',
    'die Telefonnummer gehörte zu einer riskanten Bestellung',
  ),
  MAX_RECENT_SHIP: minfraud(
    'the shipping address was in a recent risky order',
    'die Lieferadresse gehörte zu einer riskanten Bestellung',
  ),
  MULTIPLE_CUSTOMER_ID_ON_EMAIL: minfraud(
    'several accounts use one email address',
    'mehrere Konten nutzen eine E-Mail-Adresse',
  ),
  ORDER_AMOUNT: minfraud('unusual amount', 'ungewöhnlicher Betrag'),
  ORG_DISTANCE_RISK: minfraud(
    'the network of the IP address is far from the addresses',
    'das Netz der IP-Adresse liegt fern von den Adressen',
  ),
  PHONE: minfraud('risky or invalid phone number', 'riskante oder ungültige Telefonnummer'),
  PHONE_ACTIVITY: minfraud(
    'risky activity of the phone number',
    'riskante Aktivität der Telefonnummer',
  ),
  SHIP_ACTIVITY: minfraud(
    'risky activity of the shipping address',
    'riskante Aktivität der Lieferadresse',
  ),
  TIME_OF_DAY: minfraud('unusual time of day', 'ungewöhnliche Uhrzeit'),
  TRANSACTION_REPORT_EMAIL: minfraud(
    'fraud was reported for the email address',
    'zur E-Mail-Adresse wurde Betrug gemeldet',
  ),
  TRANSACTION_REPORT_IP: minfraud(
    'fraud was reported for the IP address',
    'zur IP-Adresse wurde Betrug gemeldet',
  ),
  TRANSACTION_REPORT_PHONE: minfraud(
    'fraud was reported for the phone number',
    'zur Telefonnummer wurde Betrug gemeldet',
  ),
  TRANSACTION_REPORT_SHIP: minfraud(
    'fraud was reported for the shipping address',
    'zur Lieferadresse wurde Betrug gemeldet',
  ),

  RULE: analyst('a rule of the merchant hit', 'eine Regel des Händlers hat gegriffen'),
  SCORE: analyst('the score crossed a threshold', 'die Bewertung überschritt eine Schwelle'),
  EXPECTED_VALUE: analyst(
    'what each answer may be expected to bring',
    'was jede Antwort erwarten lässt',
  ),
  MODEL: analyst(
    'the model rates the order risky',
    'das Modell bewertet die Bestellung als riskant',
  ),
  MODEL_SIGNAL: analyst(
    'a signal that speaks for fraud in the eyes of the model',
    'ein Signal, das in den Augen des Modells für Betrug spricht',
  ),
  DENY_LIST: analyst('on a deny list', 'steht auf einer Sperrliste'),
  ALLOW_LIST: analyst('on an allow list', 'steht auf einer Freigabeliste'),
  WATCH_LIST: analyst('on a watch list', 'steht auf einer Beobachtungsliste'),
  SHARED_LIST: analyst(
    'other shops of a sharing circle report the customer',
    'andere Läden eines Meldekreises melden die Kundin oder den Kunden',
  ),
  SANCTIONS_LIST: analyst(
    'the name is like one of a sanctions list',
    'der Name ähnelt einem auf einer Sanktionsliste',
  ),
  LET_THROUGH: analyst(
    'let through at random, to see what it turns out to be',
    'nach dem Zufall durchgelassen, um zu sehen, was daraus wird',
  ),
  OVERRIDE: analyst('a person decided', 'ein Mensch hat entschieden'),
  AVS_MISMATCH: analyst(
    'the billing address is not the one the bank knows',
    'die Rechnungsadresse ist der Bank nicht bekannt',
  ),
  CVV_MISMATCH: analyst('the security code is wrong', 'die Prüfnummer ist falsch'),
  IP_DISTANCE: analyst(
    'the IP address is far from the billing or shipping address',
    'die IP-Adresse liegt fern von Rechnungs- oder Lieferadresse',
  ),
  IP_HOSTING: analyst(
    'the IP address belongs to a data centre',
    'die IP-Adresse gehört zu einem Rechenzentrum',
  ),
  IP_VELOCITY: analyst(
    'many orders from one IP address in a short time',
    'viele Bestellungen von einer IP-Adresse in kurzer Zeit',
  ),
  ADDRESS_MISMATCH: analyst(
    'shipping and billing address differ',
    'Liefer- und Rechnungsadresse weichen ab',
  ),
  RESHIPPER_ADDRESS: analyst(
    'the goods go to a freight forwarder',
    'die Ware geht an einen Weiterversender',
  ),
  EMAIL_FREE: analyst('free email provider', 'kostenloser E-Mail-Anbieter'),
  DEVICE_RING: analyst('many customers on one device', 'viele Kunden auf einem Gerät'),
  LINKED_RING: analyst(
    'hangs together with many customers who act fast',
    'hängt mit vielen Kunden zusammen, die schnell handeln',
  ),
  LINKED_FRAUD: analyst(
    'hangs together with orders that were reported as fraud',
    'hängt mit Bestellungen zusammen, die als Betrug gemeldet wurden',
  ),
  LINKED_REFUNDS: analyst(
    'hangs together with orders whose money was asked back',
    'hängt mit Bestellungen zusammen, deren Geld zurückverlangt wurde',
  ),
  DEVICE_ROBOT: analyst(
    'a program, not a person, placed the order',
    'ein Programm, kein Mensch, hat bestellt',
  ),
  CARD_TESTING: analyst('cards are being tried out', 'Karten werden durchprobiert'),
  CARD_VELOCITY: analyst(
    'many cards in one session or one card in many orders',
    'viele Karten in einer Sitzung oder eine Karte in vielen Bestellungen',
  ),
  SKU_VELOCITY: analyst(
    'one item sells unusually fast',
    'ein Artikel verkauft sich ungewöhnlich schnell',
  ),
  ITEM_LIMIT: shopper('more items than the shop allows', 'mehr Artikel als der Shop erlaubt'),
  GUEST_LIMIT: shopper(
    'too much for an order without an account',
    'zu viel für eine Bestellung ohne Konto',
  ),
  ACCOUNT_NEW: analyst('the account is new', 'das Konto ist neu'),
  ACCOUNT_CHANGED: analyst(
    'credentials or addresses changed shortly before',
    'Zugangsdaten oder Adressen wurden kurz zuvor geändert',
  ),
  ACCOUNT_TAKEOVER: analyst(
    'somebody else seems to use the account',
    'jemand anders scheint das Konto zu benutzen',
  ),
  INHERITED_RANKING: analyst(
    'low ranking from earlier orders',
    'schlechte Bewertung aus früheren Bestellungen',
  ),
  ACCOUNT_BLOCKED: analyst('the account was blocked or closed', 'das Konto wurde gesperrt'),
  REFUND_RATE: analyst('many refunds or returns', 'viele Erstattungen oder Rücksendungen'),
  RETURN_WEIGHT_MISMATCH: analyst(
    'the return parcel does not weigh what it did',
    'die Rücksendung wiegt nicht, was sie wog',
  ),
  DISPUTE_HISTORY: analyst('earlier chargebacks', 'frühere Rückbuchungen'),
  PASTED_IDENTITY: analyst(
    'personal data was pasted instead of typed',
    'persönliche Angaben wurden eingefügt statt getippt',
  ),
  AGENT_UNVERIFIED: analyst(
    'an agent that cannot be verified acts for the customer',
    'ein nicht prüfbarer Agent handelt für den Kunden',
  ),
  INTEL_ACCOUNT_LISTED: analyst(
    'the account was seen for sale',
    'das Konto wurde zum Kauf angeboten',
  ),
  SELLER_RISK: analyst('the seller is risky', 'der Verkäufer ist riskant'),
  THREE_D_SECURE_FAILED: shopper(
    'the bank could not confirm the payment',
    'die Bank konnte die Zahlung nicht bestätigen',
  ),
  PAYMENT_REFUSED: shopper('the payment was refused', 'die Zahlung wurde abgelehnt'),
  POLICY: analyst('a policy of the shop decided', 'eine Richtlinie des Shops hat entschieden'),
  ACTION_FAILED: analyst(
    'what was to be done failed, and something else is asked for',
    'was zu tun war, schlug fehl, und etwas anderes wird verlangt',
  ),
  AUTHORIZATION_ENDS: analyst(
    'the order is still held, and its money can be captured for a day at most',
    'die Bestellung wartet noch, und ihr Geld kann höchstens noch einen Tag lang eingezogen werden',
  ),
  DEGRADED: analyst(
    'decided with less than is usually known',
    'mit weniger entschieden, als sonst bekannt ist',
  ),
} as const satisfies Record<string, Reason>

export type ReasonCode = keyof typeof REASONS
export const REASON_CODES = Object.keys(REASONS) as ReasonCode[]

export function isReasonCode(word: string): word is ReasonCode {
  return Object.hasOwn(REASONS, word)
}

/** `docs/reference/reasons.md`, generated from the table. */
export function renderReasons(): string {
  const rows = REASON_CODES.map((code) => {
    const { en, de, audience, minfraud } = REASONS[code]
    return `| \`${code}\` | ${en} | ${de} | ${audience} | ${minfraud ? 'yes' : 'no'} |`
  })
  return [
    '# Reason codes',
    '',
    'Generated from `packages/contract/src/reasons.ts`; a test holds the two equal.',
    '',
    'A decision gives its reasons as `{code, text, points}`. Codes are stable, texts may change.',
    '`MODEL_SIGNAL` names its `signal` and its `contribution` too; it has no points of its own: they are those of `MODEL`.',
    'A reason for the *analyst* never reaches the shopper: it would teach a fraudster what to change.',
    '',
    '| code | meaning | auf Deutsch | for | minFraud |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
