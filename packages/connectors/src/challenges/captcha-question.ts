import type { CaptchaProviderName } from './captcha-providers.ts'

export interface CaptchaSettings {
  readonly provider: CaptchaProviderName
  readonly url: string
  readonly secret: string
  /** hCaptcha refuses tokens of other site keys when it is told which. */
  readonly siteKey: string | null
  /** Names that the shop's pages stand under; a token from elsewhere is refused. */
  readonly hostnames: readonly string[]
  /** What the page has to have called it; `null`: anything. */
  readonly action: string | null
  /** 0 to 1, high is bad: what is above is not passed. */
  readonly riskMax: number
}

export interface CaptchaQuestion {
  /** A UUID; Turnstile answers the same again under the same one. */
  readonly id: string
  readonly token: string
  readonly ipAddress: string | null
  /** What the page may have bound the token to (Turnstile's cdata); it must be one of these. */
  readonly sessions: readonly string[]
  /** It was asked before, and the answer did not come. */
  readonly isRepeated: boolean
}
