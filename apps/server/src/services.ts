import { openSubmissions } from './blocklist/open-submissions.ts'
import type { SubmissionPort } from '@gatehouse/connectors'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { openGateway, type Gateway, type RescoreOrdersParts } from '@gatehouse/pipeline'
import { openResolver, type PostingDoor } from '@gatehouse/egress'
import { compileReference } from '@gatehouse/reference'
import {
  compileSignalPlan,
  createShopWindowStores,
  defaultWindows,
  ShopHistory,
  ShopLinks,
  type ShopWindowStores,
  type SignalPlan,
} from '@gatehouse/signals'
import {
  assertSchema,
  migrate,
  newId,
  openDatabase,
  openStore,
  type Database,
  type Store,
  type StoreOptions,
} from '@gatehouse/store'
import type { FeedBook } from '@gatehouse/investigate'
import { keepRetested } from './links/keep-retested.ts'
import type { LinkParts } from './links/open-links.ts'
import { openSiteLinks } from './links/open-site-links.ts'
import { circleJob, circleQueue } from './circles/circle-queue.ts'
import { keepCircles } from './circles/keep-circles.ts'
import { keepElsewhere } from './circles/keep-elsewhere.ts'
import { challengeQueues } from './challenges/challenge-queues.ts'
import { openChallenges, type ChallengeParts } from './challenges/open-challenges.ts'
import type { Config } from './config.ts'
import { attackBlockQueue } from './network/attack-block.ts'
import { networkParts, openNetworkLayers } from './network/open-network.ts'
import { networkJob, networkQueue } from './network/network-queue.ts'
import type { BlockParts } from './network/wanted-blocks.ts'
import { awaitEarlierRuns, endEarlierRuns } from './earlier-runs.ts'
import { createKeyTable, type KeyTable } from './http/keys.ts'
import { runJobs } from './jobs/job-runner.ts'
import { queuesOf } from './jobs/queues.ts'
import { keepCustomers, type KeptCustomers } from './keep-customers.ts'
import { keepReports } from './keep-reports.ts'
import { backtestQueue } from './history/backtest-job.ts'
import { keepRetrained } from './training/retrain.ts'
import { trainingQueue } from './training/training-job.ts'
import { openHistoryProcesses, type HistoryProcesses } from './history/history-processes.ts'
import { keepUp } from './keep-up.ts'
import { keepMonitored, monitorQueue } from './monitors/monitor-queue.ts'
import { createModelLoader, type ModelLoader } from './model-loader.ts'
import { createKeyLoader } from './key-loader.ts'
import { NETWORK, openOutside, type Network } from './outside/open-outside.ts'
import { outsideSource } from './outside/outside-source.ts'
import { rebuildWindows } from './rebuild-windows.ts'
import { openRuleWriter } from './rule-proposal/open-rule-writer.ts'
import type { RuleWriter } from './rule-proposal/propose-rule.ts'
import { openReferenceKeeper, type ReferenceKeeper } from './reference-keeper.ts'
import { keptSecret } from './secrets.ts'
import { openRulesetChecker, type RulesetChecker } from './ruleset-check/ruleset-checker.ts'
import { openShopRegistry, type ShopRegistry } from './shop-registry.ts'
import { sealRecord } from './seal-record.ts'
import { readStarters } from './starters.ts'
import { DEFAULT_SHOP } from './http/authenticate.ts'
import { deliveryQueue } from './webhooks/deliver.ts'
import { runRelay } from './webhooks/relay.ts'
import { openWebhookDoor } from './webhooks/webhook-door.ts'
import { createWebhookMetrics, type WebhookMetrics } from './webhooks/webhook-metrics.ts'

/** Some 150 MB. Beyond it customers count as unknown whose last order is the oldest. */
const CUSTOMERS_MAX = 5_000_000

/** Everything behind the HTTP edge, opened in the order in which each needs the other. */
export interface Services {
  readonly database: Database
  readonly store: Store
  readonly reference: ReferenceKeeper
  readonly windows: ShopWindowStores
  readonly links: ShopLinks
  readonly history: ShopHistory
  readonly shops: ShopRegistry
  readonly models: ModelLoader
  readonly gateway: Gateway
  readonly rescoring: RescoreOrdersParts
  readonly customers: KeptCustomers
  readonly challenges: ChallengeParts
  readonly blocking: BlockParts
  /** Checks, reports and investigations of links. */
  readonly siteLinks: LinkParts
  /** The blocklist, version by version. */
  readonly feed: FeedBook
  /** The list of a browser that sites are submitted to; `null`: none is set up. */
  readonly submissions: SubmissionPort | null
  readonly keys: KeyTable
  readonly plan: SignalPlan
  /** For passes over many decisions. */
  readonly processes: HistoryProcesses
  /** `null`: the operator has named no text model. */
  readonly ruleWriter: RuleWriter | null
  readonly checker: RulesetChecker
  readonly webhookDoor: PostingDoor
  readonly webhookMetrics: WebhookMetrics
  readonly apiKey: string
  /** Ends the upkeep, stores what is waiting, closes the database. */
  close(): Promise<void>
}

/** Links take up to half as much as the windows, beside them. */
const LINK_SHARE = 0.5
/** And the history of entities up to a quarter. */
const HISTORY_SHARE = 0.25

/** Says what is being waited for. A first start takes some seconds, and silence looks like a fault. */
export type OnStage = (stage: string) => void

export async function openServices(
  config: Config,
  log: FastifyBaseLogger,
  onStage: OnStage = () => {},
  network: Network = NETWORK,
): Promise<Services> {
  const { dataDir } = config
  onStage(
    config.databaseUrl === null
      ? `starting the embedded PostgreSQL in ${dataDir}`
      : 'connecting to the database',
  )
  const apiKey = keptSecret(config.apiKey, dataDir, 'api-key')
  const secret = keptSecret(config.secret, dataDir, 'secret')
  const cacheDir = join(dataDir, 'reference')
  // The tables are compiled by another process: the database starts meanwhile.
  const compiling = compileReference({ cacheDir, onProgress: tableStages(onStage) })
  // Waited for below, once there is a database to stop when it failed.
  compiling.catch(() => {})
  const database = await openDatabase({
    dataDir,
    ...(config.databaseUrl === null ? {} : { databaseUrl: config.databaseUrl }),
  })
  const undo: (() => Promise<void>)[] = [() => database.stop()]
  try {
    await compiling
    await prepareSchema(database, log)
    const store = await openStore({
      connection: database.connection,
      secret,
      revive: () => database.revive(),
      node: keptSecret(null, dataDir, 'node'),
      ...spoolOf(config, log),
    })
    undo.push(() => store.close())
    // Before anything is stored, and before the journal is read.
    const haveEnded = await endEarlierRuns(store.earlierRuns)
    if (store.spool !== null) {
      // Windows are rebuilt from the journal: what was acknowledged has to be in it.
      const records = await store.spool.begin()
      if (records > 0) log.info({ records }, 'the spool of an earlier run was drained')
    }
    onStage('reading reference data and the journal')
    const reference = openReferenceKeeper({ cacheDir, dataDir, log, nowMs: Date.now })
    const windows = openWindows(config.windowBytes)
    const links = new ShopLinks(config.windowBytes * LINK_SHARE)
    const history = new ShopHistory(config.windowBytes * HISTORY_SHARE)
    const windowsSinceMs = Date.now()
    const rebuilt = await rebuildWindows(windows, links, history, store.reading, windowsSinceMs)
    log.info({ ...rebuilt.rebuild }, 'windows rebuilt from the journal')
    if (haveEnded) await rebuilt.addLate()
    else undo.push(awaitEarlierRuns(store.earlierRuns, rebuilt, log))
    const plan = compileSignalPlan()
    const models = createModelLoader(store.models)
    const shops = await openShopRegistry({
      store,
      models,
      shared: {
        plan,
        windows: windows.declarations,
        get referenceVersion() {
          return reference.current.versions.combined
        },
      },
      starters: readStarters(),
      windowsSinceMs,
      nowMs: Date.now,
      onRefused: (shopId, error) =>
        log.error({ shop: shopId, err: error }, 'a shop was not loaded'),
      onFault: (shopId, fault) => log.warn({ shop: shopId, fault }, 'a shop was loaded in part'),
    })
    if (shops.parentOf(DEFAULT_SHOP) === undefined) await shops.ensure(DEFAULT_SHOP)
    const keys = createKeyTable(apiKey)
    const loadKeys = createKeyLoader(store.apiKeys, keys)
    undo.push(keepUp({ store, shops, loadKeys, log }))
    // Listening already: a key that is revoked meanwhile is read once more.
    await loadKeys(null)
    const outside = await openOutside(config.outside, store, network, () => reference.current, log)
    const kept = await keepReports(store, history, log)
    const { reports } = kept
    undo.push(() => kept.close())
    const keptCustomers = await keepCustomers(store, CUSTOMERS_MAX, log)
    const { customers } = keptCustomers
    undo.push(() => keptCustomers.close())
    const keptElsewhere = keepElsewhere(store, Date.now, log)
    undo.push(() => keptElsewhere.close())
    const { elsewhere } = keptElsewhere
    const keptCircles = await keepCircles(
      store,
      Date.now,
      (loaded) => keptElsewhere.load(loaded),
      log,
    )
    const { circles } = keptCircles
    undo.push(() => keptCircles.close())
    const parts = {
      store,
      runtime: (shopId: string) => shops.runtime(shopId),
      nowMs: Date.now,
      newId,
    }
    const gateway = openGateway({
      ...parts,
      sources: {
        get reference() {
          return reference.current
        },
        windows,
        links,
        history,
        reports,
        customers,
        circles,
        elsewhere,
        token: (shopId, field, value) => store.personal.token(shopId, field, value),
        ...(outside === null ? {} : { outside: outsideSource(outside) }),
      },
      onUnlearned: (account) => keptCustomers.unlearn(account),
      onShadowFailed: (shopId, error) =>
        log.error({ shop: shopId, err: error }, 'a ruleset in shadow failed on an event'),
    })
    const rescoring = {
      ...parts,
      reports,
      customers,
      circles,
      reloadCustomers: (accounts: readonly string[]) => keptCustomers.reload(accounts),
      links,
      history,
      reference: () => reference.current,
      openForMs: config.outside.rescoreMs,
    }
    const processes = openHistoryProcesses(database.connection)
    undo.push(async () => processes.close())
    const checker = openRulesetChecker()
    undo.push(async () => checker.close())
    const resolver = openResolver({ servers: config.outside.dnsServers })
    const challenges = openChallenges(config.challenges, resolver, Date.now)
    const blocking = networkParts(config.network, store, rescoring.reference)
    const layers = openNetworkLayers(config.network, resolver)
    const ways = openSiteLinks({
      config,
      store,
      resolver,
      network,
      log,
      reference: () => reference.current,
      nowMs: Date.now,
      newId,
    })
    undo.push(() => ways.close())
    const { siteLinks, feed } = ways
    const { allowedOrigins, retryMs } = config.webhooks
    const webhookDoor = openWebhookDoor(allowedOrigins, resolver, network.dialer)
    const webhookMetrics = createWebhookMetrics()
    const deliveries = deliveryQueue({
      store,
      door: webhookDoor,
      retryMs,
      nowMs: Date.now,
      chance: Math.random,
      onDelivered: webhookMetrics.delivered,
      onFailed: webhookMetrics.failed,
    })
    const queues = [
      ...queuesOf({ ...rescoring, shops, outside, blocksNetworks: layers.length > 0 }),
      attackBlockQueue({ ...rescoring, ...blocking, store }),
      ...(layers.length === 0 ? [] : [networkQueue({ ...blocking, layers, log })]),
      ...challengeQueues({ ...rescoring, store, challenges }),
      backtestQueue(processes, store),
      trainingQueue({ store, shops, processes, nowMs: Date.now }),
      circleQueue({ store, resolver, dialer: network.dialer, nowMs: Date.now, log }),
      monitorQueue({
        store,
        plan,
        windows: defaultWindows,
        models,
        processes,
        newId,
        nowMs: Date.now,
      }),
      ...siteLinks.queues,
      deliveries,
    ]
    if (layers.length > 0) await store.jobs.enqueue([networkJob('round')])
    if ((await store.circles.members(null)).some(({ url }) => url !== null)) {
      await store.jobs.enqueue([circleJob()])
    }
    const runner = runJobs({ jobs: store.jobs, queues, log })
    undo.push(() => runner.stop())
    undo.push(runRelay(store.webhooks, log))
    undo.push(sealRecord(store.recordChain, log))
    undo.push(keepMonitored(store, log))
    if (config.links.investigates) undo.push(keepRetested(store, log, Date.now))
    undo.push(keepRetrained({ store, registry: shops, nowMs: Date.now, newId }, log))
    return {
      database,
      store,
      reference,
      windows,
      links,
      history,
      shops,
      models,
      gateway,
      rescoring,
      customers: keptCustomers,
      challenges,
      blocking,
      siteLinks,
      feed,
      submissions: openSubmissions(config.blocklist, resolver),
      keys,
      plan,
      processes,
      ruleWriter: openRuleWriter(config.ruleWriter, resolver),
      checker,
      webhookDoor,
      webhookMetrics,
      apiKey,
      close: () => unwind(undo),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

function tableStages(onStage: OnStage): (progress: { done: number; total: number }) => void {
  return ({ done, total }) => onStage(`preparing reference data, once: ${done} of ${total} tables`)
}

/** Where decisions are kept while the database is away. With no room for any it is drained all the same. */
function spoolOf(
  { dataDir, spoolBytes }: Config,
  log: FastifyBaseLogger,
): Pick<StoreOptions, 'spool'> {
  return {
    spool: {
      folder: join(dataDir, 'spool'),
      maxBytes: spoolBytes,
      onDamaged: (bytes) =>
        log.warn({ bytes }, 'the end of a spool file was torn: it was put aside as `.damaged`'),
      onRefused: (name, error) =>
        log.error({ record: name, err: error }, 'a spooled record was put aside as `.refused`'),
    },
  }
}

/** What was opened last is closed first. */
async function unwind(undo: (() => Promise<void>)[]): Promise<void> {
  for (const step of undo.toReversed()) await step()
}

/**
 * The embedded database is ours: it is brought up to date. An operator's database is changed only
 * by `gatehouse migrate`, once they say so; an empty one has nothing to lose.
 */
async function prepareSchema(database: Database, log: FastifyBaseLogger): Promise<void> {
  if (!database.isEmbedded) return assertSchema(database.connection)
  const { applied } = await migrate(database.connection)
  if (applied.length > 0) log.info({ applied }, 'database schema brought up to date')
}

function openWindows(maxBytes: number): ShopWindowStores {
  const made = createShopWindowStores({ declarations: defaultWindows, maxBytes })
  if (!made.ok) throw new Error(`the default windows are faulty: ${made.issues.join('; ')}`)
  return made.store
}
