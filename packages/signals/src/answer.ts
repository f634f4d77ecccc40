import type { SignalValue, Unknown } from '@gatehouse/contract'
import { NOT_SENT, unknown, type UnknownReason } from './unknown-reason.ts'

/** Any look-up's answer: known with its fields, or not, with the reason. */
type Answer = { readonly known: true } | { readonly known: false; readonly reason: UnknownReason }
type Known<Of extends Answer> = Extract<Of, { readonly known: true }>

/** One field of an answer. `null` in a known answer means that the data does not have it. */
export function from<Of extends Answer>(
  answer: Of,
  pick: (known: Known<Of>) => SignalValue | null,
): SignalValue {
  if (!answer.known) return unknown(answer.reason)
  return pick(answer as Known<Of>) ?? unknown('not_in_reference_data')
}

/** A field of the event as it was sent. A form that was left empty sends an empty text. */
export function sent<Value extends SignalValue>(value: Value | undefined): Value | Unknown {
  return value === undefined || value === '' ? NOT_SENT : value
}

/** Whether two words are the same one, such as two country codes; unknown unless both are known. */
export function same(a: string | Unknown, b: string | Unknown): boolean | Unknown {
  if (typeof a !== 'string') return a
  return typeof b === 'string' ? a === b : b
}
