import type {
  AcceptLanguageAnswer,
  AvsFacts,
  CardAnswer,
  CardCheckAnswer,
  EmailAnswer,
  IpAnswer,
  LocalTimeAnswer,
  NotKnown,
  OrderEvent,
  Parsed,
  PhoneAnswer,
  PlaceAnswer,
  PlaceQuery,
  Reference,
  UserAgentAnswer,
} from '@gatehouse/contract'

/** The event does not carry what would have to be looked up. */
export interface NotSent {
  readonly known: false
  readonly reason: 'not_sent'
}
const NOT_SENT: NotSent = Object.freeze({ known: false, reason: 'not_sent' })

/** The answers of all look-ups that the plan asked for. */
export interface Readings {
  readonly ip: IpAnswer | NotSent
  readonly ip_place: PlaceAnswer | NotSent
  readonly billing_place: PlaceAnswer | NotSent
  readonly shipping_place: PlaceAnswer | NotSent
  readonly email: EmailAnswer | NotSent
  readonly billing_phone: PhoneAnswer | NotSent
  readonly shipping_phone: PhoneAnswer | NotSent
  readonly user_agent: UserAgentAnswer | NotSent
  readonly accept_language: AcceptLanguageAnswer | NotSent
  readonly avs: AvsFacts | NotSent
  readonly cvv: CardCheckAnswer | NotSent
  readonly card: CardAnswer | NotSent
  readonly local_time: LocalTimeAnswer | NotSent
}
export type ReadName = keyof Readings

/** Reads may build on earlier ones, so they run in the order of this table. */
type ReadTable = {
  readonly [Name in ReadName]: {
    readonly needs?: readonly ReadName[]
    read(reference: Reference, event: Parsed<OrderEvent>, done: Partial<Readings>): Readings[Name]
  }
}

type Address = NonNullable<OrderEvent['billing']>

const table: ReadTable = {
  ip: {
    read: (reference, event) => sent(event.device?.ip_address, (ip) => reference.ip(ip)),
  },
  ip_place: {
    needs: ['ip'],
    read: (_reference, _event, done) =>
      done.ip?.known ? done.ip.location : (done.ip as NotKnown | NotSent),
  },
  billing_place: { read: (reference, event) => place(reference, event.billing) },
  shipping_place: { read: (reference, event) => place(reference, event.shipping) },
  email: {
    read: (reference, event) => sent(event.email?.address, (text) => reference.email(text)),
  },
  billing_phone: { read: (reference, event) => phone(reference, event.billing) },
  shipping_phone: { read: (reference, event) => phone(reference, event.shipping) },
  user_agent: {
    read: (reference, event) => sent(event.device?.user_agent, (text) => reference.userAgent(text)),
  },
  accept_language: {
    read: (reference, event) =>
      sent(event.device?.accept_language, (text) => reference.acceptLanguage(text)),
  },
  avs: {
    read: (reference, event) =>
      sent(event.credit_card?.avs_result ?? event.credit_card?.avs_code, (code) =>
        reference.avs(code),
      ),
  },
  cvv: {
    read: (reference, event) =>
      sent(event.credit_card?.cvv_result ?? event.credit_card?.cvv_code, (code) =>
        reference.cvv(code),
      ),
  },
  card: {
    read: (reference, event) =>
      sent(event.credit_card?.issuer_id_number, (bin) => reference.card(bin)),
  },
  local_time: {
    needs: ['billing_place', 'ip', 'ip_place'],
    read: (reference, event, done) => {
      const where = done.ip_place?.known ? done.ip_place : done.billing_place
      return where?.known ? reference.localTime(where, Date.parse(event.event.time)) : NOT_SENT
    },
  },
}

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

/** Makes every look-up of a plan once. Reads that are not in the plan stay absent. */
export function read(
  reads: readonly ReadName[],
  reference: Reference,
  event: Parsed<OrderEvent>,
): Readings {
  const done: { -readonly [Name in ReadName]?: Readings[Name] } = {}
  for (const name of reads) {
    // Each row's answer type is the row's own; the union is lost to the loop variable.
    done[name] = table[name].read(reference, event, done) as never
  }
  return done as Readings
}

function sent<Answer>(
  text: string | undefined,
  lookUp: (text: string) => Answer,
): Answer | NotSent {
  return text === undefined || text === '' ? NOT_SENT : lookUp(text)
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

function phone(reference: Reference, address: Address | undefined): PhoneAnswer | NotSent {
  return sent(address?.phone_number, (number) =>
    reference.phone(
      address?.phone_country_code ? `+${address.phone_country_code}${number}` : number,
      address?.country ?? null,
    ),
  )
}
