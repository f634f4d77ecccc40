import { isPassing } from '../scores/score-provider.ts'
import type { CaptchaQuestion, CaptchaSettings } from './captcha-question.ts'
import type { CaptchaProvider } from './captcha-providers.ts'

export interface CaptchaVerdict {
  readonly state: 'passed' | 'failed' | 'unchecked'
  /** A word of docs/how-to/challenges.md; empty where it was passed. */
  readonly reason: string
  /** 0 to 1, high is bad; `null`: the provider gives none. */
  readonly risk: number | null
  /** Another try makes sense. */
  readonly isTemporary: boolean
}

interface AnswerContext {
  readonly provider: CaptchaProvider
  readonly settings: CaptchaSettings
  readonly question: CaptchaQuestion
  readonly nowMs: number
}

/** Their clock and ours may differ by this much. */
const SKEW_MS = 60_000

/** Everything that the providers tell their customers to check; what is odd is not passed. */
export function readAnswer(
  status: number,
  body: Uint8Array,
  context: AnswerContext,
): CaptchaVerdict {
  const answer = parsed(body)
  if (answer === null || typeof answer['success'] !== 'boolean') {
    const isTemporary = isPassing(status) || (status >= 200 && status < 300)
    return { state: 'unchecked', reason: 'provider_away', risk: null, isTemporary }
  }
  return answer['success'] ? accepted(answer, context) : refused(answer, context)
}

function refused(
  answer: Record<string, unknown>,
  { provider, question }: AnswerContext,
): CaptchaVerdict {
  const listed = answer['error-codes']
  const codes = Array.isArray(listed) ? listed.map(String) : []
  const verdict = { risk: null, isTemporary: false }
  if (codes.some((code) => provider.usedFaults.includes(code))) {
    // Our own first try may be what used it.
    const isOurs = question.isRepeated && !provider.isIdempotent
    return isOurs
      ? { ...verdict, state: 'unchecked', reason: 'provider_away' }
      : { ...verdict, state: 'failed', reason: 'token_used' }
  }
  if (codes.some((code) => provider.tokenFaults.includes(code))) {
    return { ...verdict, state: 'failed', reason: 'token_refused' }
  }
  if (codes.includes('internal-error')) {
    return { ...verdict, state: 'unchecked', reason: 'provider_away', isTemporary: true }
  }
  // A wrong secret says nothing about the shopper. Nobody passes by it either.
  return { ...verdict, state: 'unchecked', reason: 'settings_refused' }
}

function accepted(
  answer: Record<string, unknown>,
  { provider, settings, question, nowMs }: AnswerContext,
): CaptchaVerdict {
  const risk = riskOf(answer['score'], provider)
  const failed = (reason: string): CaptchaVerdict => ({
    state: 'failed',
    reason,
    risk,
    isTemporary: false,
  })
  const { hostname, action, cdata, challenge_ts: at } = answer
  if (typeof hostname !== 'string' || !settings.hostnames.includes(hostname.toLowerCase())) {
    return failed('other_host')
  }
  if (settings.action !== null && provider.saysAction && action !== settings.action) {
    return failed('other_action')
  }
  if (typeof cdata === 'string' && cdata !== '' && !question.sessions.includes(cdata)) {
    return failed('other_session')
  }
  const ageMs = nowMs - Date.parse(String(at))
  if (!(ageMs >= -SKEW_MS && ageMs <= provider.tokenMs + SKEW_MS)) return failed('token_old')
  if (risk !== null && risk > settings.riskMax) return failed('high_risk')
  return { state: 'passed', reason: '', risk, isTemporary: false }
}

function riskOf(score: unknown, { highScoreIs }: CaptchaProvider): number | null {
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) return null
  // Decimals of the provider stay what they are: 1 - 0.9 is not 0.1 in binary.
  return highScoreIs === 'bad' ? score : Math.round((1 - score) * 1e6) / 1e6
}

function parsed(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
