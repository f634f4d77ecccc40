export type { ConnectionConfig } from './connection/connection.ts'
export type {
  Idempotency,
  IdempotencyRequest,
  IdempotencyReservation,
  IdempotencyState,
  StoredAnswer,
} from './idempotency/outcome.ts'
export type { DomainFacts, DomainTopic, StoredDomainFacts } from './domains/domain-facts.ts'
export type { FraudReport, FraudReports, ReportedWindow } from './reports/fraud-reports.ts'
export type { ActionReport, ActionReports } from './actions/action-reports.ts'
export {
  CHALLENGE_QUEUE,
  CHALLENGED_QUEUE,
  type Challenges,
  type OtpLimit,
  type OtpLimits,
  type Settled,
  type StoredChallenge,
} from './challenges/challenges.ts'
export { APPEAL_STATES, type Appeal, type Appeals, type AppealState } from './blocklist/appeals.ts'
export type { BlocklistVersion } from './blocklist/blocklist-version.ts'
export type { Blocklist, BlocklistLatency } from './blocklist/blocklist.ts'
export { OWN_DOMAINS_MAX, type OwnDomain, type OwnDomains } from './blocklist/own-domains.ts'
export {
  BLOCKLIST_ENTRIES_MAX,
  type BlocklistChange,
  type Seal,
  type UnsealedVersion,
} from './blocklist/publish.ts'
export type { EntryName, StoredEntry } from './blocklist/stored-entry.ts'
export type { StoredTakedown, TakedownFacts, Takedowns } from './blocklist/takedowns.ts'
export { CIRCLE_ITEMS_MAX } from './circles/circle.ts'
export type {
  CheckedPage,
  CircleLogEntry,
  CircleMember,
  CircleSource,
  Membership,
  NewCircleMember,
  SaidItem,
  SharedToken,
} from './circles/circle.ts'
export type { CircleHistory, HistoryAddition, HistoryCount } from './circles/circle-history.ts'
export type { Circles, StoredCircle, TakenPage } from './circles/circles.ts'
export { isSignedBy, memberOf, type CircleKey, type CircleSigner } from './privacy/circle-keys.ts'
export type { AuditEntry, AuditFilter, AuditLog } from './audit/audit-log.ts'
export type { Passes, StoredPass } from './passes/passes.ts'
export type { StoredTraining } from './trainings/trainings.ts'
export type {
  BacktestEnd,
  Backtests,
  FoundBacktest,
  NewBacktest,
  StoredBacktest,
} from './backtests/backtests.ts'
export {
  type History,
  type HistoryFilter,
  type HistorySlice,
  openHistory,
  type PastRecord,
} from './history/history.ts'
export {
  CUSTOMER_CHANGES,
  type CustomerChange,
  type CustomerNote,
  type StoredCustomer,
  type StoredCustomerChange,
  type StoredRanking,
} from './customers/customer.ts'
export { type Customers, unpackRankings } from './customers/customers.ts'
export type {
  ModelAuthor,
  ModelChange,
  ModelEntry,
  ModelInUse,
  ModelPlace,
  Models,
  NewModel,
} from './models/models.ts'
export type { ModelState } from './queries/models.ts'
export { CHAIN_NAMES, type RecordChain } from './chain/record-chain.ts'
export type { ChainAnchor, ChainFinding, ChainReport } from './chain/verify-chain.ts'
export type { ChainName } from './queries/seals.ts'
export type { NewJob } from './jobs/job.ts'
export type { EarlierRuns } from './journal/earlier-runs.ts'
export type { AppendExtras, AppendResult, Journal } from './journal/journal.ts'
export {
  JOURNAL_KINDS,
  JOURNAL_OUTCOMES,
  type JournalKind,
  type JournalOutcome,
  type JournalRecord,
  type StoredRecord,
} from './journal/record.ts'
export type { NewLabel, StoredLabel } from './labels/label.ts'
export type { Database } from './launcher/database.ts'
export { type DatabaseOptions, openDatabase } from './launcher/open-database.ts'
export { assertSchema, migrate, type MigrationReport } from './migrations/migrate.ts'
export { newId, timeOfId } from './new-id.ts'
export { type Keyring, newSecret, openKeyring } from './privacy/keyring.ts'
export type { PersonalData, SealRequest } from './privacy/personal-data.ts'
export type { OpenedValues, PersonalValues, SealedValues } from './privacy/sealed.ts'
export type { SpoolStatus } from './spool/spool.ts'
export type { StoreSpool } from './spool/spooling.ts'
export { openStore, type Store, type StoreOptions } from './store.ts'
export { ResultUnknownError, StoreError, type StoreErrorCode } from './store-error.ts'
export type { ConfigChanges, ConfigListener } from './config/config-changes.ts'
export { type Job, type JobRetry, type Jobs, LEASE_MS, type QueueCount } from './jobs/jobs.ts'
export type { Labelled, Labels } from './labels/labels.ts'
export type { ChangeCounts, ListChangeResult } from './lists/change-list.ts'
export type { CountedList, ItemList, ListItem, NewList, NewListItem } from './lists/list.ts'
export type { ListImport } from './lists/list-import.ts'
export type { ListLog, LoggedHead, LoggedItem, ShownChange } from './lists/list-log.ts'
export { LIST_ITEMS_PER_CALL_MAX, type Lists } from './lists/lists.ts'
export type { ReadDecision } from './reading/decisions.ts'
export type { OutboxCursor, OutboxPage } from './reading/outbox.ts'
export type { OrderKeys, Reading, RecordPage, WindowChunk } from './reading/reading.ts'
export type { Shadowed } from './reading/shadowed.ts'
export { PAGE_ROWS_MAX, type RecordFilter } from './reading/search.ts'
export type { ActiveRun, RulesetRun, RulesetRuns, RunChange } from './rulesets/ruleset-runs.ts'
export type { RulesetChange, Rulesets, StoredRuleset } from './rulesets/rulesets.ts'
export type { ActiveKey, ApiKey, ApiKeys } from './shops/api-keys.ts'
export type { NewShop, Shop, ShopChange, Shops, ShopVersion } from './shops/shops.ts'
export {
  WEBHOOK_QUEUE,
  type DeliveryPayload,
  type StoredDelivery,
  type Webhook,
  type Webhooks,
} from './webhooks/webhooks.ts'
export type { Monitors, StoredAlert } from './monitors/monitors.ts'
export type * from './sites/site.ts'
export type { PutJudgement, SiteWeighing } from './sites/site-weighing.ts'
export type { Sites } from './sites/sites.ts'
export type { NewSnooze, Snooze, Snoozes } from './snoozes/snoozes.ts'
export type { Upkeep, UpkeepReport } from './upkeep/upkeep.ts'
export type { OrderLocks } from './order-locks/order-locks.ts'
