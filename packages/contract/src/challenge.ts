import { Type, type Static } from 'typebox'
import { OUTCOMES } from './decision.ts'
import { closed, count, flag, id, oneOf, phoneNumber, text, time } from './schema.ts'

/** What a shopper may be asked to do; the silent form is a captcha that nobody sees. */
export const CHALLENGE_KINDS = ['captcha', 'silent_captcha', 'otp'] as const
export type ChallengeKind = (typeof CHALLENGE_KINDS)[number]

/**
 * What became of one. `unchecked`: nobody could say, because the service that checks it was away;
 * whoever was challenged stays challenged.
 */
export const CHALLENGE_STATES = ['pending', 'passed', 'failed', 'unchecked'] as const
export type ChallengeState = (typeof CHALLENGE_STATES)[number]

/** As long as Cloudflare, hCaptcha and Google make them, and some. */
const TOKEN_LENGTH_MAX = 8192

export const captchaAnswerRequestSchema = closed({
  token: Type.String({
    description: 'What the widget gave the page. It can be used once.',
    minLength: 1,
    maxLength: TOKEN_LENGTH_MAX,
    pattern: '^[\\x21-\\x7E]+$',
    'x-card-scan': 'exempt',
  }),
  silent: Type.Optional(
    flag('It comes from a captcha that ran without the shopper seeing it (`silent_captcha`).'),
  ),
  ip_address: Type.Optional(
    Type.String({
      description: 'Where the shopper is; sent to the provider and not kept.',
      maxLength: 64,
      'x-personal': true,
    }),
  ),
})
export type CaptchaAnswerRequest = Static<typeof captchaAnswerRequestSchema>

const decidedSchema = Type.Union([
  closed(
    { id: id('Id of the decision.'), outcome: oneOf(OUTCOMES, 'What it says.') },
    { description: 'The decision that is in force now.' },
  ),
  Type.Null({ description: 'It is still being checked, or there is no order that could change.' }),
])

const why = (what: string) => text(what, 64)

export const challengeAnswerSchema = closed({
  id: id('Id of the challenge.'),
  kind: oneOf(CHALLENGE_KINDS, 'What was asked.'),
  state: oneOf(
    CHALLENGE_STATES,
    'What became of it. `pending`: it is still being checked, and the order is decided again after.',
  ),
  reason: why('Why it was not passed: a word of docs/how-to/challenges.md; empty where it was.'),
  decision: decidedSchema,
})
export type ChallengeAnswer = Static<typeof challengeAnswerSchema>

/** How a code travels. */
export const OTP_CHANNELS = ['sms'] as const
export const OTP_CODE_DIGITS = 6
export const OTP_CHECKS_MAX = 5
export const OTP_TTL_S = 300

export const otpStartRequestSchema = closed({
  to: Type.Optional(
    phoneNumber('Number with `+` and country code; the billing phone of the order when absent.'),
  ),
  channel: Type.Optional(oneOf(OTP_CHANNELS, 'How it is sent.')),
})
export type OtpStartRequest = Static<typeof otpStartRequestSchema>

export const otpSchema = closed({
  id: id('Id of the challenge: it is checked by this.'),
  status: oneOf(['pending'] as const, 'It is on its way.'),
  expires_at: time('Until when the code is good.'),
  attempts_left: count('Tries that are left.', OTP_CHECKS_MAX),
})
export type Otp = Static<typeof otpSchema>

export const otpCheckRequestSchema = closed({
  code: Type.String({
    description: 'What the shopper typed.',
    pattern: `^[0-9]{${OTP_CODE_DIGITS}}$`,
    maxLength: OTP_CODE_DIGITS,
    'x-card-scan': 'exempt',
  }),
})
export type OtpCheckRequest = Static<typeof otpCheckRequestSchema>

export const OTP_STATUSES = ['approved', 'pending', 'expired', 'max_attempts'] as const
export type OtpStatus = (typeof OTP_STATUSES)[number]

export const otpCheckSchema = closed({
  id: id('Id of the challenge.'),
  status: oneOf(
    OTP_STATUSES,
    '`approved`: it was the code; `pending`: it was not, and may be tried again; `expired`: too late, used or replaced.',
  ),
  attempts_left: count('Tries that are left.', OTP_CHECKS_MAX),
  decision: decidedSchema,
})
export type OtpCheck = Static<typeof otpCheckSchema>
