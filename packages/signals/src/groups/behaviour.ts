import { sent } from '../answer.ts'
import { rhythmVariation, type FormFieldName } from '../form-fields.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT } from '../unknown-reason.ts'

/** How the form was filled in: real people type their own phone number. */
export const behaviourSignals: readonly SignalDefinition[] = [
  pasted('phone', 'The phone number was pasted.'),
  pasted('email', 'The email address was pasted.'),
  pasted('card_number', 'The card number was pasted.'),
  {
    name: 'behaviour.pasted_fields',
    type: 'int',
    doc: 'Fields whose value was pasted.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) =>
      event.behaviour?.fields?.filter((field) => field.is_pasted).length ?? NOT_SENT,
  },
  {
    name: 'behaviour.typed_share',
    type: 'double',
    doc: 'Share of the fields in which a key was pressed, 0 to 1.',
    privacy: 'pseudonymous',
    reads: [],
    compute({ event }) {
      const counted = event.behaviour?.fields?.filter((field) => field.keystrokes !== undefined)
      if (counted === undefined || counted.length === 0) return NOT_SENT
      return counted.filter((field) => field.keystrokes! > 0).length / counted.length
    },
  },
  {
    name: 'behaviour.last_name_hesitation_ms',
    type: 'double',
    doc: 'Milliseconds before the first key of the family name: nobody ponders their own.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ derived }) => sent(derived.form.last_name?.hesitation_ms),
  },
  {
    name: 'behaviour.rhythm_variation',
    type: 'double',
    doc: 'Variation of the time between keys: deviation over mean; scripts are near 0.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) => rhythmVariation(event.behaviour?.fields ?? []) ?? NOT_SENT,
  },
  {
    name: 'behaviour.mouse_moves',
    type: 'int',
    doc: 'Pointer movements seen.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) => sent(event.behaviour?.mouse_moves),
  },
  {
    name: 'behaviour.touches',
    type: 'int',
    doc: 'Touches seen.',
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ event }) => sent(event.behaviour?.touches),
  },
  {
    name: 'behaviour.page_seconds',
    type: 'double',
    doc: 'Seconds from load to submit.',
    privacy: 'pseudonymous',
    reads: [],
    compute({ event }) {
      const timeMs = event.behaviour?.time_on_page_ms
      return timeMs === undefined ? NOT_SENT : timeMs / 1000
    },
  },
  {
    name: 'behaviour.is_webdriver',
    type: 'bool',
    doc: 'The browser says that a program drives it (`navigator.webdriver`).',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.behaviour?.is_webdriver),
  },
  {
    name: 'behaviour.is_honeypot_filled',
    type: 'bool',
    doc: 'A field that people cannot see was filled in.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.behaviour?.is_honeypot_filled),
  },
  {
    name: 'behaviour.captcha',
    type: 'string',
    doc: '`passed`, `failed` or `not_shown`.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.behaviour?.captcha),
  },
]

function pasted(field: FormFieldName, doc: string): SignalDefinition {
  return {
    name: `behaviour.${field}_pasted`,
    type: 'bool',
    doc,
    privacy: 'none',
    reads: [],
    compute: ({ derived }) => sent(derived.form[field]?.is_pasted),
  }
}
