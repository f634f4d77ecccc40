import { ApiError } from './http/api-error.ts'
import { refuseFaulty, type RulesetParts } from './ruleset-publish.ts'

export interface ShadowChange {
  readonly shopId: string
  readonly name: string
  readonly version: number
  readonly author: string
}

/**
 * Puts a version in shadow. It has to compile; its cases may fail and its checkpoints be taken,
 * because it answers nothing.
 * @throws ApiError `not_found`, `version_conflict`, `invalid_ruleset`
 */
export async function startShadow(
  { shopId, name, version, author }: ShadowChange,
  note: string,
  parts: RulesetParts,
): Promise<void> {
  await parts.inTurn(shopId, async () => {
    const stored = await parts.store.rulesets.find(shopId, name, version)
    if (stored === undefined) throw new ApiError('not_found')
    if (stored.state === 'published') {
      throw new ApiError('version_conflict', { detail: `version ${version} is live already` })
    }
    await refuseFaulty(shopId, stored, parts)
    const run = { shopId, name, kind: 'shadow', author } as const
    await parts.store.rulesetRuns.start(run, version, note)
    await parts.shops.reload(shopId)
  })
}

/** @throws ApiError `not_found` when this version is not in shadow */
export async function endShadow(
  { shopId, name, version, author }: ShadowChange,
  parts: RulesetParts,
): Promise<void> {
  await parts.inTurn(shopId, async () => {
    const active = await parts.store.rulesetRuns.active(shopId)
    const runs = active.some(
      (run) => run.kind === 'shadow' && run.name === name && run.version === version,
    )
    if (!runs) throw new ApiError('not_found')
    await parts.store.rulesetRuns.end({ shopId, name, kind: 'shadow', author })
    await parts.shops.reload(shopId)
  })
}

/** What a shop decides by, or tries on live traffic: what it names must not be taken away. */
export async function documentsInUse(
  shopId: string,
  { rulesets, rulesetRuns }: RulesetParts['store'],
): Promise<readonly unknown[]> {
  const [published, running] = await Promise.all([
    rulesets.published(shopId),
    rulesetRuns.active(shopId),
  ])
  return [...published, ...running].map(({ document }) => document)
}
