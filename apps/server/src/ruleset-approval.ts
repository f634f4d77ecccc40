import type { Store, StoredRuleset } from '@gatehouse/store'
import { ApiError } from './http/api-error.ts'
import type { Caller } from './http/keys.ts'
import { isDraft, type RulesetParts } from './ruleset-publish.ts'
import { settingsOf } from './shop-settings.ts'

type Person = Pick<Caller, 'keyId' | 'name'>

export interface Approval {
  readonly shopId: string
  readonly name: string
  readonly version: number
  readonly caller: Person
}

/**
 * Notes that somebody else than its author looked at a draft. Writing the draft again takes it back.
 * @throws ApiError `not_found`, `version_conflict`, `approval_needed` for one's own draft
 */
export async function approve(
  { shopId, name, version, caller }: Approval,
  { store, inTurn }: Pick<RulesetParts, 'store' | 'inTurn'>,
): Promise<void> {
  await inTurn(shopId, async () => {
    const draft = await store.rulesets.find(shopId, name, version)
    if (draft === undefined) throw new ApiError('not_found')
    if (!isDraft(draft)) {
      throw new ApiError('version_conflict', { detail: `version ${version} is no draft` })
    }
    if (wrote(caller, draft)) throw ownDraft(draft)
    const change = { shopId, name, author: caller.name, authorKey: caller.keyId, note: '' }
    await store.rulesets.approve(change, version)
  })
}

/**
 * Where the shop wants four eyes: refuses a draft that its author would put live alone. Somebody
 * else who puts it live approves it by that. Who lets it decide a part of the traffic approves that
 * part only: for a larger one, or all of it, its author has to ask again.
 * @throws ApiError `approval_needed`
 */
export async function refuseUnapproved(
  draft: StoredRuleset,
  caller: Person,
  store: Pick<Store, 'shops' | 'rulesets'>,
  isForAll: boolean,
): Promise<void> {
  const shop = await store.shops.find(draft.shopId)
  if (!settingsOf(shop!.settings).four_eyes || draft.approvedBy !== null) return
  if (wrote(caller, draft)) throw ownDraft(draft)
  if (!isForAll) return
  const { shopId, name, version } = draft
  const change = { shopId, name, author: caller.name, authorKey: caller.keyId, note: '' }
  await store.rulesets.approve(change, version)
}

/** Rows from before keys were noted are told apart by the names of the keys. */
function wrote({ keyId, name }: Person, { author, authorKey }: StoredRuleset): boolean {
  return authorKey === null ? author === name : authorKey === keyId
}

function ownDraft({ version, author }: StoredRuleset): ApiError {
  return new ApiError('approval_needed', {
    detail: `\`${author}\` wrote version ${version} and cannot approve it: somebody with another key has to approve or publish it`,
  })
}
