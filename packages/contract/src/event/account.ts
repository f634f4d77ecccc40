import { Type, type Static } from 'typebox'
import { block, closed, flag, oneOf, personalText, text, time } from '../schema.ts'
import { typedHeaderOf } from './header.ts'
import { optionalBlocks } from './order.ts'
import { sellerSchema } from './person.ts'

export const accountChangeSchema = block(
  {
    method: oneOf(
      ['password', 'passkey', 'one_time_code', 'social', 'magic_link', 'support', 'other'],
      'How the person proved who they are.',
    ),
    succeeded: flag('The action went through.'),
    failure_reason: text('Why it did not.', 128),
    second_factor: oneOf(['passed', 'failed', 'not_asked'], 'What the second factor said.'),
    old_value: personalText('What it was before: the email, phone or address.'),
    new_value: personalText('What it is from now on.'),
    reported_at: time('When the owner reported it.'),
    since: time('Since when the owner says it was not them.'),
  },
  'What was done to the account.',
)
export type AccountChange = Static<typeof accountChangeSchema>

/** Sign-up, log-in, a change of credentials, or the report of a takeover. */
export const accountEventSchema = closed(
  {
    event: typedHeaderOf('account'),
    change: Type.Optional(accountChangeSchema),
    ...optionalBlocks,
  },
  { description: 'Sign-up, log-in, a change of credentials, or the report of a takeover.' },
)
export type AccountEvent = Static<typeof accountEventSchema>

/** A seller opens, changes where it is paid, or reports a takeover. */
export const sellerEventSchema = closed(
  {
    ...optionalBlocks,
    event: typedHeaderOf('seller'),
    seller: sellerSchema,
    change: Type.Optional(accountChangeSchema),
  },
  { description: 'A seller opens, changes where it is paid, or reports a takeover.' },
)
export type SellerEvent = Static<typeof sellerEventSchema>

/** A payment is about to be tried, was refused, or was captured. */
export const paymentEventSchema = closed(
  { event: typedHeaderOf('payment'), ...optionalBlocks },
  { description: 'A payment is about to be tried, was refused, or was captured.' },
)
export type PaymentEvent = Static<typeof paymentEventSchema>
