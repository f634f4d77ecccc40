import type { Sql } from '../connection/sql.ts'
import {
  type DomainFactsRow,
  EXPIRE_DOMAIN_FACTS,
  FIND_DOMAIN_FACTS,
  PUT_DOMAIN_FACTS,
  RECENT_DOMAIN_FACTS,
} from '../queries/domain-facts.ts'

/** `names`: what the DNS says; `registration`: what the registry says. */
export type DomainTopic = 'names' | 'registration'

export interface StoredDomainFacts {
  /** Lower-case ASCII. */
  readonly domain: string
  readonly topic: DomainTopic
  /** As it was put: at most some hundred bytes of JSON. */
  readonly facts: unknown
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number
}

/** The memory of look-ups outside, for all shops and all nodes: facts about domains are public. */
export interface DomainFacts {
  /** What has not expired. */
  find(
    asked: readonly { readonly domain: string; readonly topic: DomainTopic }[],
    nowMs: number,
  ): Promise<readonly StoredDomainFacts[]>
  /** At most `limit`, those that stay good the longest first. */
  recent(limit: number, nowMs: number): Promise<readonly StoredDomainFacts[]>
  /** An older look-up never replaces a newer one. */
  put(facts: StoredDomainFacts, lookedUpAtMs: number): Promise<void>
  /** Deletes what expired a month ago. Answers how many. */
  expire(nowMs: number): Promise<number>
}

const KEPT_MS = 30 * 86_400_000
/** In one minute's upkeep. */
const EXPIRED_ROWS_MAX = 10_000

export function openDomainFacts(sql: Sql): DomainFacts {
  return {
    async find(asked, nowMs) {
      const domains = asked.map(({ domain }) => domain)
      const topics = asked.map(({ topic }) => topic)
      return (await sql.rows<DomainFactsRow>(FIND_DOMAIN_FACTS, [domains, topics, nowMs])).map(
        factsOf,
      )
    },
    recent: async (limit, nowMs) =>
      (await sql.rows<DomainFactsRow>(RECENT_DOMAIN_FACTS, [limit, nowMs])).map(factsOf),
    async put({ domain, topic, facts, expiresAtMs }, lookedUpAtMs) {
      const values = [domain, topic, JSON.stringify(facts), lookedUpAtMs, expiresAtMs]
      await sql.run(PUT_DOMAIN_FACTS, values)
    },
    expire: (nowMs) => sql.run(EXPIRE_DOMAIN_FACTS, [nowMs - KEPT_MS, EXPIRED_ROWS_MAX]),
  }
}

function factsOf({
  domain,
  topic,
  facts,
  expires_at: expiresAtMs,
}: DomainFactsRow): StoredDomainFacts {
  return { domain, topic: topic as DomainTopic, facts, expiresAtMs }
}
