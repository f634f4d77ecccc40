import type { Behaviour } from '@gatehouse/contract'

export type FormField = NonNullable<Behaviour['fields']>[number]

/** Fields that signals ask for, under the names that carts and autofill hints give them. */
const NAMES = {
  phone: ['phone', 'phone_number', 'tel', 'mobile'],
  email: ['email', 'email_address', 'mail'],
  card_number: ['card_number', 'card', 'cc_number', 'cardnumber', 'pan'],
  last_name: ['last_name', 'lastname', 'family_name', 'surname'],
} as const satisfies Record<string, readonly string[]>
export type FormFieldName = keyof typeof NAMES

const MEANINGS: ReadonlyMap<string, FormFieldName> = new Map(
  Object.entries(NAMES).flatMap(([meaning, names]) =>
    names.map((name) => [name, meaning as FormFieldName] as const),
  ),
)
const PREFIX = /^(?:billing|shipping|customer|b|s)_/

export type Form = { readonly [Name in FormFieldName]?: FormField }

/** The first field of each meaning, whatever form it stands in: `billing_phone` is a phone. */
export function readForm(fields: readonly FormField[] | undefined): Form {
  const form: { [Name in FormFieldName]?: FormField } = {}
  for (const field of fields ?? []) {
    const name = field.name.toLowerCase().replaceAll('-', '_').replace(PREFIX, '')
    const meaning = MEANINGS.get(name)
    if (meaning !== undefined) form[meaning] ??= field
  }
  return form
}

/** Keys that a rhythm needs: the spread of three intervals says nothing. */
const RHYTHM_KEYSTROKES_MIN = 8
/** Browsers round the times of events to a millisecond or so: below it there is only noise. */
const KEY_INTERVAL_MS_MIN = 1

/**
 * Coefficient of variation of the time between keys, weighted by keys. People vary by a third and
 * more; a script that "types" is even.
 */
export function rhythmVariation(fields: readonly FormField[]): number | null {
  let keystrokes = 0
  let weighted = 0
  for (const field of fields) {
    const { key_interval_ms: mean, key_interval_deviation_ms: deviation } = field
    if (!field.keystrokes || mean === undefined || deviation === undefined) continue
    if (mean < KEY_INTERVAL_MS_MIN) continue
    keystrokes += field.keystrokes
    weighted += (deviation / mean) * field.keystrokes
  }
  return keystrokes < RHYTHM_KEYSTROKES_MIN ? null : weighted / keystrokes
}
