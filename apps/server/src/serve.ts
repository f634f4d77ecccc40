import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rulesetSchema } from '@gatehouse/contract'
import { newId } from '@gatehouse/store'
import { pino, type DestinationStream, type Logger } from 'pino'
import { readConfig, type Config } from './config.ts'
import { createApp, type App } from './http/app.ts'
import { createClientAddressOf } from './http/client-address.ts'
import type { Grace } from './http/leaving.ts'
import { createValidators } from './http/validator.ts'
import { appealHandlers } from './http/handlers/appeals.ts'
import { blocklistHandlers } from './http/handlers/blocklist.ts'
import { ownDomainHandlers } from './http/handlers/own-domains.ts'
import { afterDecisionHandlers } from './http/handlers/after-decision.ts'
import { auditHandlers } from './http/handlers/audit.ts'
import { backtestHandlers } from './http/handlers/backtests.ts'
import { trainingHandlers } from './http/handlers/trainings.ts'
import { challengeHandlers } from './http/handlers/challenges.ts'
import { statisticsHandlers } from './http/handlers/ruleset-statistics.ts'
import { campaignPackHandlers } from './http/handlers/campaign-packs.ts'
import { takedownHandlers } from './http/handlers/takedowns.ts'
import { thresholdHandlers } from './http/handlers/thresholds.ts'
import { counterfactualHandlers } from './http/handlers/counterfactuals.ts'
import { orderLinksHandlers } from './http/handlers/order-links.ts'
import { circleHandlers } from './http/handlers/circles.ts'
import { coverageHandlers } from './http/handlers/coverage.ts'
import { customerHandlers } from './http/handlers/customers.ts'
import { decisionHandlers } from './http/handlers/decisions.ts'
import { eventHandlers } from './http/handlers/events.ts'
import { factsHandlers } from './http/handlers/facts.ts'
import { linkCheckHandlers } from './http/handlers/link-checks.ts'
import { listHandlers } from './http/handlers/lists.ts'
import { modelHandlers } from './http/handlers/models.ts'
import { monitorHandlers } from './http/handlers/monitors.ts'
import { networkHandlers } from './http/handlers/network.ts'
import { outageHandlers } from './http/handlers/outages.ts'
import { referenceHandlers } from './http/handlers/reference.ts'
import { shadowHandlers } from './http/handlers/ruleset-shadow.ts'
import { ruleProposalHandlers } from './http/handlers/rule-proposals.ts'
import { rulesetHandlers, rulesetState } from './http/handlers/rulesets.ts'
import { shopHandlers } from './http/handlers/shops.ts'
import { snoozeHandlers } from './http/handlers/snoozes.ts'
import { webhookHandlers } from './http/handlers/webhooks.ts'
import { systemHandlers } from './http/handlers/system.ts'
import { readCheckPage } from './checker/check-page.ts'
import { blocklistMetrics } from './blocklist/blocklist-metrics.ts'
import { healthOf } from './health.ts'
import { createTurns } from './in-turn.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import type { Network } from './outside/open-outside.ts'
import { refuseUnconfirmed } from './publish-guard.ts'
import { refuseUnapproved } from './ruleset-approval.ts'
import { openServices, type OnStage, type Services } from './services.ts'
import { asStartError } from './start-error.ts'
import { graceAfter, NO_GRACE, stopSignals } from './stop-signals.ts'

const VERSION = '0.1.0'
const EXAMPLE = fileURLToPath(new URL('../../../examples/first-order.json', import.meta.url))

/** A running server. */
export interface Server {
  /** `http://localhost:PORT` of where it listens. */
  readonly url: string
  readonly apiKey: string
  readonly services: Services
  /**
   * Serves on for the grace (none when absent) while `/readyz` says 503, takes no more connections,
   * finishes the requests it has, stores what is waiting, stops the database.
   */
  close(grace?: Grace): Promise<void>
}

/**
 * Starts everything in one process.
 *
 * @param network how sockets are made; only tests give another than the real one
 * @param logTo where the log goes; standard error when absent
 * @throws ConfigError, StoreError, ReferenceDataError, StartError: each says what to do
 */
export async function startServer(
  config: Config,
  onStage?: OnStage,
  network?: Network,
  // Not to standard output: that belongs to whoever started the server by hand.
  logTo: DestinationStream = pino.destination(2),
): Promise<Server> {
  try {
    return await start(config, createLogger(config.logLevel, logTo), onStage, network)
  } catch (error) {
    throw asStartError(error, config)
  }
}

async function start(
  config: Config,
  logger: Logger,
  onStage?: OnStage,
  network?: Network,
): Promise<Server> {
  const services = await openServices(config, logger, onStage, network)
  const { http, leaving } = createHttp(config, services, logger)
  try {
    await http.listen({ port: config.port, host: config.host })
  } catch (error) {
    await services.close()
    throw error
  }
  const { port } = http.server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    apiKey: services.apiKey,
    services,
    async close(grace = NO_GRACE) {
      await leaving.leave(grace)
      await http.close()
      await services.close()
    },
  }
}

function createHttp(config: Config, services: Services, logger: Logger): App {
  const { store, gateway, rescoring, shops, windows, processes } = services
  const reference = () => services.reference.current
  const metrics = createMetrics({
    journalDepth: () => store.journal.depth,
    journalInDoubt: () => store.journal.inDoubt,
    spool: () => store.spool?.status() ?? null,
    windowBytes: () => windows.usage().bytes,
    windowBytesMax: () => windows.usage().maxBytes,
    linkBytes: () => services.links.usage().bytes,
    linkBytesMax: () => services.links.usage().maxBytes,
    historyBytes: () => services.history.usage().bytes,
    historyBytesMax: () => services.history.usage().maxBytes,
    jobs: () => store.jobs.counts(),
    shops: () => shops.count,
    others: [...services.webhookMetrics.all, ...blocklistMetrics(store, Date.now)],
  })
  const runtime = (shopId: string) => shops.runtime(shopId)
  const validatorOf = createValidators()
  const inTurn = createTurns()
  const clientAddressOf = createClientAddressOf({
    trustedProxies: config.trustedProxies,
    header: config.trustedProxyHeader,
    lookUp(text) {
      const ip = reference().ip(text)
      return ip.known ? { address: ip.address, isGlobal: ip.kind === 'global' } : undefined
    },
  })
  const settings = (shopId: string) => shops.settings(shopId)
  const clientIp = (shopId: string) => settings(shopId)?.client_ip ?? 'body'
  const health = () => healthOf(services, app.leaving.isLeaving)
  const changes = {
    store,
    shops,
    plan: services.plan,
    windows: windows.declarations,
    inTurn,
    checker: services.checker,
    validate: validatorOf(rulesetSchema),
  }
  const state = (shopId: string, name: string) => rulesetState(store, shopId, name)
  const app: App = createApp({
    logger,
    clientAddressOf: ({ raw, headers }) => {
      const values = headers[config.trustedProxyHeader]
      const header = Array.isArray(values) ? values.join(',') : values
      return clientAddressOf(raw.socket.remoteAddress, header)
    },
    keys: services.keys,
    shops,
    idempotency: store.idempotency,
    bodyHash: (body) => store.bodyHash(body),
    validatorOf,
    isBlocklistPublic: config.blocklist.isPublic,
    onAnswered: metrics.answered,
    handlers: {
      ...decisionHandlers({
        gateway,
        rescoring,
        store,
        models: services.models,
        clientIp,
        onDecided: metrics.decided,
      }),
      ...afterDecisionHandlers({ rescoring, store }),
      ...customerHandlers({
        store,
        customers: services.customers,
        reference,
        runtime,
        nowMs: Date.now,
        newId,
      }),
      ...challengeHandlers({
        ...rescoring,
        store,
        challenges: services.challenges,
      }),
      ...counterfactualHandlers({ store, models: services.models, runtime }),
      ...orderLinksHandlers({ store, links: services.links }),
      ...coverageHandlers({ store, runtime, nowMs: Date.now }),
      ...outageHandlers({ store, settings, nowMs: Date.now }),
      ...eventHandlers({ gateway, store, settings, nowMs: Date.now, newId }),
      ...factsHandlers({ reference, runtime, clientIp, nowMs: Date.now }),
      ...rulesetHandlers({
        ...changes,
        refuseUnconfirmed: (shopId, ruleset, share) =>
          refuseUnconfirmed(shopId, ruleset, { ...changes, processes, nowMs: Date.now }, share),
        refuseUnapproved: (draft, caller, isForAll) =>
          refuseUnapproved(draft, caller, store, isForAll),
      }),
      ...ruleProposalHandlers(changes, services.ruleWriter),
      ...shadowHandlers({ ...changes, runtime, state, nowMs: Date.now }),
      ...statisticsHandlers({ store, processes, nowMs: Date.now }),
      ...thresholdHandlers({ ...changes, processes, nowMs: Date.now }),
      ...backtestHandlers({ ...changes, newId, nowMs: Date.now }),
      ...trainingHandlers({ store, runtime, newId, nowMs: Date.now }),
      ...snoozeHandlers({ ...changes, reference, runtime, newId, nowMs: Date.now }),
      ...webhookHandlers({ store, door: services.webhookDoor, newId, nowMs: Date.now }),
      ...circleHandlers({ store, nowMs: Date.now }),
      ...listHandlers({ ...changes, store, reference, nowMs: Date.now }),
      ...modelHandlers({ ...changes, store, models: services.models, runtime, nowMs: Date.now }),
      ...monitorHandlers({
        ...changes,
        store,
        models: services.models,
        processes,
        newId,
        nowMs: Date.now,
      }),
      ...blocklistHandlers({ store, feed: services.feed }),
      ...ownDomainHandlers({ store, feed: services.feed }),
      ...appealHandlers({ store, feed: services.feed, newId, nowMs: Date.now }),
      ...campaignPackHandlers({ store, nowMs: Date.now }),
      ...takedownHandlers({ store, submissions: services.submissions, newId, nowMs: Date.now }),
      ...shopHandlers(changes),
      ...auditHandlers(store),
      ...networkHandlers(services.blocking),
      ...linkCheckHandlers(services.siteLinks, config.links.isPublic ? readCheckPage() : null),
      ...referenceHandlers(services.reference),
      ...systemHandlers({ version: VERSION, metrics, health }),
    },
  })
  return app
}

/**
 * `gatehouse serve`: starts, says where it is and what to try, reads the operator's files again on
 * SIGHUP, and stops cleanly on SIGTERM or SIGINT; a second one ends it at once.
 * @returns when it has stopped
 */
export async function serve(
  env: NodeJS.ProcessEnv,
  print: (line: string) => void = (line) => console.log(line),
): Promise<void> {
  const config = readConfig(env)
  const startedMs = performance.now()
  const server = await startServer(config, (stage) => print(`  ${stage}`))
  print(welcome(server.url, config, performance.now() - startedMs))
  // Closing the terminal that it was started from ends it; a service is told to read files again.
  const isAttended = process.stdout.isTTY
  const forget = isAttended ? () => {} : reloadOnHangUp(server.services, print)
  const stop = stopSignals(isAttended ? ['SIGTERM', 'SIGINT', 'SIGHUP'] : ['SIGTERM', 'SIGINT'])
  const signal = await stop.first
  forget()
  print('stopping: finishing what has begun; once more stops at once')
  await server.close(graceAfter(signal, config.shutdownGraceMs))
  stop.forget()
}

function welcome(url: string, { dataDir, apiKey }: Config, milliseconds: number): string {
  const key =
    apiKey === null ? `$(cat ${fromHere(join(dataDir, 'api-key'))})` : '$GATEHOUSE_API_KEY'
  return [
    '',
    `Gatehouse is ready at ${url} (${(milliseconds / 1000).toFixed(1)} s)`,
    '',
    'Decide an order:',
    `  curl -s ${url}/v1/decisions -H "Authorization: Bearer ${key}" \\`,
    `    -H 'Content-Type: application/json' -d @${fromHere(EXAMPLE)}`,
    '',
    `What it can do: ${url}/openapi.json   Stop: Ctrl-C`,
  ].join('\n')
}

/** As it is typed where the person stands: relative where that is shorter, safe in a shell. */
function fromHere(path: string): string {
  const near = relative(process.cwd(), path)
  const shown = near.length < path.length ? near : path
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}

/** @returns how to end it */
function reloadOnHangUp({ reference }: Services, print: (line: string) => void): () => void {
  const reload = (): void => {
    reference.reload().catch((error: Error) => {
      print(`the reference data was not read again: ${error.message}`)
    })
  }
  process.on('SIGHUP', reload)
  return () => void process.off('SIGHUP', reload)
}
