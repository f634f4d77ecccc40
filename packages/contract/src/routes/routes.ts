import { afterDecisionRoutes } from './after-decision.ts'
import { appealRoutes } from './appeals.ts'
import { auditRoutes } from './audit.ts'
import { backtestRoutes } from './backtests.ts'
import { blocklistRoutes } from './blocklist.ts'
import { campaignPackRoutes } from './campaign-packs.ts'
import { trainingRoutes } from './trainings.ts'
import { circleRoutes } from './circles.ts'
import { challengeRoutes } from './challenges.ts'
import { coverageRoutes } from './coverage.ts'
import { customerRoutes } from './customers.ts'
import { decisionRoutes } from './decisions.ts'
import { eventRoutes } from './events.ts'
import { listRoutes } from './lists.ts'
import { linkCheckRoutes } from './link-checks.ts'
import { modelRoutes } from './models.ts'
import { monitorRoutes } from './monitors.ts'
import { networkRoutes } from './network.ts'
import { outageRoutes } from './outages.ts'
import { ownDomainRoutes } from './own-domains.ts'
import { referenceRoutes } from './reference.ts'
import { COMMON_ERRORS, type Route } from './route.ts'
import { ruleProposalRoutes } from './rule-proposals.ts'
import { rulesetShadowRoutes } from './ruleset-shadow.ts'
import { rulesetStatisticsRoutes } from './ruleset-statistics.ts'
import { rulesetRoutes } from './rulesets.ts'
import { shopRoutes } from './shops.ts'
import { snoozeRoutes } from './snoozes.ts'
import { systemRoutes } from './system.ts'
import { takedownRoutes } from './takedowns.ts'
import { thresholdRoutes } from './thresholds.ts'
import { webhookRoutes } from './webhooks.ts'
import type { ErrorCode } from '../errors.ts'

/** Every route of the API, by operation id: the server and the OpenAPI document are made of it. */
export const ROUTES = {
  ...decisionRoutes,
  ...afterDecisionRoutes,
  ...challengeRoutes,
  ...coverageRoutes,
  ...outageRoutes,
  ...customerRoutes,
  ...eventRoutes,
  ...rulesetRoutes,
  ...ruleProposalRoutes,
  ...rulesetShadowRoutes,
  ...rulesetStatisticsRoutes,
  ...thresholdRoutes,
  ...backtestRoutes,
  ...trainingRoutes,
  ...snoozeRoutes,
  ...webhookRoutes,
  ...listRoutes,
  ...circleRoutes,
  ...modelRoutes,
  ...monitorRoutes,
  ...networkRoutes,
  ...linkCheckRoutes,
  ...blocklistRoutes,
  ...ownDomainRoutes,
  ...appealRoutes,
  ...takedownRoutes,
  ...campaignPackRoutes,
  ...shopRoutes,
  ...auditRoutes,
  ...referenceRoutes,
  ...systemRoutes,
} as const satisfies Record<string, Route>

export type RouteId = keyof typeof ROUTES
export const ROUTE_IDS = Object.keys(ROUTES) as RouteId[]

/** Every error that a route may answer, in the order of their statuses as they are checked. */
export function errorsOf(route: Route): ErrorCode[] {
  const codes: ErrorCode[] = [...COMMON_ERRORS.any]
  if (route.perMinute !== undefined) codes.push('too_many_requests')
  if (route.scope !== null) codes.push(...COMMON_ERRORS.withKey)
  if (route.body !== undefined) codes.push(...COMMON_ERRORS.withBody)
  if (route.query !== undefined || route.params !== undefined) {
    codes.push(...COMMON_ERRORS.withQuery)
  }
  if (route.idempotent === true) {
    codes.push('invalid_header', 'idempotency_in_flight', 'idempotency_key_reused')
  }
  return [...new Set([...codes, ...route.errors])]
}
