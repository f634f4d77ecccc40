/** What tells one provider from another; the rest of `siteverify` is the same. */
export interface CaptchaProvider {
  readonly url: string
  /** How long a token is good after it was made. */
  readonly tokenMs: number
  /** Asked again under the same key it answers the same, and not that the token was used. */
  readonly isIdempotent: boolean
  readonly sendsSiteKey: boolean
  /** Says which action the page named. */
  readonly saysAction: boolean
  /** Of the score: 1 where a high one is a person. */
  readonly highScoreIs: 'good' | 'bad'
  /** The token is to blame: anything else is the operator's or the provider's fault. */
  readonly tokenFaults: readonly string[]
  /** Of these, what says that it was handed in before or is too old. */
  readonly usedFaults: readonly string[]
}

const COMMON_FAULTS = ['missing-input-response', 'invalid-input-response']

/**
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation,
 * https://docs.hcaptcha.com, https://developers.google.com/recaptcha/docs/verify
 */
export const CAPTCHA_PROVIDERS = {
  turnstile: {
    url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    tokenMs: 300_000,
    isIdempotent: true,
    sendsSiteKey: false,
    saysAction: true,
    highScoreIs: 'good',
    tokenFaults: [...COMMON_FAULTS, 'timeout-or-duplicate'],
    usedFaults: ['timeout-or-duplicate'],
  },
  hcaptcha: {
    url: 'https://api.hcaptcha.com/siteverify',
    tokenMs: 120_000,
    isIdempotent: false,
    sendsSiteKey: true,
    saysAction: false,
    highScoreIs: 'bad',
    tokenFaults: [
      ...COMMON_FAULTS,
      'expired-input-response',
      'already-seen-response',
      'invalid-or-already-seen-response',
    ],
    usedFaults: ['already-seen-response', 'invalid-or-already-seen-response'],
  },
  recaptcha: {
    url: 'https://www.google.com/recaptcha/api/siteverify',
    tokenMs: 120_000,
    isIdempotent: false,
    sendsSiteKey: false,
    saysAction: true,
    highScoreIs: 'good',
    tokenFaults: [...COMMON_FAULTS, 'timeout-or-duplicate'],
    usedFaults: ['timeout-or-duplicate'],
  },
} as const satisfies Record<string, CaptchaProvider>

export type CaptchaProviderName = keyof typeof CAPTCHA_PROVIDERS
export const CAPTCHA_PROVIDER_NAMES = Object.keys(CAPTCHA_PROVIDERS) as CaptchaProviderName[]
