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
  SanctionsAnswer,
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
import {
  NO_OPERATOR_DATA,
  readContents,
  readContentsLater,
  takeOver,
  type FileIssue,
  type OperatorData,
} from './operator-data.ts'
import type { ReferenceOptions, ReferenceParts } from './parts.ts'
import { openParts } from './parts.ts'
import { lookUpPhone } from './phone.ts'
import { finish, inTurns } from './slices.ts'
import { lookUpUserAgent } from './user-agent.ts'

/**
 * Opens all look-ups: reads the compiled tables (75 MB) and the operator's files, checks them,
 * and holds them in memory. Synchronous: a step of the start.
 *
 * @throws ReferenceDataError `reference_not_compiled`, `reference_table_corrupt`, `mmdb_invalid`,
 * `feed_invalid`, `reference_source_missing`
 */
export function openReference(options: ReferenceOptions): Reference {
  const operator = openOperatorData(options)
  const [issue] = operator.issues
  if (issue !== undefined) throw new ReferenceDataError(issue.code, issue.message)
  return new LocalReference(openParts(options, operator))
}

function openOperatorData(options: ReferenceOptions): OperatorData {
  return finish(takeOver(options, readContents(options), NO_OPERATOR_DATA))
}

/**
 * The reference in use, and the way to a newer one. A reference never changes: a decision that
 * has begun keeps the one it has, with its version. A file of the operator's that is not good is
 * refused: its former contents stay in use, and without any it is as if it were not there.
 */
export class ReferenceHolder {
  #current: LocalReference
  #reloading: Promise<unknown> = Promise.resolve()

  /** @throws ReferenceDataError for the compiled tables; files of the operator's become `issues` */
  constructor(options: ReferenceOptions) {
    this.#current = new LocalReference(openParts(options, openOperatorData(options)))
  }

  get current(): Reference {
    return this.#current
  }

  /** Files that were refused when they were last read. */
  get issues(): readonly FileIssue[] {
    return this.#current.parts.operator.issues
  }

  /**
   * Reads again which of the files have changed and puts those that are good in use, without
   * holding up who looks something up meanwhile. One reload after the other.
   * @throws ReferenceDataError for the compiled tables
   */
  reload(options: ReferenceOptions): Promise<readonly FileIssue[]> {
    const reload = this.#reloading.then(() => this.#reload(options))
    this.#reloading = reload.catch(() => {})
    return reload
  }

  async #reload(options: ReferenceOptions): Promise<readonly FileIssue[]> {
    const { parts } = this.#current
    const contents = await readContentsLater(options, parts.operator)
    const operator = await inTurns(takeOver(options, contents, parts.operator))
    this.#current = new LocalReference(openParts(options, operator, parts))
    return operator.issues
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

  sanctions(name: string, country: string | null): SanctionsAnswer {
    return this.parts.sanctions.lookUp(name, country)
  }

  localTime(place: PlaceAnswer, atMs: number): LocalTimeAnswer {
    return localTimeAt(place, atMs)
  }

  close(): void {
    this.#parts = undefined
  }
}
