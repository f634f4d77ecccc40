import type { OrderEvent, Parsed, PhoneLineType, Reference } from '@gatehouse/contract'

export type NumberToCall =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly why: string }

/** Kinds of numbers that earn their owner money, or that no text message reaches. */
const DEAR: ReadonlySet<PhoneLineType | null> = new Set<PhoneLineType>([
  'premium_rate',
  'shared_cost',
  'toll_free',
  'personal',
  'pager',
  'fixed_line',
])

/**
 * The number that a code goes to: the one that was named, else that of the bill.
 * @param countries where codes may be sent to; `null`: anywhere
 */
export function numberToCall(
  reference: Reference,
  { billing }: Parsed<OrderEvent>,
  named: string | undefined,
  countries: readonly string[] | null,
): NumberToCall {
  const text = named || billing?.phone_number || ''
  if (text === '') return { ok: false, why: 'the order carries no phone number and none was named' }
  const phone = reference.phone(text, named ? null : (billing?.country ?? null))
  if (!phone.known || !phone.valid) return { ok: false, why: 'it is no valid phone number' }
  if (DEAR.has(phone.lineType)) {
    return { ok: false, why: `a number of the kind \`${phone.lineType}\` is sent no codes` }
  }
  if (countries !== null && (phone.country === null || !countries.includes(phone.country))) {
    return { ok: false, why: 'codes are not sent to its country: see `OTP_COUNTRIES`' }
  }
  return { ok: true, e164: phone.e164 }
}
