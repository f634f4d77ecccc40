import type { ChallengeFacts, ChallengeWord } from '@gatehouse/contract'
import type { StoredChallenge } from '@gatehouse/store'

/** What is known of a shopper by what they handed in. What was passed once stays passed. */
export function challengeFacts(settled: readonly StoredChallenge[]): ChallengeFacts {
  const of = (kind: string): ChallengeWord => {
    const words = settled.filter((one) => one.kind === kind && one.reason !== 'replaced')
    if (words.some(({ state }) => state === 'passed')) return 'passed'
    return (words.at(-1)?.state ?? 'none') as ChallengeWord
  }
  const scored = settled.filter(({ score }) => score !== null)
  return {
    captcha: of('captcha'),
    silentCaptcha: of('silent_captcha'),
    captchaRisk: scored.at(-1)?.score ?? null,
    otp: of('otp'),
  }
}
