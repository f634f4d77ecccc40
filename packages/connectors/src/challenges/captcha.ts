import { EgressError, type ConfiguredDoor } from '@gatehouse/egress'
import { readAnswer, type CaptchaVerdict } from './captcha-answer.ts'
import { CAPTCHA_PROVIDERS } from './captcha-providers.ts'
import type { CaptchaQuestion, CaptchaSettings } from './captcha-question.ts'

export interface CaptchaVerifier {
  /** How long a token is good. */
  readonly tokenMs: number
  /** Never throws for what the provider does: what is not known to be passed is not. */
  verify(question: CaptchaQuestion, timeoutMs: number, signal: AbortSignal): Promise<CaptchaVerdict>
}

const ANSWER_BYTES_MAX = 65_536

/** Cloudflare Turnstile, hCaptcha or reCAPTCHA: their `siteverify` calls differ in little. */
export function openCaptcha(
  door: ConfiguredDoor,
  settings: CaptchaSettings,
  nowMs: () => number,
): CaptchaVerifier {
  const provider = CAPTCHA_PROVIDERS[settings.provider]
  return {
    tokenMs: provider.tokenMs,
    async verify(question, timeoutMs, signal) {
      const { token, ipAddress, id } = question
      const fields = new URLSearchParams({ secret: settings.secret, response: token })
      if (ipAddress !== null) fields.set('remoteip', ipAddress)
      if (provider.sendsSiteKey && settings.siteKey !== null) {
        fields.set('sitekey', settings.siteKey)
      }
      if (provider.isIdempotent) fields.set('idempotency_key', id)
      try {
        const { status, body } = await door.send({
          method: 'POST',
          url: settings.url,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
          },
          body: Buffer.from(fields.toString()),
          limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs },
          signal,
        })
        return readAnswer(status, body, { provider, settings, question, nowMs: nowMs() })
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        return { state: 'unchecked', reason: 'provider_away', risk: null, isTemporary: true }
      }
    },
  }
}
