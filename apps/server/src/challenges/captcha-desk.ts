import type { CaptchaVerdict } from '@gatehouse/connectors'
import type { Store } from '@gatehouse/store'
import type { ChallengeParts } from './open-challenges.ts'

/** What is kept of a token until it was checked. */
export interface HeldToken {
  readonly token: string
  readonly ipAddress: string | null
  /** What the page may have bound it to. */
  readonly sessions: readonly string[]
}

export interface CaptchaDeskParts {
  readonly captcha: NonNullable<ChallengeParts['captcha']>
  readonly store: Pick<Store, 'challenges'>
}

/**
 * Checks a token that was handed in and writes down what came of it.
 * @returns `null` when nobody could say yet and another try makes sense, or it was settled before
 */
export async function checkToken(
  { captcha, store }: CaptchaDeskParts,
  shopId: string,
  id: string,
  isRepeated: boolean,
  signal: AbortSignal,
): Promise<CaptchaVerdict | null> {
  const secret = await store.challenges.secretOf(shopId, id)
  if (secret === null) return null
  const held = JSON.parse(secret) as HeldToken
  const question = { ...held, id, isRepeated }
  const verdict = await captcha.verifier.verify(question, captcha.deadlineMs, signal)
  if (verdict.isTemporary) return null
  const { state, reason, risk } = verdict
  await store.challenges.settle(shopId, id, { state, reason, score: risk })
  return verdict
}
