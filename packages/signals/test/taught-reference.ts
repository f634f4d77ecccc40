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
  NotKnown,
  PhoneAnswer,
  PlaceAnswer,
  PlaceQuery,
  Point,
  Reference,
  SanctionsAnswer,
} from '@gatehouse/contract'
import type { UserAgentAnswer } from '@gatehouse/contract'

type Taught<Answer> = Readonly<Record<string, Answer>>

/** Answers by what is asked. A place is asked by its postcode, else its city, else its country. */
export interface Lessons {
  readonly ip?: Taught<IpAnswer>
  readonly place?: Taught<PlaceAnswer>
  readonly email?: Taught<EmailAnswer>
  readonly phone?: Taught<PhoneAnswer>
  readonly user_agent?: Taught<UserAgentAnswer>
  readonly avs?: Taught<AvsFacts>
  readonly cvv?: Taught<CardCheckAnswer>
  readonly card?: Taught<CardAnswer>
  readonly country?: Taught<CountryAnswer>
  readonly accept_language?: Taught<AcceptLanguageAnswer>
  readonly sanctions?: Taught<SanctionsAnswer>
  /** By the country of the place. */
  readonly local_time?: Taught<LocalTimeAnswer>
}

const NOT_TAUGHT: NotKnown = { known: false, reason: 'not_in_reference_data' }
const EARTH_RADIUS_KM = 6371.0088
const KM_PER_MILE = 1.609344

/**
 * Reference data that knows what it was taught and remembers what it was asked. Distances it works
 * out, as the real one does: an end known by country only is too coarse.
 */
export class TaughtReference implements Reference {
  readonly versions = { combined: 'taught', sources: [] }
  readonly asked: string[] = []
  readonly #lessons: Lessons

  constructor(lessons: Lessons) {
    this.#lessons = lessons
  }

  ip(address: string): IpAnswer {
    return this.#recall('ip', address)
  }
  place(query: PlaceQuery): PlaceAnswer {
    return this.#recall('place', query.postcode ?? query.city ?? query.country ?? '')
  }
  email(address: string): EmailAnswer {
    return this.#recall('email', address)
  }
  phone(number: string, defaultCountry: string | null): PhoneAnswer {
    const isInternational = number.startsWith('+')
    return this.#recall('phone', isInternational ? number : `${defaultCountry} ${number}`)
  }
  userAgent(text: string): UserAgentAnswer {
    return this.#recall('user_agent', text)
  }
  avs(code: string): AvsFacts {
    this.asked.push(`avs ${code}`)
    return this.#lessons.avs?.[code] ?? { street: NOT_TAUGHT, postcode: NOT_TAUGHT }
  }
  cvv(code: string): CardCheckAnswer {
    return this.#recall('cvv', code)
  }
  card(bin: string): CardAnswer {
    return this.#recall('card', bin)
  }
  country(code: string): CountryAnswer {
    return this.#recall('country', code)
  }
  acceptLanguage(header: string): AcceptLanguageAnswer {
    return this.#recall('accept_language', header)
  }
  sanctions(name: string, _country: string | null): SanctionsAnswer {
    return this.#recall('sanctions', name)
  }
  localTime(place: PlaceAnswer, _atMs: number): LocalTimeAnswer {
    return place.known ? this.#recall('local_time', place.country) : place
  }
  distance(from: PlaceAnswer, to: PlaceAnswer): DistanceAnswer {
    this.asked.push('distance')
    if (!from.known) return from
    if (!to.known) return to
    const precision = [from.precision, to.precision].toSorted(
      (a, b) => COARSENESS.indexOf(b) - COARSENESS.indexOf(a),
    )[0]!
    if (COARSENESS.indexOf(precision) > USABLE_MAX) return { known: false, reason: 'too_coarse' }
    const km = greatCircleKm(from.point, to.point)
    return { known: true, km, miles: km / KM_PER_MILE, precision }
  }
  close(): void {}

  #recall<Topic extends Exclude<keyof Lessons, 'avs'>>(topic: Topic, question: string) {
    this.asked.push(`${topic} ${question}`)
    const lessons: Lessons[Topic] = this.#lessons[topic]
    return (lessons?.[question] ?? NOT_TAUGHT) as NonNullable<Lessons[Topic]>[string]
  }
}

const COARSENESS = ['postcode', 'city', 'postcode_prefix', 'ambiguous', 'country']
const USABLE_MAX = 2

/** Haversine on the mean Earth radius of IUGG. */
function greatCircleKm(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const north = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  const across = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(north + across))
}
