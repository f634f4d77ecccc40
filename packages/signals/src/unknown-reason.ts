import {
  CURRENCY_CHANGED_REASON,
  RESTARTED_REASON,
  unknownBecause,
  WITHHELD_REASON,
  type MoneyProblem,
  type NotKnownReason,
  type OutsideReason,
  type Unknown,
} from '@gatehouse/contract'

/** Why a signal of this catalogue has no value, in words that an analyst reads in a trace. */
export const UNKNOWN_REASONS = {
  not_sent: 'The event does not carry what the signal is computed from.',
  hashed: 'The email address was sent as an MD5; only its domain can be judged.',
  not_applicable: 'The question does not arise: a country is asked of `.com`, a share of nothing.',
  too_few_orders: 'The history is too short for a rate.',
  too_little_history: 'The shop was seen for too short a time to know what is usual.',
  too_few_attempts: 'Too few payments were tried for a share.',
  in_the_future: 'A time of the past lies after the event.',
  no_history: 'The gate has no earlier decision about this customer.',
  restored: 'A person restored the inherited ranking, so it no longer counts.',
  not_compared: 'Too few parts were sent on both sides to say that they agree.',
  malformed_input: 'What was sent cannot be read.',
  not_in_reference_data: 'Readable, and the reference data has nothing about it.',
  not_routable: 'The IP address is private, reserved or otherwise not on the internet.',
  not_in_circle: 'The shop takes part in no sharing circle.',
  not_configured: 'Needs a table, feed or setting that the operator has not supplied.',
  late: 'Somebody outside was asked and has not answered yet; the order is scored again then.',
  lookup_failed: 'Somebody outside was asked and could not say: a failure, a limit, no answer.',
  redacted: 'Whoever was asked keeps it back, such as a redacted date.',
  not_registered: 'The registry knows no such domain.',
  not_kept:
    'The shop keeps no personal data, so it could not be sent after the decision, or is missing in what was reported.',
  too_coarse: 'An end of the distance is known by country only, or its name is ambiguous.',
  not_supported: 'The bank, country, scheme or script does not offer this check.',
  no_rate: "The operator's table has no rate for the currency.",
  unknown_currency: 'The currency is no ISO 4217 code in use.',
  too_many_digits: 'The amount has more decimals than its currency.',
  too_large: 'The amount is too large to be counted exactly.',
  not_finite: 'The amount is no number.',
  [WITHHELD_REASON]:
    'There is a value, which the rules saw; it says who a person is, so a decision does not show it.',
  [RESTARTED_REASON]:
    'A window that is not kept on disk (privacy `minimal`), and the gate was started within its duration.',
  [CURRENCY_CHANGED_REASON]:
    'The currency of the shop was changed within the duration of the window.',
} as const satisfies Record<NotKnownReason | OutsideReason | MoneyProblem | 'not_sent', string> &
  Record<string, string>

export type UnknownReason = keyof typeof UNKNOWN_REASONS

/** The `Unknown` for a reason of this catalogue. */
export function unknown(reason: UnknownReason): Unknown {
  return unknownBecause(reason)
}

/** By far the most frequent one: shops send what they have. */
export const NOT_SENT = unknown('not_sent')
