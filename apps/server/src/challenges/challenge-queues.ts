import { rescore, type RescoreParts, type RescoreResult } from '@gatehouse/pipeline'
import { CHALLENGE_QUEUE, CHALLENGED_QUEUE, type Store } from '@gatehouse/store'
import { JobFailure } from '../jobs/job-failure.ts'
import type { JobQueue } from '../jobs/job-runner.ts'
import { challengeFacts } from './challenge-facts.ts'
import { checkToken } from './captcha-desk.ts'
import type { ChallengeParts } from './open-challenges.ts'
import { sendCode } from './send-code.ts'

export interface ChallengeQueueParts extends RescoreParts {
  readonly store: RescoreParts['store'] & Pick<Store, 'challenges'>
  readonly challenges: ChallengeParts
}

const RETRY_MS = 5000

/** What is left to do of challenges when whoever handed them in has gone, or we had. */
export function challengeQueues(parts: ChallengeQueueParts): JobQueue[] {
  const { store, challenges } = parts
  return [
    {
      queue: CHALLENGE_QUEUE,
      concurrency: 8,
      async handle({ shopId, payload, attempt }, signal) {
        const { challenge: id } = payload as { readonly challenge: string }
        const found = await store.challenges.find(shopId, id)
        if (found === undefined || found.state !== 'pending') return
        const problem =
          found.kind === 'otp'
            ? await send(challenges, store, shopId, id, signal)
            : await check(challenges, store, shopId, id, signal)
        if (problem === null) return
        const isOver = !problem.isTemporary || parts.nowMs() + RETRY_MS >= found.expiresAtMs
        if (!isOver) throw new JobFailure(problem.problem, { afterMs: RETRY_MS * attempt })
        const reason = found.kind === 'otp' ? 'not_sent' : 'provider_away'
        await store.challenges.settle(shopId, id, { state: 'unchecked', reason, score: null })
      },
    },
    {
      queue: CHALLENGED_QUEUE,
      concurrency: 4,
      async handle({ shopId, payload }) {
        const { decision } = payload as { readonly decision: string }
        await decideChallenged(parts, shopId, decision)
      },
    },
  ]
}

/** Decides an order again with what came of its challenges. */
export async function decideChallenged(
  parts: Omit<ChallengeQueueParts, 'challenges'>,
  shopId: string,
  decisionId: string,
): Promise<RescoreResult> {
  const settled = await parts.store.challenges.ofOrder(shopId, decisionId)
  const facts = challengeFacts(settled)
  return rescore(parts, { shopId, decisionId, challenges: facts, isAsked: false })
}

interface Problem {
  readonly problem: string
  readonly isTemporary: boolean
}

const NOT_SET_UP: Problem = { problem: 'it is no longer set up', isTemporary: false }

async function send(
  { otp }: ChallengeParts,
  store: Pick<Store, 'challenges'>,
  shopId: string,
  id: string,
  signal: AbortSignal,
): Promise<Problem | null> {
  return otp === null ? NOT_SET_UP : sendCode({ otp, store }, shopId, id, signal)
}

async function check(
  { captcha }: ChallengeParts,
  store: Pick<Store, 'challenges'>,
  shopId: string,
  id: string,
  signal: AbortSignal,
): Promise<Problem | null> {
  if (captcha === null) return NOT_SET_UP
  // Whoever handed it in has asked already.
  const again = { ipAddress: null, isRepeated: true }
  const verdict = await checkToken({ captcha, store }, shopId, id, again, signal)
  return verdict === null ? { problem: 'the provider is away', isTemporary: true } : null
}
