import type { CaptchaVerdict } from '@gatehouse/connectors'
import type { Store } from '@gatehouse/store'
import type { ChallengeParts } from './open-challenges.ts'

/** What is kept of a token until it was checked. Not where the shopper is: that is asked with once. */
export interface HeldToken {
  readonly token: string
  /** What the page may have bound it to. */
  readonly sessions: readonly string[]
}

export interface CaptchaDeskParts {
  readonly captcha: NonNullable<ChallengeParts['captcha']>
  readonly store: Pick<Store, 'challenges'>
}

/** How a token is asked about. */
export interface TokenCheck {
  /** Where the shopper is; `null`: not known, or not any more. */
  readonly ipAddress: string | null
  /** It was asked before, and the answer did not come. */
  readonly isRepeated: boolean
}

/**
 * Checks a token that was handed in and writes down what came of it.
 * @returns `null` when nobody could say yet and another try makes sense, or it was settled before
 */
export async function checkToken(
  { captcha, store }: CaptchaDeskParts,
  shopId: string,
  id: string,
  { ipAddress, isRepeated }: TokenCheck,
  signal: AbortSignal,
): Promise<CaptchaVerdict | null> {
  const secret = await store.challenges.secretOf(shopId, id)
  if (secret === null) return null
  const { token, sessions } = JSON.parse(secret) as HeldToken
  const question = { token, sessions, id, ipAddress, isRepeated }
  const verdict = await captcha.verifier.verify(question, captcha.deadlineMs, signal)
  if (verdict.isTemporary) return null
  const { state, reason, risk } = verdict
  await store.challenges.settle(shopId, id, { state, reason, score: risk })
  return verdict
}
