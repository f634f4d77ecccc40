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
  PhoneAnswer,
  PlaceAnswer,
  PlaceQuery,
  Reference,
  ReferenceVersions,
  UserAgentAnswer,
} from '@gatehouse/contract'
import { parseAcceptLanguage } from './accept-language.ts'
import { lookUpCard } from './card.ts'
import { readAvs, readCvv } from './card-checks.ts'
import { distanceBetween } from './distance.ts'
import { lookUpEmail } from './email.ts'
import { ReferenceDataError } from './errors.ts'
import { lookUpIp } from './ip.ts'
import { localTimeAt } from './local-time.ts'
import { remember } from './memo.ts'
import type { ReferenceOptions, ReferenceParts } from './parts.ts'
import { openParts } from './parts.ts'
import { lookUpPhone } from './phone.ts'
import { lookUpUserAgent } from './user-agent.ts'

/**
 * Opens all look-ups: reads the compiled tables (75 MB) and the operator's files, checks them,
 * and holds them in memory. Synchronous: a step of the start.
 *
 * @throws ReferenceDataError `reference_not_compiled`, `reference_table_corrupt`, `mmdb_invalid`,
 * `feed_invalid`, `reference_source_missing`
 */
export function openReference(options: ReferenceOptions): Reference {
  return new LocalReference(openParts(options))
}

export type ReloadResult =
  | { readonly ok: true; readonly reference: Reference }
  | { readonly ok: false; readonly issues: readonly { code: string; message: string }[] }

/**
 * The reference in use, and the way to a newer one. A reference never changes: a decision that
 * has begun keeps the one it has, with its version.
 */
export class ReferenceHolder {
  #current: LocalReference

  /** @throws ReferenceDataError as `openReference` does */
  constructor(options: ReferenceOptions) {
    this.#current = new LocalReference(openParts(options))
  }

  get current(): Reference {
    return this.#current
  }

  /**
   * Opens the files again, tables that did not change excepted, and puts them in use when all of
   * them are good. Otherwise the old ones stay in use and the issue says which file is not.
   */
  reload(options: ReferenceOptions): ReloadResult {
    try {
      this.#current = new LocalReference(openParts(options, this.#current.parts))
      return { ok: true, reference: this.#current }
    } catch (error) {
      if (!(error instanceof ReferenceDataError)) throw error
      return { ok: false, issues: [{ code: error.code, message: error.message }] }
    }
  }
}

/** Headers that a day's shoppers share; a text of some hundred bytes and its answer each. */
const HEADERS_REMEMBERED = 5000
const userAgentOf = remember(lookUpUserAgent, HEADERS_REMEMBERED)
const acceptLanguageOf = remember(parseAcceptLanguage, HEADERS_REMEMBERED)

class LocalReference implements Reference {
  readonly versions: ReferenceVersions
  #parts: ReferenceParts | undefined

  constructor(parts: ReferenceParts) {
    this.versions = parts.versions
    this.#parts = parts
  }

  get parts(): ReferenceParts {
    if (this.#parts === undefined) throw new Error('reference is closed')
    return this.#parts
  }

  ip(address: string): IpAnswer {
    return lookUpIp(this.parts, address)
  }

  place(query: PlaceQuery): PlaceAnswer {
    return this.parts.places.lookUp(query)
  }

  distance(from: PlaceAnswer, to: PlaceAnswer): DistanceAnswer {
    return distanceBetween(from, to)
  }

  email(address: string): EmailAnswer {
    return lookUpEmail(this.parts.mail, address)
  }

  phone(number: string, defaultCountry: string | null): PhoneAnswer {
    return lookUpPhone(number, defaultCountry)
  }

  userAgent(text: string): UserAgentAnswer {
    return userAgentOf(text)
  }

  avs(code: string): AvsFacts {
    return readAvs(code)
  }

  cvv(code: string): CardCheckAnswer {
    return readCvv(code)
  }

  card(bin: string): CardAnswer {
    return lookUpCard(bin, this.parts.bins)
  }

  country(code: string): CountryAnswer {
    return this.parts.countries.lookUp(code)
  }

  acceptLanguage(header: string): AcceptLanguageAnswer {
    return acceptLanguageOf(header)
  }

  localTime(place: PlaceAnswer, atMs: number): LocalTimeAnswer {
    return localTimeAt(place, atMs)
  }

  close(): void {
    this.#parts = undefined
  }
}
