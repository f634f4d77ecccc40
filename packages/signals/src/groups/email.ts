import type { EmailFacts, SignalValue } from '@gatehouse/contract'
import { from } from '../answer.ts'
import { mailboxNameMatch } from '../person-name.ts'
import { rounded, SHARE_DECIMALS } from '../rounded.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

const ENTROPY_DECIMALS = 3

/** What an email address says by its form alone; nothing here asks the network. */
export const emailSignals: readonly SignalDefinition[] = [
  {
    name: 'email.is_valid',
    type: 'bool',
    doc: 'The text has the form of an email address.',
    privacy: 'none',
    reads: ['email'],
    compute({ readings: { email } }) {
      if (email.known) return true
      return email.reason === 'malformed_input' ? false : unknown(email.reason)
    },
  },
  {
    ...ofDomain((email) => email.domain),
    name: 'email.domain',
    type: 'string',
    doc: 'Domain of the email address, lower-case ASCII.',
    privacy: 'pseudonymous',
  },
  {
    ...ofDomain((email) => email.topLevelDomain),
    name: 'email.top_level_domain',
    type: 'string',
    doc: 'Last label of the domain, `com`.',
  },
  {
    ...ofDomain((email) => email.topLevelCountry ?? unknown('not_applicable')),
    name: 'email.top_level_country',
    type: 'string',
    doc: 'Country of the top-level domain, ISO 3166-1 alpha-2; `com` and the like have none.',
  },
  {
    ...ofDomain((email) => email.isFree),
    name: 'email.is_free',
    type: 'bool',
    doc: 'A public mailbox provider, such as gmail.com.',
  },
  {
    ...ofDomain((email) => email.isDisposable),
    name: 'email.is_disposable',
    type: 'bool',
    doc: 'A provider of throw-away mailboxes.',
  },
  {
    ...ofMailbox((email) => email.isRole),
    name: 'email.is_role',
    type: 'bool',
    doc: 'A function and not a person: `info@`, `sales@`.',
  },
  {
    ...ofMailbox((email) => email.hasPlusTag),
    name: 'email.has_plus_tag',
    type: 'bool',
    doc: 'The mailbox name carries a tag after `+`.',
  },
  {
    ...ofMailbox((email) => email.shape.digitCount > 0),
    name: 'email.has_digits',
    type: 'bool',
    doc: 'There is a digit in the mailbox name.',
  },
  {
    ...ofMailbox((email) => email.shape.digitCount),
    name: 'email.digit_count',
    type: 'int',
    doc: 'Digits in the mailbox name.',
  },
  {
    ...ofMailbox(({ shape }) =>
      shape.length === 0 ? 0 : rounded(shape.digitCount / shape.length, SHARE_DECIMALS),
    ),
    name: 'email.digit_ratio',
    type: 'double',
    doc: 'Share of digits among the characters of the mailbox name, 0 to 1, to 0.0001.',
  },
  {
    ...ofMailbox(({ shape }) => rounded(shape.entropyBits, ENTROPY_DECIMALS)),
    name: 'email.entropy_bits',
    type: 'double',
    doc: 'Shannon entropy of the mailbox name, bits per character, to 0.001.',
  },
  {
    ...ofMailbox((email) => email.shape.looksRandom),
    name: 'email.looks_random',
    type: 'bool',
    doc: 'The letters of the mailbox name do not read like a name or word.',
  },
  {
    name: 'email.name_match',
    type: 'double',
    doc: 'Share of the letters of the mailbox name that the billing name accounts for, 0 to 1, to 0.0001.',
    privacy: 'none',
    reads: ['email'],
    compute({ event: { billing }, readings }) {
      if (!billing?.first_name && !billing?.last_name) return NOT_SENT
      return from(readings.email, ({ localPart }) => {
        const match = mailboxNameMatch(localPart, billing)
        return match === null ? unknown('not_supported') : rounded(match, SHARE_DECIMALS)
      })
    },
  },
]

type Facts = Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'>

/** Known for a hashed address too, when the domain was sent beside it. */
function ofDomain(pick: (email: EmailFacts) => SignalValue): Facts {
  return {
    privacy: 'none',
    reads: ['email_domain'],
    compute: ({ readings }) => from(readings.email_domain, pick),
  }
}

function ofMailbox(pick: (email: EmailFacts) => SignalValue): Facts {
  return {
    privacy: 'none',
    reads: ['email'],
    compute: ({ readings }) => from(readings.email, pick),
  }
}
