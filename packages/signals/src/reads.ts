import type {
  AcceptLanguageAnswer,
  AvsFacts,
  CardAnswer,
  CardCheckAnswer,
  CountryAnswer,
  DistanceAnswer,
  EmailAnswer,
  IpAnswer,
  LocalTimeAnswer,
  OrderEvent,
  Parsed,
  PhoneAnswer,
  PlaceAnswer,
  PlaceQuery,
  Reference,
  SanctionsAnswer,
  UserAgentAnswer,
} from '@gatehouse/contract'
import { fullName } from './person-name.ts'

/** The event does not carry what would have to be looked up. */
export interface NotSent {
  readonly known: false
  readonly reason: 'not_sent'
}
/** The email address was sent as an MD5. */
export interface Hashed {
  readonly known: false
  readonly reason: 'hashed'
}
const NOT_SENT: NotSent = Object.freeze({ known: false, reason: 'not_sent' })
const HASHED: Hashed = Object.freeze({ known: false, reason: 'hashed' })

/** The answers of all look-ups that the plan asked for. */
export interface Readings {
  readonly ip: IpAnswer | NotSent
  readonly ip_place: PlaceAnswer | NotSent
  readonly billing_place: PlaceAnswer | NotSent
  readonly shipping_place: PlaceAnswer | NotSent
  readonly ip_to_billing: DistanceAnswer | NotSent
  readonly ip_to_shipping: DistanceAnswer | NotSent
  readonly billing_to_shipping: DistanceAnswer | NotSent
  readonly ip_country: CountryAnswer | NotSent
  readonly billing_country: CountryAnswer | NotSent
  readonly email: EmailAnswer | NotSent | Hashed
  /** Its domain fields only: they are known for a hashed address too, if the domain was sent. */
  readonly email_domain: EmailAnswer | NotSent
  readonly billing_phone: PhoneAnswer | NotSent
  readonly shipping_phone: PhoneAnswer | NotSent
  readonly user_agent: UserAgentAnswer | NotSent
  readonly accept_language: AcceptLanguageAnswer | NotSent
  readonly avs: AvsFacts | NotSent
  readonly cvv: CardCheckAnswer | NotSent
  readonly card: CardAnswer | NotSent
  /** The name of the bill or of the parcel, whichever is more like one on a list. */
  readonly sanctions: SanctionsAnswer | NotSent
  /** Wall clock where the IP address is. */
  readonly ip_local_time: LocalTimeAnswer | NotSent
  /** The same, or where the billing address is when the IP address has no known place. */
  readonly local_time: LocalTimeAnswer | NotSent
}
export type ReadName = keyof Readings

/** Reads may build on earlier ones, so they run in the order of this table. */
type ReadTable = {
  readonly [Name in ReadName]: {
    readonly needs?: readonly ReadName[]
    readonly read: Read<Readings[Name]>
  }
}

type Read<Answer = Readings[ReadName]> = (
  reference: Reference,
  event: Parsed<OrderEvent>,
  done: Partial<Readings>,
) => Answer

type Address = NonNullable<OrderEvent['billing']>

const table: ReadTable = {
  ip: {
    read: (reference, event) => sent(event.device?.ip_address, (ip) => reference.ip(ip)),
  },
  ip_place: {
    needs: ['ip'],
    read: (_reference, _event, { ip = NOT_SENT }) => (ip.known ? ip.location : ip),
  },
  billing_place: { read: (reference, event) => place(reference, event.billing) },
  shipping_place: {
    needs: ['billing_place'],
    read: (reference, event, { billing_place: billed = NOT_SENT }) =>
      isSamePlace(event.billing, event.shipping) ? billed : place(reference, event.shipping),
  },
  ip_to_billing: {
    needs: ['ip_place', 'billing_place'],
    read: (reference, _event, done) => distance(reference, done.ip_place, done.billing_place),
  },
  ip_to_shipping: {
    needs: ['ip_place', 'shipping_place'],
    read: (reference, _event, done) => distance(reference, done.ip_place, done.shipping_place),
  },
  billing_to_shipping: {
    needs: ['billing_place', 'shipping_place'],
    read: (reference, _event, done) => distance(reference, done.billing_place, done.shipping_place),
  },
  ip_country: {
    needs: ['ip_place'],
    read: (reference, _event, { ip_place: at = NOT_SENT }) =>
      at.known ? reference.country(at.country) : at,
  },
  billing_country: {
    read: (reference, event) =>
      sent(event.billing?.country, (country) => reference.country(country)),
  },
  email: {
    read: (reference, event) =>
      sent(event.email?.address, (text) => (MD5.test(text) ? HASHED : reference.email(text))),
  },
  email_domain: {
    needs: ['email'],
    read: (reference, event, { email = NOT_SENT }) =>
      email.known || !event.email?.domain
        ? domainOf(email)
        : // Every domain that takes mail has this mailbox (RFC 5321 section 4.5.1).
          reference.email(`postmaster@${event.email.domain}`),
  },
  billing_phone: { read: (reference, event) => phone(reference, event.billing) },
  shipping_phone: {
    needs: ['billing_phone'],
    read: (reference, event, { billing_phone: billed = NOT_SENT }) =>
      isSamePhone(event.billing, event.shipping) ? billed : phone(reference, event.shipping),
  },
  user_agent: {
    read: (reference, event) => sent(event.device?.user_agent, (text) => reference.userAgent(text)),
  },
  accept_language: {
    read: (reference, event) =>
      sent(event.device?.accept_language, (text) => reference.acceptLanguage(text)),
  },
  avs: {
    read: (reference, event) =>
      sent(event.credit_card?.avs_result || event.credit_card?.avs_code, (code) =>
        reference.avs(code),
      ),
  },
  cvv: {
    read: (reference, event) =>
      sent(event.credit_card?.cvv_result || event.credit_card?.cvv_code, (code) =>
        reference.cvv(code),
      ),
  },
  card: {
    read: (reference, event) =>
      sent(event.credit_card?.issuer_id_number, (bin) => reference.card(bin)),
  },
  sanctions: {
    read(reference, { billing, shipping }) {
      const billed = sanctions(reference, billing)
      const shippedTo = fullName(shipping)
      if (shippedTo === null || shippedTo === fullName(billing)) return billed
      const shipped = sanctions(reference, shipping)
      if (!shipped.known) return billed.known ? billed : shipped
      return billed.known && billed.score >= shipped.score ? billed : shipped
    },
  },
  ip_local_time: {
    needs: ['ip_place'],
    read: (reference, event, { ip_place: at = NOT_SENT }) =>
      at.known ? reference.localTime(at, Date.parse(event.event.time)) : at,
  },
  local_time: {
    needs: ['billing_place', 'ip_local_time'],
    read: (reference, event, { billing_place: at = NOT_SENT, ip_local_time: byIp = NOT_SENT }) =>
      byIp.known || !at.known ? byIp : reference.localTime(at, Date.parse(event.event.time)),
  },
}

/** minFraud accepts the MD5 of the address in its place. */
const MD5 = /^[0-9a-f]{32}$/i

const READ_ORDER = Object.keys(table) as readonly ReadName[]

/** The reads that `wanted` come down to, in an order in which each finds what it needs. */
export function resolveReads(wanted: Iterable<ReadName>): readonly ReadName[] {
  const all = new Set<ReadName>()
  const visit = (name: ReadName) => {
    if (all.has(name)) return
    all.add(name)
    table[name].needs?.forEach(visit)
  }
  for (const name of wanted) visit(name)
  return READ_ORDER.filter((name) => all.has(name))
}

/**
 * Makes every look-up of a plan once. Reads that are not in the plan stay absent.
 * @returns a function of the reference data and an event
 */
export function compileReads(
  reads: readonly ReadName[],
): (reference: Reference, event: Parsed<OrderEvent>) => Readings {
  // Each row's answer has the row's own type, which a loop over all rows cannot say.
  const rows = reads.map((name): { name: ReadName; read: Read } => ({
    name,
    read: table[name].read,
  }))
  const none = Object.fromEntries(reads.map((name) => [name, NOT_SENT]))
  return (reference, event) => {
    // All fields at once: an object that grows field by field is slow to make.
    const done: { [Name in ReadName]?: unknown } = { ...none }
    for (const { name, read } of rows) {
      done[name] = read(reference, event, done as Partial<Readings>)
    }
    return done as Readings
  }
}

function sent<Answer>(
  text: string | undefined,
  lookUp: (text: string) => Answer,
): Answer | NotSent {
  return text === undefined || text === '' ? NOT_SENT : lookUp(text)
}

/** Most orders ship to where they are billed: one look-up then serves both. */
function isSamePlace(a: Address | undefined, b: Address | undefined): boolean {
  return (
    a?.country === b?.country &&
    a?.region === b?.region &&
    a?.city === b?.city &&
    a?.postal === b?.postal
  )
}

function isSamePhone(a: Address | undefined, b: Address | undefined): boolean {
  return (
    a?.phone_number === b?.phone_number &&
    a?.phone_country_code === b?.phone_country_code &&
    a?.country === b?.country
  )
}

function place(reference: Reference, address: Address | undefined): PlaceAnswer | NotSent {
  if (address?.country === undefined) return NOT_SENT
  const query: PlaceQuery = {
    country: address.country,
    region: address.region ?? null,
    city: address.city ?? null,
    postcode: address.postal ?? null,
  }
  return reference.place(query)
}

function sanctions(reference: Reference, address: Address | undefined): SanctionsAnswer | NotSent {
  return sent(fullName(address) ?? undefined, (name) =>
    reference.sanctions(name, address?.country ?? null),
  )
}

function distance(
  reference: Reference,
  from: PlaceAnswer | NotSent = NOT_SENT,
  to: PlaceAnswer | NotSent = NOT_SENT,
): DistanceAnswer | NotSent {
  if (isNotSent(from) || isNotSent(to)) return NOT_SENT
  return reference.distance(from, to)
}

function isNotSent(answer: PlaceAnswer | NotSent): answer is NotSent {
  return !answer.known && answer.reason === 'not_sent'
}

function domainOf(email: EmailAnswer | NotSent | Hashed): EmailAnswer | NotSent {
  return !email.known && email.reason === 'hashed' ? NOT_SENT : email
}

function phone(reference: Reference, address: Address | undefined): PhoneAnswer | NotSent {
  return sent(address?.phone_number, (number) => {
    const callingCode = address?.phone_country_code?.replace(/[^0-9]/g, '')
    const isInternational = number.trimStart().startsWith('+')
    return reference.phone(
      callingCode && !isInternational ? `+${callingCode}${number}` : number,
      address?.country ?? null,
    )
  })
}
