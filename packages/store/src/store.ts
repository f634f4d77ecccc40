import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type ActionReports, openActionReports } from './actions/action-reports.ts'
import { type AuditLog, openAuditLog } from './audit/audit-log.ts'
import { type Backtests, openBacktests } from './backtests/backtests.ts'
import { openTrainings, type Trainings } from './trainings/trainings.ts'
import { type Appeals, openAppeals } from './blocklist/appeals.ts'
import { type Blocklist, openBlocklist } from './blocklist/blocklist.ts'
import { openOwnDomains, type OwnDomains } from './blocklist/own-domains.ts'
import { openTakedowns, type Takedowns } from './blocklist/takedowns.ts'
import { type Bodies, openBodies } from './body/bodies.ts'
import { openRecordChain, type RecordChain } from './chain/record-chain.ts'
import { type Challenges, openChallenges } from './challenges/challenges.ts'
import { type CircleHistory, openCircleHistory } from './circles/circle-history.ts'
import { type Circles, openCircles } from './circles/circles.ts'
import { type ConfigChanges, openConfigChanges } from './config/config-changes.ts'
import { clientConfig, type ConnectionConfig } from './connection/connection.ts'
import { lastingClient } from './connection/lasting-client.ts'
import { sqlOn, sqlPool } from './connection/sql.ts'
import { KEPT_MS, findAnswer, openIdempotency } from './idempotency/idempotency.ts'
import type { Idempotency } from './idempotency/outcome.ts'
import { type Customers, openCustomers } from './customers/customers.ts'
import { type DomainFacts, openDomainFacts } from './domains/domain-facts.ts'
import { type Jobs, openJobs } from './jobs/jobs.ts'
import { appendConnection } from './journal/append-connection.ts'
import { type EarlierRuns, openEarlierRuns } from './journal/earlier-runs.ts'
import { openDoubts } from './journal/doubts.ts'
import { groupCommit } from './journal/group-commit.ts'
import type { Journal } from './journal/journal.ts'
import { type Labels, openLabels } from './labels/labels.ts'
import { openListImport } from './lists/list-import.ts'
import { type Lists, openLists } from './lists/lists.ts'
import { CLIENT_GRACE_MS, STORE_LIMITS, type StoreLimits } from './limits.ts'
import { type FraudReports, openFraudReports } from './reports/fraud-reports.ts'
import { checkSecret } from './privacy/check-secret.ts'
import { openKeyring } from './privacy/keyring.ts'
import { type Models, openModels } from './models/models.ts'
import { openOrderLocks, type OrderLocks } from './order-locks/order-locks.ts'
import { openPersonalData } from './privacy/open-personal-data.ts'
import type { PersonalData } from './privacy/personal-data.ts'
import { openReading, type Reading } from './reading/reading.ts'
import { openRulesetRuns, type RulesetRuns } from './rulesets/ruleset-runs.ts'
import { openRulesets, type Rulesets } from './rulesets/rulesets.ts'
import { type ApiKeys, openApiKeys } from './shops/api-keys.ts'
import { openShops, type Shops } from './shops/shops.ts'
import { openSites, type Sites } from './sites/sites.ts'
import { openMonitors, type Monitors } from './monitors/monitors.ts'
import { openSnoozes, type Snoozes } from './snoozes/snoozes.ts'
import { openSpool, type Spool, type SpoolOptions } from './spool/spool.ts'
import { openSpooling, type StoreSpool } from './spool/spooling.ts'
import { openWebhooks, type Webhooks } from './webhooks/webhooks.ts'
import { followRestore } from './upkeep/follow-restore.ts'
import { ensurePartitions } from './upkeep/partitions.ts'
import { openUpkeep, type Upkeep } from './upkeep/upkeep.ts'

/** Two batches on their way: one is prepared while the other waits for the disk. */
const APPEND_CONNECTIONS = 2
/** One plan fits every batch: planning anew for its parameters costs a millisecond. */
const APPEND_OPTIONS = '-c plan_cache_mode=force_generic_plan'
const BATCH_ROWS_MAX = 256
/** Some seconds of work at full speed, about 80 MB of bodies. */
const QUEUE_ROWS_MAX = 10_000
/** How often a look is taken whether bodies could be stored smaller. */
const LEARN_EVERY_ROWS = 200
const READ_CONNECTIONS_MAX = 6
const UPKEEP_CONNECTIONS_MAX = 2
/** Each is taken for as long as somebody acts on an order. */
const LOCK_CONNECTIONS_MAX = 4

export interface StoreOptions {
  /** From `openDatabase`, already migrated (`migrate`). */
  readonly connection: ConnectionConfig
  /** `GATEHOUSE_SECRET`: at least 32 characters. */
  readonly secret: string | Uint8Array
  /** `Database.revive`: brings an embedded server back that died. */
  readonly revive?: () => Promise<void>
  /**
   * What tells this installation from others on the same database, at most 43 characters: sessions
   * that append bear it, so that a later run can end them. Absent: nobody ends them.
   */
  readonly node?: string
  /** Absent: while the database is away nothing can be appended. */
  readonly spool?: SpoolOptions
  readonly queueRowsMax?: number
  readonly limits?: Partial<StoreLimits>
  /** Milliseconds since the epoch. Default: the system clock. */
  readonly nowMs?: () => number
}

/** All that is kept. One per process. */
export interface Store {
  readonly journal: Journal
  readonly idempotency: Idempotency
  readonly orderLocks: OrderLocks
  readonly personal: PersonalData
  readonly reading: Reading
  readonly shops: Shops
  readonly apiKeys: ApiKeys
  readonly rulesets: Rulesets
  readonly rulesetRuns: RulesetRuns
  readonly snoozes: Snoozes
  readonly models: Models
  readonly monitors: Monitors
  readonly sites: Sites
  readonly lists: Lists
  readonly labels: Labels
  readonly domainFacts: DomainFacts
  readonly fraudReports: FraudReports
  readonly customers: Customers
  readonly jobs: Jobs
  readonly backtests: Backtests
  readonly trainings: Trainings
  readonly webhooks: Webhooks
  readonly actionReports: ActionReports
  readonly challenges: Challenges
  readonly circles: Circles
  readonly circleHistory: CircleHistory
  readonly blocklist: Blocklist
  readonly ownDomains: OwnDomains
  readonly appeals: Appeals
  readonly takedowns: Takedowns
  readonly configChanges: ConfigChanges
  readonly upkeep: Upkeep
  readonly recordChain: RecordChain
  readonly auditLog: AuditLog
  readonly earlierRuns: EarlierRuns
  /** `null`: there is none. */
  readonly spool: StoreSpool | null
  /** What `IdempotencyRequest.bodyHash` is: a keyed hash, the same on every node. */
  bodyHash(body: Uint8Array): Uint8Array
  /** Stores what is waiting, then closes every connection. */
  close(): Promise<void>
}

/** Opens the store of a migrated database. Throws `StoreError` `wrong_secret`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const nowMs = options.nowMs ?? Date.now
  const limits = { ...STORE_LIMITS, ...options.limits }
  const config = clientConfig(options.connection, limits.connectMs)
  const pool = (max: number, deadlineMs: number) => {
    const made = new pg.Pool({ ...config, max, statement_timeout: deadlineMs })
    made.on('error', () => {})
    // Between being handed out and being listened to, too: an error that nobody hears ends the process.
    made.on('connect', (client) => client.on('error', () => {}))
    return { made, sql: sqlPool(made, deadlineMs + CLIENT_GRACE_MS, options.revive) }
  }
  const reads = pool(READ_CONNECTIONS_MAX, limits.readMs)
  // Long statements have connections of their own: no read waits behind them.
  const slow = pool(UPKEEP_CONNECTIONS_MAX, limits.upkeepMs)
  const locks = pool(LOCK_CONNECTIONS_MAX, limits.upkeepMs)
  const { sql } = reads
  const keyring = openKeyring(options.secret)
  let bodies: Bodies
  let spool: Spool | undefined
  try {
    await checkSecret(sql, keyring)
    await ensurePartitions(slow.sql, nowMs())
    await followRestore(slow.sql)
    bodies = await openBodies(sql)
    spool = options.spool === undefined ? undefined : await openSpool(options.spool)
  } catch (error) {
    await Promise.all([reads.made.end(), slow.made.end(), locks.made.end()])
    throw error
  }

  const { revive } = options
  const lasting = (deadlineMs: number, more: pg.ClientConfig, isIdentified: boolean) =>
    lastingClient({
      config: { ...config, ...more, statement_timeout: deadlineMs },
      deadlineMs: deadlineMs + CLIENT_GRACE_MS,
      isIdentified,
      revive,
    })
  const application_name = `gatehouse ${options.node ?? randomUUID()}`
  const appending = { options: `${config.options} ${APPEND_OPTIONS}`, application_name }
  const lookups = lasting(limits.lookupMs, { pipeline: true } as pg.ClientConfig, false)
  const appenders = Array.from({ length: APPEND_CONNECTIONS }, () =>
    lasting(limits.batchMs, appending, true),
  )
  const doubts = openDoubts(sql)
  const personal = openPersonalData({
    keyring,
    sql,
    keysAreStored: async () => spooling?.settled(limits.readMs),
  })
  const spooling =
    spool === undefined
      ? null
      : openSpooling({
          spool,
          pings: lasting(limits.pingMs, {}, false),
          drains: lasting(limits.batchMs, appending, true),
          encodeBody: (record) => bodies.encode(record, record),
          onStored({ record: { sealed } }) {
            if (sealed !== null) personal.onStored(sealed)
          },
          spoolAfterMs: limits.spoolAfterMs,
        })
  const idempotency = openIdempotency({
    sql: sqlOn(lookups),
    slow: slow.sql,
    bodies,
    nowMs,
    ...(spooling === null ? {} : { spool: spooling.spool, presence: spooling.presence }),
  })
  let stored = 0
  const committing = groupCommit({
    encodeBody: (record) => bodies.encode(record, record),
    senders: appenders.map((client) => appendConnection(client)),
    batchRowsMax: BATCH_ROWS_MAX,
    queueRowsMax: options.queueRowsMax ?? QUEUE_ROWS_MAX,
    appendMs: limits.appendMs,
    settle: (ids, sessions) => doubts.settle(ids, sessions),
    inDoubt: () => doubts.count,
    onStored(entry) {
      stored += 1
      // Learning is a saving: when it fails, bodies are larger until it is tried again.
      if (stored % LEARN_EVERY_ROWS === 0) void bodies.learn().catch(() => {})
      if (entry.record.sealed !== null) personal.onStored(entry.record.sealed)
      const reservation = entry.extras.idempotency?.reservation
      if (reservation !== undefined && 'key' in reservation) idempotency.release(reservation)
    },
    async onRefused(entry) {
      const { reservation } = entry.extras.idempotency!
      if (!('key' in reservation)) throw new Error('what is drained is not answered')
      idempotency.release(reservation)
      const found = await findAnswer(
        { sql: sqlOn(lookups), bodies },
        reservation,
        reservation.createdAtMs - KEPT_MS,
      )
      if (found === undefined) throw new Error('the winning key expired while it was read')
      return found
    },
  })
  const journal = spooling === null ? committing : spooling.around(committing)
  const domainFacts = openDomainFacts(sql)
  const webhooks = openWebhooks(sql, keyring)
  const challenges = openChallenges(sql, keyring)
  const circles = openCircles(sql, slow.sql, keyring)
  const circleHistory = openCircleHistory(sql, slow.sql)
  const configChanges = await openConfigChanges(config, limits.lookupMs, () =>
    personal.forgetKeys(),
  )

  return {
    journal,
    idempotency,
    orderLocks: openOrderLocks(locks.sql),
    personal,
    reading: openReading(sql, slow.sql, bodies, (id) => spooling?.spool.has(id) ?? false),
    shops: openShops(sql),
    apiKeys: openApiKeys(sql, slow.sql),
    rulesets: openRulesets(sql),
    rulesetRuns: openRulesetRuns(sql),
    snoozes: openSnoozes(sql),
    models: openModels(sql),
    monitors: openMonitors(sql),
    sites: openSites(sql),
    lists: openLists(sql, slow.sql, (shopId, name) =>
      openListImport(config, limits.importMs, shopId, name),
    ),
    labels: openLabels(sql),
    domainFacts,
    fraudReports: openFraudReports(sql),
    customers: openCustomers(sql, slow.sql),
    jobs: openJobs(sql),
    backtests: openBacktests(sql),
    trainings: openTrainings(sql),
    webhooks,
    actionReports: openActionReports(sql),
    challenges,
    circles,
    circleHistory,
    blocklist: openBlocklist(sql, slow.sql, keyring),
    ownDomains: openOwnDomains(sql),
    appeals: openAppeals(sql),
    takedowns: openTakedowns(sql),
    configChanges,
    upkeep: openUpkeep(slow.sql, bodies, idempotency, domainFacts, webhooks, challenges, circles),
    auditLog: openAuditLog(sql),
    recordChain: openRecordChain(sql, slow.sql, keyring),
    earlierRuns: openEarlierRuns(sql, application_name),
    spool: spooling,
    bodyHash: (body) => keyring.bodyHash(body),
    async close() {
      await journal.drain()
      await spooling?.close()
      doubts.close()
      await Promise.all([
        ...[...appenders, lookups, reads.made, slow.made, locks.made].map((client) => client.end()),
        configChanges.close(),
      ])
    },
  }
}
