import type { RuleProposalRequest } from '@gatehouse/contract'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { proposeRule, type RuleWriter } from '../../rule-proposal/propose-rule.ts'
import { catalogueOfShop, type RulesetParts } from '../../ruleset-publish.ts'

/** Each waits for a model for up to minutes: as many as people who write rules, not as requests. */
const AT_ONCE_MAX = 4
/** One shop never keeps all others waiting. */
const AT_ONCE_OF_SHOP_MAX = 3
const RETRY_AFTER_S = '10'

/** @param writer `null`: the operator has named none */
export function ruleProposalHandlers(
  parts: RulesetParts,
  writer: RuleWriter | null,
): Pick<Handlers, 'proposeRule'> {
  let running = 0
  const ofShop = new Map<string, number>()
  return {
    async proposeRule({ shopId, body }) {
      if (writer === null) {
        const detail = 'no text model is named: set `RULE_WRITER_URL` and `RULE_WRITER_MODEL`'
        throw new ApiError('not_configured', { detail })
      }
      const own = ofShop.get(shopId) ?? 0
      if (running === AT_ONCE_MAX || own === AT_ONCE_OF_SHOP_MAX) {
        throw new ApiError('too_many_requests', { headers: { 'retry-after': RETRY_AFTER_S } })
      }
      running += 1
      ofShop.set(shopId, own + 1)
      try {
        const catalogue = await catalogueOfShop(shopId, parts)
        const { text } = body as RuleProposalRequest
        return ok(await proposeRule(text, writer, catalogue, parts.validate))
      } finally {
        running -= 1
        const left = ofShop.get(shopId)! - 1
        if (left === 0) ofShop.delete(shopId)
        else ofShop.set(shopId, left)
      }
    },
  }
}
