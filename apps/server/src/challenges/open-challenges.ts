import {
  openCaptcha,
  openTextMessages,
  type CaptchaVerifier,
  type TextMessageSender,
} from '@gatehouse/connectors'
import { openConfiguredDoor, type NameResolver } from '@gatehouse/egress'
import type { ChallengesConfig, OtpConfig } from '../config/challenges.ts'

/** Who checks and who sends; `null`: the operator has not set it up. */
export interface ChallengeParts {
  readonly captcha: { readonly verifier: CaptchaVerifier; readonly deadlineMs: number } | null
  readonly otp: { readonly sender: TextMessageSender; readonly settings: OtpConfig } | null
}

/** Both are hosts that the operator named. */
export function openChallenges(
  { captcha, captchaMs, otp }: ChallengesConfig,
  resolver: NameResolver,
  nowMs: () => number,
): ChallengeParts {
  const doorTo = (url: string) => openConfiguredDoor({ origins: [new URL(url).origin], resolver })
  return {
    captcha:
      captcha === null
        ? null
        : {
            verifier: openCaptcha(doorTo(captcha.url), captcha, nowMs),
            deadlineMs: captchaMs,
          },
    otp:
      otp === null
        ? null
        : { sender: openTextMessages(doorTo(otp.gateway.url), otp.gateway), settings: otp },
  }
}
