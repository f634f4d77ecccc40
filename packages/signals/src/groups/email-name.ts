import { from } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'
import { isThrowAwayName } from '../throw-away-name.ts'

/** Names can be read even where no list names the domain. */
export const emailNameSignals: readonly SignalDefinition[] = [
  {
    name: 'email.looks_disposable',
    type: 'bool',
    doc: 'The name of the email domain says throw-away mailbox (`temp-mail`, `10minutemail`), whatever lists say.',
    privacy: 'none',
    reads: ['email_domain'],
    compute: ({ readings }) =>
      from(
        readings.email_domain,
        ({ registrableDomain }) => registrableDomain !== null && isThrowAwayName(registrableDomain),
      ),
  },
]
