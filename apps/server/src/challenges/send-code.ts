import { randomInt } from 'node:crypto'
import { OTP_CODE_DIGITS } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import type { ChallengeParts } from './open-challenges.ts'

export interface SendCodeParts {
  readonly otp: NonNullable<ChallengeParts['otp']>
  readonly store: Pick<Store, 'challenges'>
}

const CODES = 10 ** OTP_CODE_DIGITS

/**
 * Makes a code and sends it. Only its keyed hash is kept, so a try that comes after a crash makes
 * another: the one that was sent last is good.
 *
 * @returns what stood in the way; `null`: it was sent, or need not be any more
 */
export async function sendCode(
  { otp, store }: SendCodeParts,
  shopId: string,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly problem: string; readonly isTemporary: boolean } | null> {
  const number = await store.challenges.secretOf(shopId, id)
  if (number === null) return null
  const code = String(randomInt(CODES)).padStart(OTP_CODE_DIGITS, '0')
  if (!(await store.challenges.setCode(shopId, id, code))) return null
  const text = otp.settings.text.replaceAll('{code}', code)
  const { isSent, isTemporary, problem } = await otp.sender.send(number, text, id, signal)
  if (!isSent) return { problem: problem ?? 'not sent', isTemporary }
  await store.challenges.codeSent(shopId, id)
  return null
}
