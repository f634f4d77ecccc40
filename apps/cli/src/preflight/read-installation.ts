import type {
  Coverage,
  List,
  ReferenceStatus,
  Ruleset,
  RulesetDocument,
  RulesetState,
} from '@gatehouse/contract'
import { askServer } from '../ask-server.ts'
import type { Terminal } from '../command.ts'
import { everyPage } from '../rulesets/server-pages.ts'
import type { Installation } from './check.ts'

/**
 * Reads from a running server what the checks look at.
 * @param nowMs milliseconds since the epoch
 */
export async function readInstallation(
  shop: string | undefined,
  nowMs: number,
  terminal: Terminal,
): Promise<{
  readonly installation: Omit<Installation, 'rulesets'>
  readonly live: readonly Ruleset[]
}> {
  const get = (path: string) => askServer({ method: 'GET', path, shop }, terminal)
  const live: Ruleset[] = []
  for (const { name, published } of await everyPage<RulesetState>('/v1/rulesets', shop, terminal)) {
    if (published === null) continue
    const path = `/v1/rulesets/${name}/versions/${published}`
    live.push(((await get(path)) as RulesetDocument).ruleset)
  }
  const installation = {
    coverage: (await get('/v1/coverage')) as Coverage,
    lists: await everyPage<List>('/v1/lists', shop, terminal),
    reference: (await get('/v1/reference')) as ReferenceStatus,
    nowMs,
  }
  return { installation, live }
}
