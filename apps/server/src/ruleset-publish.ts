import {
  DEFAULT_SEGMENT,
  type ListKind,
  type Ruleset,
  type WindowDeclaration,
} from '@gatehouse/contract'
import type { SignalPlan } from '@gatehouse/signals'
import { StoreError, type Store, type StoredRuleset } from '@gatehouse/store'
import { ApiError } from './http/api-error.ts'
import type { Caller } from './http/keys.ts'
import type { InTurn } from './in-turn.ts'
import { fromStored } from './ruleset-document.ts'
import type { RulesetChecker } from './ruleset-check/ruleset-checker.ts'
import { catalogueOf, type Catalogue, type Examination } from './ruleset-examine.ts'
import { checkOf, failedCases, faultOf } from './ruleset-issues.ts'
import { readRulesetYaml } from './ruleset-yaml.ts'
import type { Validate } from './http/validator.ts'
import type { ShopRegistry } from './shop-registry.ts'
import { settingsOf } from './shop-settings.ts'

export interface RulesetParts {
  readonly store: Pick<Store, 'rulesets' | 'rulesetRuns' | 'lists' | 'shops'>
  readonly shops: Pick<ShopRegistry, 'reload'>
  readonly plan: SignalPlan
  readonly windows: readonly WindowDeclaration[]
  /** Examines rulesets beside the thread that decides orders. */
  readonly checker: Pick<RulesetChecker, 'check'>
  /** The check of `rulesetSchema`. */
  readonly validate: Validate
  /** Shared with the lists: what a ruleset names must be there until it is live. */
  readonly inTurn: InTurn
}

/** What publishing needs besides. */
export interface PublishParts extends RulesetParts {
  /**
   * @param share of the traffic that it is to decide, 0 to 1
   * @throws ApiError `confirmation_needed`
   */
  refuseUnconfirmed(shopId: string, ruleset: Ruleset, share?: number): Promise<void>
  /**
   * @param isForAll it is to decide all of the traffic, not a part
   * @throws ApiError `approval_needed`
   */
  refuseUnapproved(draft: StoredRuleset, caller: Caller, isForAll: boolean): Promise<void>
}

export interface PublishRequest {
  readonly shopId: string
  readonly name: string
  readonly version: number
  readonly caller: Caller
  /** `undefined`: what the version already says. */
  readonly note: string | undefined
  /** It was said that what it would decline is meant. */
  readonly isConfirmed: boolean
}

/** What the rules of a shop may name now; its lists as they are kept, not as this node heard. */
export async function catalogueOfShop(
  shopId: string,
  {
    store,
    plan,
    windows,
  }: Pick<RulesetParts, 'plan' | 'windows'> & { readonly store: Pick<Store, 'lists' | 'shops'> },
): Promise<Catalogue> {
  const lists = await store.lists.all(shopId)
  const named = lists.map(({ name, type }) => ({ name, kind: type as ListKind }))
  const shop = await store.shops.find(shopId)
  return catalogueOf(plan, windows, named, settingsOf(shop?.settings ?? {}).segments)
}

/**
 * Puts a draft live: it compiles, its cases pass, its checkpoints are free for its segment. The shop decides by it
 * before this returns.
 * @throws ApiError `not_found`, `version_conflict`, `invalid_ruleset`, `ruleset_tests_failed`,
 * `confirmation_needed`, `approval_needed`
 */
export async function publish(request: PublishRequest, parts: PublishParts): Promise<void> {
  const { shopId, name, version, caller } = request
  const author = caller.name
  await parts.inTurn(shopId, async () => {
    const draft = await parts.store.rulesets.find(shopId, name, version)
    if (draft === undefined || !isDraft(draft)) throw await notTheDraft(request, draft, parts)
    const note = request.note ?? draft.note
    const refuse = () => refuseUnfit(shopId, draft, 'ruleset_tests_failed', parts)
    await refuse()
    if (!request.isConfirmed) {
      await parts.refuseUnconfirmed(shopId, fromStored(draft.document).ruleset)
    }
    await parts.refuseUnapproved(draft, caller, true)
    await parts.store.rulesets
      .publish({ shopId, name, author, note }, version)
      .catch(takenSince(refuse))
    await parts.shops.reload(shopId)
  })
}

/**
 * Puts the contents of an earlier version live as a new one. What compiled then need not compile
 * now, so it is examined again.
 * @throws ApiError `not_found`, `version_conflict`, `invalid_ruleset`
 */
export async function rollBack(request: PublishRequest, parts: RulesetParts): Promise<void> {
  const { shopId, name, version, caller } = request
  const { name: author, keyId: authorKey } = caller
  await parts.inTurn(shopId, async () => {
    const old = await parts.store.rulesets.find(shopId, name, version)
    if (old === undefined) throw new ApiError('not_found')
    if (old.state !== 'retired') {
      const state = isDraft(old) ? 'was never live: publish it' : 'is live already'
      throw new ApiError('version_conflict', { detail: `version ${version} ${state}` })
    }
    const note = request.note ?? `back to version ${version}`
    const refuse = () => refuseUnfit(shopId, old, 'invalid_ruleset', parts)
    await refuse()
    await parts.store.rulesets
      .rollBack({ shopId, name, author, authorKey, note }, version)
      .catch(takenSince(refuse))
    await parts.shops.reload(shopId)
  })
}

/** Another node took a checkpoint since it was looked at: looking again says which and by whom. */
function takenSince(refuse: () => Promise<void>): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof StoreError && error.code === 'checkpoint_taken') await refuse()
    throw error
  }
}

/** Written and not live yet, whether it was written over since or not. */
export function isDraft({ state }: StoredRuleset): boolean {
  return state === 'draft' || state === 'shelved'
}

async function notTheDraft(
  { shopId, name, version }: PublishRequest,
  found: StoredRuleset | undefined,
  { store }: RulesetParts,
): Promise<ApiError> {
  if (found !== undefined) {
    const state = found.state === 'published' ? 'is live already' : 'was live before: roll back'
    return new ApiError('version_conflict', { detail: `version ${version} ${state}` })
  }
  const history = await store.rulesets.history(shopId, name)
  if (history.length === 0) return new ApiError('not_found')
  const draft = history.find(({ state }) => state === 'draft')
  const now = draft === undefined ? 'there is no draft' : `the draft is version ${draft.version}`
  return new ApiError('version_conflict', {
    detail: `version ${version} is not there any more, ${now}: read it again`,
  })
}

/**
 * Refuses what does not compile.
 * @throws ApiError `invalid_ruleset`
 */
export async function refuseFaulty(
  shopId: string,
  stored: StoredRuleset,
  parts: RulesetParts,
  more: Examination['issues'] = [],
): Promise<Examination> {
  const { ruleset, yaml } = fromStored(stored.document)
  const read = yaml === null ? null : readRulesetYaml(yaml, parts.validate)
  const place = read?.ok === true ? read.source.place : null
  const catalogue = await catalogueOfShop(shopId, parts)
  const examination = await parts.checker.check(shopId, ruleset, catalogue)
  const issues = [...examination.issues, ...more]
  const fault = faultOf(checkOf({ ruleset, yaml, place }, { ...examination, issues }))
  if (fault !== null) throw fault
  return examination
}

/** @throws ApiError `invalid_ruleset`, or the given code when its cases fail */
export async function refuseUnfit(
  shopId: string,
  stored: StoredRuleset,
  testsFailed: 'ruleset_tests_failed' | 'invalid_ruleset',
  parts: RulesetParts,
): Promise<void> {
  const taken = await takenCheckpoints(shopId, fromStored(stored.document).ruleset, parts)
  const examination = await refuseFaulty(shopId, stored, parts, taken)
  const cases = failedCases(examination)
  if (cases.length > 0) {
    throw new ApiError(testsFailed, { detail: cases[0]!.message, issues: cases })
  }
}

/** One ruleset decides for a segment at a checkpoint: with two, one of them would be silent. */
async function takenCheckpoints(
  shopId: string,
  { name, checkpoints, segment = DEFAULT_SEGMENT }: Ruleset,
  { store }: RulesetParts,
): Promise<Examination['issues'][number][]> {
  const others = (await store.rulesets.published(shopId))
    .filter((other) => other.name !== name)
    .map(({ document }) => fromStored(document).ruleset)
    .filter((other) => (other.segment ?? DEFAULT_SEGMENT) === segment)
  const where = segment === DEFAULT_SEGMENT ? '' : ` for \`${segment}\``
  return checkpoints.flatMap((checkpoint, index) => {
    const holder = others.find((other) => other.checkpoints.includes(checkpoint))
    if (holder === undefined) return []
    const message = `\`${holder.name}\` decides at \`${checkpoint}\`${where} already: change that ruleset, or publish it without this checkpoint first`
    return [{ pointer: `/checkpoints/${index}`, rule: null, code: 'checkpoint_taken', message }]
  })
}
