export * from './entities.ts'
export * from './lists/list-kinds.ts'
export * from './lists/list-contents.ts'
export * from './lists/entity-list.ts'
export { listValue, type ListValue, type ValueParts } from './lists/list-value.ts'
export { matchOf } from './lists/stored-item.ts'
export { atOnce, inTurns } from './lists/slices.ts'
export { tokenText, writeTokenText } from './lists/token-text.ts'
export { rangeSetBuilder, type RangeSet } from './lists/range-set.ts'
export { tokenSetBuilder, type TokenSet } from './lists/token-set.ts'
export * from './enrich-job.ts'
export {
  GatewayError,
  languageOf,
  openGateway,
  type Answer,
  type Arrival,
  type Gateway,
  type GatewayParts,
} from './gateway.ts'
export * from './observe.ts'
export * from './runtime.ts'
export * from './slots.ts'
export * from './load-runtime.ts'
export { offForAll, type LoadedSnooze } from './snoozes.ts'
export * from './facts.ts'
export * from './block-job.ts'
export * from './outside-source.ts'
export * from './customers/account-key.ts'
export * from './customers/customer-book.ts'
export { knownCustomer, type KnownCustomer } from './customers/known-customer.ts'
export { customerOf, type CustomerLookUp } from './customers/may-order.ts'
export { AUTHORIZATION_QUEUE, type AuthorizationPayload } from './authorization-job.ts'
export * from './rescore.ts'
export * from './override.ts'
export { ACTION_DEADLINE_QUEUE, type ActionDeadlinePayload } from './action-deadline-job.ts'
export * from './after-failure.ts'
export * from './rescore-orders.ts'
export * from './report-index.ts'
export { shareOf, type Share } from './circles/shareable.ts'
export { createCircleIndex, type CircleIndex, type LoadedCircle } from './circles/circle-index.ts'
export {
  createElsewhereIndex,
  type ElsewhereIndex,
  type HistoryCircle,
} from './circles/elsewhere-index.ts'
export { CircleTable } from './circles/circle-table.ts'
export { circlePage, openCirclePage, type OpenedPage } from './circles/circle-page.ts'
export { tellOfReport, type TellParts } from './circles/tell-of-report.ts'
export * from './report-job.ts'
export * from './spooled-job.ts'
export * from './spread-report.ts'
export { withPersonalValues } from './sealed-event.ts'
export { NO_GAPS, type WindowGaps } from './window-gaps.ts'
