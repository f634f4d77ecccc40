import type { Bodies } from '../body/bodies.ts'
import type { SqlPool } from '../connection/sql.ts'
import type { Circles } from '../circles/circles.ts'
import type { Challenges } from '../challenges/challenges.ts'
import type { DomainFacts } from '../domains/domain-facts.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import type { Idempotency } from '../idempotency/outcome.ts'
import { ensurePartitions } from './partitions.ts'

/** How long what was given up can be sent again. */
const DEAD_KEPT_MS = 30 * 86_400_000
/** No order is decided again after this long. */
const CHALLENGES_KEPT_MS = 90 * 86_400_000

export interface UpkeepReport {
  /** Partitions made ahead. */
  readonly partitions: readonly string[]
  /** Idempotency keys older than 24 hours, deleted. */
  readonly keysExpired: number
  /** Facts about domains that nobody asked for in a month, deleted. */
  readonly domainsExpired: number
  /** Deliveries of webhooks that were given up a month ago, deleted. */
  readonly deliveriesForgotten: number
  /** Challenges older than 90 days, deleted. */
  readonly challengesForgotten: number
  /** Whether a new body model was learned. */
  readonly hasLearned: boolean
}

/** What a server does every minute. Safe on several nodes at once. */
export interface Upkeep {
  run(nowMs: number): Promise<UpkeepReport>
  /** The journal's partitions of this and the next two months. Answers the new ones. */
  ensurePartitions(nowMs: number): Promise<readonly string[]>
}

export function openUpkeep(
  sql: SqlPool,
  bodies: Pick<Bodies, 'learn'>,
  idempotency: Pick<Idempotency, 'expire'>,
  domainFacts: Pick<DomainFacts, 'expire'>,
  webhooks: Pick<Webhooks, 'forget'>,
  challenges: Pick<Challenges, 'forget'>,
  circles: Pick<Circles, 'forget'>,
): Upkeep {
  return {
    ensurePartitions: (nowMs) => ensurePartitions(sql, nowMs),
    async run(nowMs) {
      await circles.forget()
      return {
        partitions: await ensurePartitions(sql, nowMs),
        keysExpired: await idempotency.expire(nowMs),
        domainsExpired: await domainFacts.expire(nowMs),
        deliveriesForgotten: await webhooks.forget(nowMs - DEAD_KEPT_MS),
        challengesForgotten: await challenges.forget(nowMs - CHALLENGES_KEPT_MS),
        hasLearned: await bodies.learn(),
      }
    },
  }
}
