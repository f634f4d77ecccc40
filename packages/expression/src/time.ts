/**
 * Calendar arithmetic in plain numbers: the proleptic Gregorian calendar in UTC, no platform clock,
 * no time zone database. Epoch values are since 1970-01-01T00:00:00Z.
 */

const DAY_SECONDS = 86_400
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: the range of google.protobuf.Timestamp. */
export const TIMESTAMP_MIN_SECONDS = -62_135_596_800
export const TIMESTAMP_MAX_SECONDS = 253_402_300_799
/** About 292 years: the nanoseconds of a duration fit 64 bits (cel-spec, "Timestamps"). */
export const DURATION_MAX_NANOS = 2n ** 63n - 1n

export const NANOS_PER_SECOND = 1_000_000_000n
export const NANOS_PER_MILLISECOND = 1_000_000n

export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
}

/** Days since the epoch. Method: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/

/** RFC 3339 text to nanoseconds; undefined if it is none or outside of years 1 to 9999. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const part = (index: number): number => Number(match[index] ?? 0)
  const date = { year: part(1), month: part(2), day: part(3) }
  const [hours, minutes, seconds] = [part(4), part(5), part(6)]
  const offset = (match[9] === '-' ? -60 : 60) * (part(10) * 60 + part(11))
  const exists = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= monthDays(date)
  if (!exists || hours > 23 || minutes > 59 || seconds > 59 || part(10) > 23 || part(11) > 59) {
    return undefined
  }
  const total = daysFromCivil(date) * DAY_SECONDS + hours * 3600 + minutes * 60 + seconds - offset
  if (total < TIMESTAMP_MIN_SECONDS || total > TIMESTAMP_MAX_SECONDS) return undefined
  return BigInt(total) * NANOS_PER_SECOND + BigInt((match[7] ?? '').padEnd(9, '0'))
}

function monthDays({ year, month }: CivilDate): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const DURATION = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+|0)$/
const DURATION_PART = /(\d*)\.?(\d*)(ns|us|µs|ms|s|m|h)/g
const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: NANOS_PER_MILLISECOND,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3_600n * NANOS_PER_SECOND,
}

/** `1h30m`, `-1.5s`, `0`: Go's notation, to nanoseconds; undefined if it is none or too long. */
export function parseDuration(text: string): bigint | undefined {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  let nanos = 0n
  for (const [, whole, fraction, unit] of match[2]!.matchAll(DURATION_PART)) {
    const digits = (fraction ?? '').slice(0, 18)
    const scale = UNIT_NANOS[unit!]!
    nanos += BigInt(whole === '' ? 0 : whole!) * scale
    nanos += (BigInt(digits === '' ? 0 : digits) * scale) / 10n ** BigInt(digits.length)
  }
  if (nanos > DURATION_MAX_NANOS) return undefined
  return match[1] === '-' ? -nanos : nanos
}

/** Seconds and the nanoseconds after them; the seconds are rounded down, also before 1970. */
export function splitNanos(nanos: bigint): { readonly seconds: number; readonly rest: number } {
  const rest = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND
  return { seconds: Number((nanos - rest) / NANOS_PER_SECOND), rest: Number(rest) }
}

/** RFC 3339 in UTC, with as many digits of the second as are needed. */
export function formatTimestamp(nanos: bigint): string {
  const { seconds, rest } = splitNanos(nanos)
  const { year, month, day } = civilFromDays(Math.floor(seconds / DAY_SECONDS))
  const ofDay = modulo(seconds, DAY_SECONDS)
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`
  const clock = [ofDay / 3600, (ofDay / 60) % 60, ofDay % 60].map((part) => digits(part, 2))
  return `${date}T${clock.join(':')}${fractionOf(rest)}Z`
}

/** Seconds with an `s`: `5400s`, `-1.5s`. */
export function formatDuration(nanos: bigint): string {
  const absolute = nanos < 0n ? -nanos : nanos
  const fraction = fractionOf(Number(absolute % NANOS_PER_SECOND))
  return `${nanos < 0n ? '-' : ''}${absolute / NANOS_PER_SECOND}${fraction}s`
}

function fractionOf(nanos: number): string {
  return nanos === 0 ? '' : `.${digits(nanos, 9).replace(/0+$/, '')}`
}

function digits(value: number, width: number): string {
  return String(Math.floor(value)).padStart(width, '0')
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

const OFFSET = /^([+-]?)(\d{2}):(\d{2})$/

/** `+02:00`, `-05:30`, `UTC`, `Z` to minutes east of UTC; undefined for a named zone. */
export function parseOffsetMinutes(text: string): number | undefined {
  if (text === 'UTC' || text === 'Z' || text === '') return 0
  const match = OFFSET.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

/** CEL's accessors of a timestamp; months, days of month and of year count from 0, Sunday is 0. */
export const TIMESTAMP_FIELDS = {
  getFullYear: (seconds: number) => civilOf(seconds).year,
  getMonth: (seconds: number) => civilOf(seconds).month - 1,
  getDate: (seconds: number) => civilOf(seconds).day,
  getDayOfMonth: (seconds: number) => civilOf(seconds).day - 1,
  getDayOfWeek: (seconds: number) => modulo(Math.floor(seconds / DAY_SECONDS) + 4, 7),
  getDayOfYear: (seconds: number) => {
    const day = Math.floor(seconds / DAY_SECONDS)
    return day - daysFromCivil({ year: civilFromDays(day).year, month: 1, day: 1 })
  },
  getHours: (seconds: number) => Math.floor(modulo(seconds, DAY_SECONDS) / 3600),
  getMinutes: (seconds: number) => Math.floor(modulo(seconds, 3600) / 60),
  getSeconds: (seconds: number) => modulo(seconds, 60),
} as const satisfies Readonly<Record<string, (localSeconds: number) => number>>

export type TimestampField = keyof typeof TIMESTAMP_FIELDS

export function isTimestampField(name: string): name is TimestampField {
  return Object.hasOwn(TIMESTAMP_FIELDS, name)
}

function civilOf(seconds: number): CivilDate {
  return civilFromDays(Math.floor(seconds / DAY_SECONDS))
}

/** CEL's accessors of a duration: the whole of it in that unit, cut; milliseconds are the rest. */
export const DURATION_FIELDS = {
  getHours: (milliseconds: number) => Math.trunc(milliseconds / 3_600_000),
  getMinutes: (milliseconds: number) => Math.trunc(milliseconds / 60_000),
  getSeconds: (milliseconds: number) => Math.trunc(milliseconds / 1000),
  getMilliseconds: (milliseconds: number) => Math.trunc(milliseconds) % 1000,
} as const satisfies Readonly<Record<string, (milliseconds: number) => number>>

export type DurationField = keyof typeof DURATION_FIELDS

export function isDurationField(name: string): name is DurationField {
  return Object.hasOwn(DURATION_FIELDS, name)
}
