import {
  PAGE_ITEMS_DEFAULT,
  type RolloutStart,
  type RulesetDiffAnswer,
  type RulesetDiffQuery,
  type RulesetDraftRequest,
  type RulesetPublishRequest,
  type RulesetRun,
  type RulesetState,
  type RulesetVersion,
} from '@gatehouse/contract'
import { diffRulesets } from '@gatehouse/gate'
import type { RulesetRun as StoredRun, StoredRuleset } from '@gatehouse/store'
import { noContent, ok, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { approve } from '../../ruleset-approval.ts'
import { fromStored, toStored } from '../../ruleset-document.ts'
import { checkOf, faultOf } from '../../ruleset-issues.ts'
import {
  catalogueOfShop,
  publish,
  rollBack,
  type PublishParts,
  type RulesetParts,
} from '../../ruleset-publish.ts'
import { endRollout, startRollout } from '../../ruleset-rollout.ts'
import { readSource } from '../../ruleset-source.ts'

/** A shop has one ruleset per checkpoint; the rest is trying things out. */
const RULESETS_MAX = 200
const VERSIONS_SHOWN_MAX = 200
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/

type RulesetHandlers = Pick<
  Handlers,
  | 'listRulesets'
  | 'checkRuleset'
  | 'getRuleset'
  | 'getRulesetVersion'
  | 'diffRuleset'
  | 'putRulesetDraft'
  | 'publishRuleset'
  | 'approveRuleset'
  | 'startRollout'
  | 'endRollout'
  | 'rollBackRuleset'
>

export function rulesetHandlers(parts: PublishParts): RulesetHandlers {
  const { rulesets } = parts.store
  const state = (shopId: string, name: string) => rulesetState(parts.store, shopId, name)
  return {
    async listRulesets({ shopId, query }) {
      const { limit = PAGE_ITEMS_DEFAULT, cursor } = query as PageQuery
      const after = readCursor(cursor, NAME)
      const names = (await rulesets.list(shopId)).map(({ name }) => name)
      const rest = names.filter((name) => name > after)
      const shown = rest.slice(0, limit)
      return ok({
        items: await Promise.all(shown.map((name) => state(shopId, name))),
        next_cursor: rest.length > limit ? writeCursor(shown.at(-1)!) : null,
      })
    },
    async checkRuleset({ shopId, body }) {
      const read = readSource(body as RulesetDraftRequest, parts.validate)
      if (!read.ok) return ok(read.check)
      const { ruleset } = read.source
      const catalogue = await catalogueOfShop(shopId, parts)
      const report = await parts.checker.check(shopId, ruleset, catalogue)
      return ok(checkOf(read.source, report, report.reads))
    },
    getRuleset: async ({ shopId, params }) => ok(await state(shopId, String(params['name']))),
    async getRulesetVersion({ shopId, params }) {
      const name = String(params['name'])
      const stored = await rulesets.find(shopId, name, Number(params['version']))
      if (stored === undefined) throw new ApiError('not_found')
      return ok({ name, version: versionOf(stored), ...fromStored(stored.document) })
    },
    async diffRuleset({ shopId, params, query }) {
      const name = String(params['name'])
      return ok(await diffOf(shopId, name, query as RulesetDiffQuery, rulesets))
    },
    async putRulesetDraft(request) {
      const { shopId, params } = request
      const name = String(params['name'])
      await saveDraft(name, request, parts)
      return ok(await state(shopId, name))
    },
    async publishRuleset(request) {
      await publish(publishRequestOf(request), parts)
      return ok(await state(request.shopId, String(request.params['name'])))
    },
    async approveRuleset({ shopId, params, caller }) {
      const name = String(params['name'])
      await approve({ shopId, name, version: Number(params['version']), caller }, parts)
      return ok(await state(shopId, name))
    },
    async startRollout(request) {
      const { percent, note = '', confirm = false } = request.body as RolloutStart
      const change = rolloutChangeOf(request)
      await startRollout(change, { percent, note, isConfirmed: confirm }, parts)
      return ok(await state(change.shopId, change.name))
    },
    async endRollout(request) {
      await endRollout(rolloutChangeOf(request), parts)
      return noContent
    },
    async rollBackRuleset(request) {
      await rollBack(publishRequestOf(request), parts)
      return ok(await state(request.shopId, String(request.params['name'])))
    },
  }
}

function publishRequestOf({ shopId, params, caller, body }: ApiRequest) {
  const { version, note, confirm = false } = body as RulesetPublishRequest
  const name = String(params['name'])
  return { shopId, name, version, note, caller, isConfirmed: confirm }
}

function rolloutChangeOf({ shopId, params, caller }: ApiRequest) {
  return { shopId, name: String(params['name']), version: Number(params['version']), caller }
}

/** A draft may hold rules that do not compile; it has to be a ruleset of this name. */
async function saveDraft(
  name: string,
  { shopId, caller, body }: ApiRequest,
  parts: RulesetParts,
): Promise<void> {
  const { rulesets } = parts.store
  const request = body as RulesetDraftRequest
  const read = readSource(request, parts.validate)
  if (!read.ok) throw faultOf(read.check)
  const { ruleset, yaml } = read.source
  if (ruleset.name !== name) {
    throw invalid('/name', `the ruleset is called \`${ruleset.name}\`, the path says \`${name}\``)
  }
  await parts.inTurn(shopId, async () => {
    const names = (await rulesets.list(shopId)).map((known) => known.name)
    if (names.length >= RULESETS_MAX && !names.includes(name)) {
      throw invalid('/name', `the shop has ${RULESETS_MAX} rulesets: change one of them`)
    }
    const { name: author, keyId: authorKey } = caller
    const change = { shopId, name, author, authorKey, note: request.note ?? '' }
    await rulesets.saveDraft(change, toStored({ ruleset, yaml }))
  })
}

/** @throws ApiError `not_found` */
async function diffOf(
  shopId: string,
  name: string,
  query: RulesetDiffQuery,
  rulesets: RulesetParts['store']['rulesets'],
): Promise<RulesetDiffAnswer> {
  const history = await rulesets.history(shopId, name)
  const inState = (state: StoredRuleset['state']) => history.find((each) => each.state === state)
  const find = (version: number) => {
    const found = history.find((each) => each.version === version)
    if (found === undefined) throw new ApiError('not_found')
    return found
  }
  const to = query.to === undefined ? (inState('draft') ?? history[0]) : find(query.to)
  if (to === undefined) throw new ApiError('not_found')
  const from = query.from === undefined ? inState('published') : find(query.from)
  const before = from === undefined ? null : fromStored(from.document).ruleset
  const diff = diffRulesets(before, fromStored(to.document).ruleset)
  return { name, from: from?.version ?? null, to: to.version, ...diff }
}

function invalid(pointer: string, message: string): ApiError {
  const issues = [{ pointer, code: 'invalid_ruleset', message }]
  return new ApiError('invalid_ruleset', { detail: message, issues })
}

/** @throws ApiError `not_found` */
export async function rulesetState(
  { rulesets, rulesetRuns }: RulesetParts['store'],
  shopId: string,
  name: string,
): Promise<RulesetState> {
  const history = await rulesets.history(shopId, name)
  if (history.length === 0) throw new ApiError('not_found')
  const inState = (state: StoredRuleset['state']) =>
    history.find((version) => version.state === state)?.version ?? null
  const runs = (await rulesetRuns.active(shopId)).filter((run) => run.name === name)
  return {
    name,
    published: inState('published'),
    draft: inState('draft'),
    shadow: runOf(runs.find(({ kind }) => kind === 'shadow')),
    rollout: rolloutOf(runs.find(({ kind }) => kind === 'rollout')),
    versions: history.slice(0, VERSIONS_SHOWN_MAX).map(versionOf),
  }
}

function runOf(run: StoredRun | undefined): RulesetRun | null {
  if (run === undefined) return null
  const { version, startedAtMs, startedBy, note } = run
  return { version, started_at: iso(startedAtMs), started_by: startedBy, note }
}

function rolloutOf(run: StoredRun | undefined): RulesetState['rollout'] {
  const shown = runOf(run)
  return shown === null ? null : { ...shown, percent: run!.percent ?? 0 }
}

function versionOf(stored: StoredRuleset): RulesetVersion {
  const { version, state, note, author, createdAtMs, publishedAtMs, approvedAtMs } = stored
  return {
    version,
    state,
    note,
    author,
    created_at: iso(createdAtMs),
    published_at: publishedAtMs === null ? null : iso(publishedAtMs),
    published_by: stored.publishedBy,
    approved_at: approvedAtMs === null ? null : iso(approvedAtMs),
    approved_by: stored.approvedBy,
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
