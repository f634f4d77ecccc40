import type { ActionKind, ActionReportDraft, Decision, OverrideRequest } from '@gatehouse/contract'
import { afterFailure, override, type RescoreParts } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { shownReport } from '../../action-report.ts'
import { answered, CLOSED } from './decisions.ts'

export interface AfterDecisionParts {
  readonly rescoring: RescoreParts
  readonly store: Pick<Store, 'reading' | 'actionReports'>
}

export function afterDecisionHandlers({
  rescoring,
  store,
}: AfterDecisionParts): Pick<Handlers, 'overrideDecision' | 'reportAction'> {
  return {
    async overrideDecision({ shopId, params, body, caller, reservation }) {
      const { outcome, why } = body as OverrideRequest
      const decisionId = String(params['id'])
      const request = { shopId, decisionId, outcome, why, by: caller.name, reservation }
      const result = await override(rescoring, request)
      switch (result.state) {
        case 'overridden':
          return answered(result.answer)
        case 'closed':
          throw new ApiError('order_closed', { detail: CLOSED[result.why] })
        case 'not_found':
          throw new ApiError('not_found')
      }
    },
    async reportAction({ shopId, params, body, caller }) {
      const { state, note = '' } = body as ActionReportDraft
      const decisionId = String(params['id'])
      const kind = String(params['kind'])
      const record = await store.reading.record(shopId, decisionId)
      if (record === undefined || record.decisionJson === null) throw new ApiError('not_found')
      const { actions } = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
      if (!actions.some((action) => action.kind === kind)) {
        throw new ApiError('not_found', { detail: `the decision did not ask for \`${kind}\`` })
      }
      const report = { shopId, decisionId, kind, state, note, reportedBy: caller.name }
      const saved = await store.actionReports.save(report)
      // A shop that hears no answer says so again: it is asked for once.
      if (state === 'failed') {
        await afterFailure(
          { ...rescoring, store: { ...rescoring.store, actionReports: store.actionReports } },
          shopId,
          decisionId,
          kind as ActionKind,
        )
      }
      return ok(shownReport(saved))
    },
  }
}
