import type { ChallengeFacts, SignalValue } from '@gatehouse/contract'
import type { SignalDefinition } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

/**
 * What came of asking the shopper. Each is a word and never unknown for a new event, so that a rule
 * that asks for `!= "passed"` holds until it was passed, also while nobody can check it.
 */
export const challengeSignals: readonly SignalDefinition[] = [
  {
    ...of(({ captcha }) => captcha),
    name: 'challenge.captcha',
    type: 'string',
    doc: 'What became of a captcha: `none`, `passed`, `failed` or `unchecked` (the provider was away).',
  },
  {
    ...of(({ silentCaptcha }) => silentCaptcha),
    name: 'challenge.silent_captcha',
    type: 'string',
    doc: 'The same of a captcha that the shopper did not see.',
  },
  {
    ...of(({ captchaRisk }) => captchaRisk ?? unknown('not_sent')),
    name: 'challenge.captcha_risk',
    type: 'double',
    doc: 'What the captcha provider scored the visit, 0 to 1, high is bad.',
  },
  {
    ...of(({ otp }) => otp),
    name: 'challenge.otp',
    type: 'string',
    doc: 'What became of a one-time code: `none`, `passed`, `failed` or `unchecked` (it was not sent).',
  },
]

function of(
  pick: (facts: ChallengeFacts) => SignalValue,
): Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'> {
  return {
    privacy: 'none',
    reads: [],
    // Where an order is scored again for another reason, what was stored stays.
    compute: ({ outside: { challenges } }) =>
      challenges === null ? unknown('not_sent') : pick(challenges),
  }
}
