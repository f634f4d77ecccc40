import type { AvsFacts, CardCheck, CardCheckAnswer } from '@gatehouse/contract'
import { notKnown } from './answers.ts'

/** Code letters are single; Stripe's words are at most `unavailable`. */
const CODE_LENGTH_MAX = 20

const MATCH = checked('match')
const PARTIAL = checked('partial')
const MISMATCH = checked('mismatch')
const NOT_SUPPORTED = notKnown('not_supported')
/** The bank could not say this time: try again, or judge without. */
const NOT_SAID = notKnown('not_in_reference_data')

function checked(result: CardCheck): CardCheckAnswer {
  return Object.freeze({ known: true, result })
}

function both(street: CardCheckAnswer, postcode: CardCheckAnswer): AvsFacts {
  return Object.freeze({ street, postcode })
}

/**
 * One-letter address verification responses of Visa, Mastercard, American Express and Discover as
 * US processors pass them on. Letters mean slightly different things per brand; where brands
 * disagree the milder reading stands, so that no brand's "not verified" becomes a mismatch.
 * X and W compare nine digits of the ZIP, Y and Z five of them.
 */
const AVS: ReadonlyMap<string, AvsFacts> = new Map([
  // street, postcode
  ['A', both(MATCH, MISMATCH)],
  ['B', both(MATCH, NOT_SAID)],
  ['C', both(MISMATCH, MISMATCH)],
  ['D', both(MATCH, MATCH)],
  ['E', both(NOT_SAID, NOT_SAID)],
  ['F', both(NOT_SAID, MATCH)],
  ['G', both(NOT_SUPPORTED, NOT_SUPPORTED)],
  ['H', both(MATCH, MATCH)],
  ['I', both(NOT_SAID, NOT_SAID)],
  ['J', both(MATCH, MATCH)],
  ['K', both(MISMATCH, MISMATCH)],
  ['L', both(MISMATCH, MATCH)],
  ['M', both(MATCH, MATCH)],
  ['N', both(MISMATCH, MISMATCH)],
  ['O', both(MATCH, MISMATCH)],
  ['P', both(NOT_SAID, MATCH)],
  ['Q', both(MATCH, MATCH)],
  ['R', both(NOT_SAID, NOT_SAID)],
  ['S', both(NOT_SUPPORTED, NOT_SUPPORTED)],
  ['T', both(MATCH, NOT_SAID)],
  ['U', both(NOT_SAID, NOT_SAID)],
  ['V', both(MATCH, MATCH)],
  ['W', both(MISMATCH, MATCH)],
  ['X', both(MATCH, MATCH)],
  ['Y', both(MATCH, MATCH)],
  ['Z', both(MISMATCH, MATCH)],
])

/** Outcomes in words, as Stripe and several gateways report one check at a time. */
const WORDS: ReadonlyMap<string, CardCheckAnswer> = new Map([
  ['pass', MATCH],
  ['match', MATCH],
  ['partial', PARTIAL],
  ['fail', MISMATCH],
  ['mismatch', MISMATCH],
  ['unavailable', NOT_SUPPORTED],
  ['not_supported', NOT_SUPPORTED],
  ['unchecked', NOT_SAID],
])

/** Visa and Mastercard security code responses; S: the merchant sent none though the card has one. */
const CVV: ReadonlyMap<string, CardCheckAnswer> = new Map([
  ['M', MATCH],
  ['Y', MATCH],
  ['N', MISMATCH],
  ['D', MISMATCH],
  ['I', MISMATCH],
  ['P', NOT_SAID],
  ['S', NOT_SAID],
  ['U', NOT_SUPPORTED],
  ['X', NOT_SUPPORTED],
])

const AVS_MALFORMED = both(notKnown('malformed_input'), notKnown('malformed_input'))

/** Street and postcode apart: a wrong postcode weighs more than a street spelled another way. */
export function readAvs(code: string): AvsFacts {
  return AVS.get(code) ?? readAvsText(code)
}

function readAvsText(code: string): AvsFacts {
  const text = code.length > CODE_LENGTH_MAX ? '' : code.trim()
  const word = WORDS.get(text.toLowerCase())
  return AVS.get(text.toUpperCase()) ?? (word && both(word, word)) ?? AVS_MALFORMED
}

export function readCvv(code: string): CardCheckAnswer {
  return CVV.get(code) ?? readCvvText(code)
}

function readCvvText(code: string): CardCheckAnswer {
  const text = code.length > CODE_LENGTH_MAX ? '' : code.trim()
  return CVV.get(text.toUpperCase()) ?? WORDS.get(text.toLowerCase()) ?? notKnown('malformed_input')
}
