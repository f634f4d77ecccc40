import { DEFAULT_SEGMENT, type Ruleset } from '@gatehouse/contract'
import { ApiError } from './http/api-error.ts'
import type { Caller } from './http/keys.ts'
import { fromStored } from './ruleset-document.ts'
import { isDraft, refuseUnfit, type PublishParts } from './ruleset-publish.ts'

export interface RolloutChange {
  readonly shopId: string
  readonly name: string
  readonly version: number
  readonly caller: Caller
}

export interface RolloutRequest {
  readonly percent: number
  readonly note: string
  readonly isConfirmed: boolean
}

/**
 * Lets a version decide for a part of the traffic, in place of the live one of its name. It has to
 * be fit to be published; the rest of the traffic goes on as before.
 * @throws ApiError `not_found`, `version_conflict`, `invalid_ruleset`, `ruleset_tests_failed`,
 * `confirmation_needed`, `approval_needed`
 */
export async function startRollout(
  { shopId, name, version, caller }: RolloutChange,
  { percent, note, isConfirmed }: RolloutRequest,
  parts: PublishParts,
): Promise<void> {
  const { rulesets, rulesetRuns } = parts.store
  await parts.inTurn(shopId, async () => {
    const stored = await rulesets.find(shopId, name, version)
    if (stored === undefined) throw new ApiError('not_found')
    if (stored.state === 'published') {
      throw new ApiError('version_conflict', { detail: `version ${version} is live already` })
    }
    const { ruleset } = fromStored(stored.document)
    const live = (await rulesets.published(shopId)).find((each) => each.name === name)
    refuseOther(ruleset, live === undefined ? null : fromStored(live.document).ruleset)
    await refuseUnfit(shopId, stored, 'ruleset_tests_failed', parts)
    if (!isConfirmed) await parts.refuseUnconfirmed(shopId, ruleset, percent / 100)
    // What was live before was approved, or needed no approval.
    if (isDraft(stored)) await parts.refuseUnapproved(stored, caller, false)
    const run = { shopId, name, kind: 'rollout', author: caller.name } as const
    await rulesetRuns.start(run, version, note, percent)
    await parts.shops.reload(shopId)
  })
}

/** @throws ApiError `not_found` when this version is not rolled out */
export async function endRollout(
  { shopId, name, version, caller }: RolloutChange,
  parts: PublishParts,
): Promise<void> {
  await parts.inTurn(shopId, async () => {
    const active = await parts.store.rulesetRuns.active(shopId)
    const runs = active.some(
      (run) => run.kind === 'rollout' && run.name === name && run.version === version,
    )
    if (!runs) throw new ApiError('not_found')
    await parts.store.rulesetRuns.end({ shopId, name, kind: 'rollout', author: caller.name })
    await parts.shops.reload(shopId)
  })
}

/** Where it speaks and the live version does not, the rest of the traffic would have no ruleset. */
function refuseOther(ruleset: Ruleset, live: Ruleset | null): void {
  if (live === null) {
    throw new ApiError('version_conflict', {
      detail: `no version of \`${ruleset.name}\` is live for the rest of the traffic: publish one first`,
    })
  }
  const segmentOf = ({ segment = DEFAULT_SEGMENT }: Ruleset) => segment
  if (segmentOf(ruleset) !== segmentOf(live)) {
    const message = `the live version decides for \`${segmentOf(live)}\`: a version that is rolled out decides for the same segment`
    const issues = [{ pointer: '/segment', code: 'invalid_ruleset', message }]
    throw new ApiError('invalid_ruleset', { detail: message, issues })
  }
  if (ruleset.checkpoints.toSorted().join() === live.checkpoints.toSorted().join()) return
  const message = `the live version decides at \`${live.checkpoints.join('`, `')}\`: a version that is rolled out decides at the same checkpoints`
  const issues = [{ pointer: '/checkpoints', code: 'invalid_ruleset', message }]
  throw new ApiError('invalid_ruleset', { detail: message, issues })
}
