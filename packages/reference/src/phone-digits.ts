import type { PhoneNumberType } from 'libphonenumber-js/max'
import type { NumberingPlan } from './numbering-plan.ts'
import { plansOfCallingCode } from './numbering-plan.ts'

/** The library's bounds for a national number; some German ones are longer than ITU-T E.164 allows. */
const NATIONAL_DIGITS_MIN = 2
const NATIONAL_DIGITS_MAX = 17
const CALLING_CODE_DIGITS_MAX = 3

export interface ReadNumber {
  readonly valid: boolean
  readonly e164: string
  readonly country: string | null
  readonly type: PhoneNumberType | undefined
}

/** Whose number it is, as far as its digits tell, with what was found out on the way. */
interface Region {
  readonly plan: NumberingPlan
  readonly type: PhoneNumberType | undefined
}

/**
 * Reads a number that is all digits (but for a `+` in front), step by step as libphonenumber-js
 * does, over the same tables: a test holds the two equal for every country. `home` is the plan of
 * the country whose people write their numbers without a calling code.
 * @returns `undefined` for what cannot be a number
 */
export function readPhoneDigits(
  digits: string,
  hasPlus: boolean,
  home: NumberingPlan | undefined,
): ReadNumber | undefined {
  if (hasPlus) return readInternational(digits)
  if (home === undefined) return undefined
  const abroad = withoutInternationalPrefix(digits, home)
  if (abroad !== undefined) return readInternational(abroad)
  const { callingCode } = home
  if (digits.startsWith(callingCode)) {
    const shorter = digits.slice(callingCode.length)
    if (lacksOnlyPlus(digits, shorter, home)) {
      return readNational(shorter, defaultPlan(callingCode), null)
    }
  }
  return readNational(digits, home, home)
}

function readInternational(digits: string): ReadNumber | undefined {
  if (digits.startsWith('0')) return undefined
  for (let length = 1; length <= CALLING_CODE_DIGITS_MAX && length <= digits.length; length++) {
    const [plan] = plansOfCallingCode(digits.slice(0, length))
    if (plan !== undefined) return readNational(digits.slice(length), plan, null)
  }
  return undefined
}

/** `home`: the country to assume when the number itself does not tell. */
function readNational(
  digits: string,
  plan: NumberingPlan,
  home: NumberingPlan | null,
): ReadNumber | undefined {
  if (digits === '') return undefined
  const national = withoutNationalPrefix(digits, plan)
  const length = national.length
  if (length < NATIONAL_DIGITS_MIN || length > NATIONAL_DIGITS_MAX) return undefined
  const region = regionOf(plan.callingCode, national)
  // Nobody's number is judged by the plan of the calling code's largest country.
  const judge = region?.plan ?? home ?? defaultPlan(plan.callingCode)
  const type = region === undefined ? judge.typeOf(national) : region.type
  return {
    valid: judge.isValid(national, type),
    e164: `+${plan.callingCode}${national}`,
    country: (region?.plan ?? home)?.country ?? null,
    type,
  }
}

function defaultPlan(callingCode: string): NumberingPlan {
  return plansOfCallingCode(callingCode)[0]!
}

/** Calling code and number, if it is dialled the way people of the country dial abroad. */
function withoutInternationalPrefix(digits: string, home: NumberingPlan): string | undefined {
  const prefix = home.internationalPrefix.exec(digits)
  if (prefix === null) return undefined
  const rest = digits.slice(prefix[0].length)
  return rest === '' || rest.startsWith('0') ? undefined : rest
}

/** Digits that are a number of the country only, or only short enough, without the calling code. */
function lacksOnlyPlus(digits: string, shorter: string, home: NumberingPlan): boolean {
  const national = withoutNationalPrefix(digits, home)
  if (home.isTooLong(national)) return true
  return !home.matches(national) && home.matches(withoutNationalPrefix(shorter, home))
}

function withoutNationalPrefix(digits: string, plan: NumberingPlan): string {
  const { nationalPrefix, transformRule } = plan
  const prefix = nationalPrefix?.exec(digits)
  if (!nationalPrefix || !prefix) return digits
  const isRewritten = transformRule !== null && prefix.length > 1 && prefix.at(-1)
  const national = isRewritten
    ? digits.replace(nationalPrefix, transformRule)
    : digits.slice(prefix[0].length)
  if (national === digits) return digits
  if (plan.matches(digits) && !plan.matches(national)) return digits
  const region = regionOf(plan.callingCode, national)?.plan ?? plan
  return region.isPossible(national) ? national : digits
}

/** The country of a national number among those that share its calling code. */
function regionOf(callingCode: string, national: string): Region | undefined {
  const plans = plansOfCallingCode(callingCode)
  if (plans.length === 1) {
    const [plan] = plans
    return { plan: plan!, type: plan!.typeOf(national) }
  }
  for (const plan of plans) {
    if (plan.leadingDigits !== null) {
      if (plan.leadingDigits.test(national)) return { plan, type: plan.typeOf(national) }
    } else {
      const type = plan.typeOf(national)
      if (type !== undefined) return { plan, type }
    }
  }
  return undefined
}
