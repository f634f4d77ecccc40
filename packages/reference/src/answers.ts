import type { NotKnown, NotKnownReason } from '@gatehouse/contract'

function frozen(reason: NotKnownReason): NotKnown {
  return Object.freeze({ known: false, reason })
}

const answers: Readonly<Record<NotKnownReason, NotKnown>> = {
  malformed_input: frozen('malformed_input'),
  not_in_reference_data: frozen('not_in_reference_data'),
  not_routable: frozen('not_routable'),
  not_configured: frozen('not_configured'),
  too_coarse: frozen('too_coarse'),
  not_supported: frozen('not_supported'),
}

/** The shared answer for a reason: an unknown costs no allocation. */
export function notKnown(reason: NotKnownReason): NotKnown {
  return answers[reason]
}
