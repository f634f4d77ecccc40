import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  toWireSignal,
  type ChangeSet,
  type CounterfactualAnswer,
  type Decision,
} from '@gatehouse/contract'
import { counterfactualOf, rulingOf, type Counterfactual } from '@gatehouse/gate'
import type { ShopRuntime } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { ModelLoader } from '../../model-loader.ts'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { pastInput, PastRulesetError } from '../../past-input.ts'

export interface CounterfactualParts {
  readonly store: Pick<Store, 'reading' | 'rulesets'>
  readonly models: ModelLoader
  runtime(shopId: string): ShopRuntime | undefined
}

export function counterfactualHandlers(
  parts: CounterfactualParts,
): Pick<Handlers, 'explainOutcome'> {
  const { store } = parts
  return {
    async explainOutcome({ shopId, params }) {
      const record = await store.reading.record(shopId, String(params['id']))
      const shop = parts.runtime(shopId)
      if (!record?.decisionJson || shop === undefined) throw new ApiError('not_found')
      const decision = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
      const head = {
        id: decision.id,
        outcome: decision.would_be_outcome,
        ruleset: decision.versions.ruleset,
        by_model: false,
      }
      const nothing = { ...head, reproduced: true, milder: null, stricter: null }
      // Other values would not have changed what a person said.
      if (decision.override !== undefined) return ok(nothing)
      const atMs = record.receivedAtMs
      const input = await pastInput(decision, atMs, shop, store.rulesets, parts.models).catch(
        (error: unknown) => {
          if (!(error instanceof PastRulesetError)) throw error
          throw new ApiError('invalid_ruleset', { detail: error.message })
        },
      )
      if (input === null) return ok(nothing)
      const again = rulingOf({ ...input, isUnexplained: true })
      const held = new Set(shop.segments?.compiled.flatMap(({ reads }) => reads))
      const milder = shown(counterfactualOf(input, 'milder', held))
      // Each search takes some 20 ms: orders that came meanwhile go first.
      await nextTurn()
      const answer: CounterfactualAnswer = {
        ...head,
        by_model: again.reasons.some(({ code }) => code === 'MODEL'),
        reproduced:
          again.would_be_outcome === decision.would_be_outcome &&
          again.risk_score === decision.risk_score,
        milder,
        stricter: shown(counterfactualOf(input, 'stricter', held)),
      }
      return ok(answer)
    },
  }
}

function shown(found: Counterfactual | null): ChangeSet | null {
  if (found === null) return null
  return {
    ...found,
    changes: found.changes.map(({ signal, from, relation, to }) => ({
      signal,
      from: toWireSignal(from),
      relation,
      to: toWireSignal(to),
    })),
  }
}
