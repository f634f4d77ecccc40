import type { Ruleset } from '@gatehouse/contract'
import type { TestServer } from './start-test-server.ts'

/** `starter` is what a new shop decides orders by: here it declines what is dearer than the limit. */
export function declineAbove(limit: number, about: Partial<Ruleset> = {}): Ruleset {
  const when = `order.amount > ${limit}.0`
  return {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [{ id: 'dear', when, when_unknown: 'skip', outcome: 'decline' }],
    ...about,
  }
}

/** Writes the draft; its version. */
export async function writeDraft(
  server: TestServer,
  ruleset: Ruleset,
  shop: string,
  key?: string,
): Promise<number> {
  const options = key === undefined ? { shop } : { key }
  const answer = await server.put(`/v1/rulesets/${ruleset.name}/draft`, { ruleset }, options)
  const { draft } = answer.body as { draft?: number | null }
  if (typeof draft !== 'number') throw new Error(JSON.stringify(answer.body))
  return draft
}

/** Writes a draft and puts it live; its version. */
export async function putLive(server: TestServer, ruleset: Ruleset, shop: string): Promise<number> {
  const version = await writeDraft(server, ruleset, shop)
  const path = `/v1/rulesets/${ruleset.name}/publish`
  const answer = await server.post(path, { version }, { shop })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return version
}
