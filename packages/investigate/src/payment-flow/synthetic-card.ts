import { randomInt } from 'node:crypto'

/** A card that nobody has: it satisfies the checks of forms, and no other walk has the same. */
export interface SyntheticCard {
  /** 16 digits with a valid check digit (ISO/IEC 7812). */
  readonly number: string
  readonly cvc: string
  /** `12` */
  readonly month: string
  /** Four digits. */
  readonly year: string
}

/** As the test cards of payment providers begin. */
const PREFIX = '424242'

/** @param digit a random digit, 0 to 9 */
export function syntheticCard(
  nowMs: number,
  digit: () => number = () => randomInt(10),
): SyntheticCard {
  const body = PREFIX + Array.from({ length: 9 }, digit).join('')
  return {
    number: body + checkDigit(body),
    cvc: Array.from({ length: 3 }, digit).join(''),
    month: '12',
    year: String(new Date(nowMs).getUTCFullYear() + 3),
  }
}

/** Luhn's. */
function checkDigit(body: string): number {
  const sum = Array.from(body)
    .reverse()
    .reduce((total, text, at) => {
      const digit = at % 2 === 0 ? Number(text) * 2 : Number(text)
      return total + (digit > 9 ? digit - 9 : digit)
    }, 0)
  return (10 - (sum % 10)) % 10
}

/** The rest of what a checkout asks for. The domain is reserved (RFC 2606): no mail can arrive. */
export const SYNTHETIC_PERSON = {
  firstName: 'Alex',
  lastName: 'Morgan',
  email: 'alex.morgan@example.com',
  phone: '2025550143',
  street: '12 Station Road',
  city: 'Springfield',
  postcode: '62701',
  region: 'Illinois',
  country: 'United States',
  company: 'Morgan',
  password: 'Qw7!station-Road',
  amount: '250',
} as const
