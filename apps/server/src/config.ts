import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { ChatCompletionsSettings } from '@gatehouse/connectors'
import { WINDOW_BYTES_DEFAULT, WINDOW_BYTES_MIN } from '@gatehouse/signals'
import { readBlocklist, type BlocklistConfig } from './config/blocklist.ts'
import { readChallenges, type ChallengesConfig } from './config/challenges.ts'
import type { Environment, Fault } from './config/environment.ts'
import { readLinks, type LinksConfig } from './config/links.ts'
import { readNetwork, type NetworkConfig } from './config/network.ts'
import { readOutside, type OutsideConfig } from './config/outside.ts'
import { readRuleWriter } from './config/rule-writer.ts'
import { readWebhooks, type WebhooksConfig } from './config/webhooks.ts'
import { PROXY_HEADERS, PROXY_RANGES, type ProxyHeader } from './http/client-address.ts'

/** Everything the server can be told from outside. Only this file reads the environment. */
export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** `null`: an embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null
  /** `null`: made at first start and kept in `dataDir/api-key`. */
  readonly apiKey: string | null
  /** `null`: made at first start and kept in `dataDir/secret`, mode 600. */
  readonly secret: string | null
  /** Addresses or CIDR ranges whose word about the client is believed. */
  readonly trustedProxies: readonly string[]
  /** The header in which they give it; any other may be the client's own. */
  readonly trustedProxyHeader: ProxyHeader
  readonly logLevel: LogLevel
  /** How long it serves on after it was told to stop; `null`: as the signal asks for. */
  readonly shutdownGraceMs: number | null
  /** What the windows of all shops may hold together. */
  readonly windowBytes: number
  /** What the spool may hold while the database is away; 0: there is none. */
  readonly spoolBytes: number
  /** Who may be asked outside, and how long orders are scored again. */
  readonly outside: OutsideConfig
  readonly webhooks: WebhooksConfig
  /** The text model that writes rules from sentences; `null`: none. */
  readonly ruleWriter: ChatCompletionsSettings | null
  readonly challenges: ChallengesConfig
  readonly network: NetworkConfig
  readonly links: LinksConfig
  readonly blocklist: BlocklistConfig
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** Any string of at least this many characters is an API key or a master key. */
const KEY_LENGTH_MIN = 32

export class ConfigError extends Error {
  readonly code = 'config_invalid'
  override readonly name = 'ConfigError'
}

/**
 * Reads and checks the settings. `NAME_FILE` may be given in place of a secret `NAME`: the secret
 * is then the content of that file, as container platforms mount them.
 * @throws ConfigError with every fault, one a line, not only the first.
 */
export function readConfig(env: Environment): Config {
  const faults: string[] = []
  const fault = (text: string) => void faults.push(text)
  const secret = (name: string) => readSecret(env, name, fault)

  const trustedProxies = readProxies(env['TRUSTED_PROXIES'], fault)
  const config: Config = {
    port: readPort(env['PORT'], fault),
    host: env['HOST'] || '127.0.0.1',
    dataDir: resolve(env['DATA_DIR'] || 'data'),
    databaseUrl: readDatabaseUrl(env['DATABASE_URL'], fault),
    apiKey: secret('GATEHOUSE_API_KEY'),
    secret: secret('GATEHOUSE_SECRET'),
    trustedProxies,
    trustedProxyHeader: readProxyHeader(env['TRUSTED_PROXY_HEADER'], fault),
    logLevel: readLogLevel(env['LOG_LEVEL'], fault),
    shutdownGraceMs: readGrace(env['SHUTDOWN_GRACE_MS'], fault),
    windowBytes: readWindowMemory(env['WINDOW_MEMORY_MB'], fault),
    spoolBytes: readSpool(env['SPOOL_MAX_MB'], fault),
    outside: readOutside(env, fault),
    webhooks: readWebhooks(env, fault),
    ruleWriter: readRuleWriter(env, fault),
    challenges: readChallenges(env, fault),
    network: readNetwork(env, trustedProxies, fault),
    links: readLinks(env, fault),
    blocklist: readBlocklist(env, fault),
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return Object.freeze(config)
}

function readPort(text: string | undefined, fault: Fault): number {
  if (!text) return 8080
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  fault(`\`PORT\` is \`${text}\`: give a number from 0 (any free port) to 65535`)
  return 0
}

function readDatabaseUrl(text: string | undefined, fault: Fault): string | null {
  if (!text) return null
  if (/^postgres(ql)?:\/\//.test(text)) return text
  fault('`DATABASE_URL` must start with `postgresql://`; leave it out for the embedded database')
  return null
}

function readProxies(text: string | undefined, fault: Fault): string[] {
  const proxies = (text ?? '').split(/[\s,]+/).filter(Boolean)
  for (const proxy of proxies) {
    if (Object.hasOwn(PROXY_RANGES, proxy) || isRange(proxy)) continue
    fault(
      `\`TRUSTED_PROXIES\` holds \`${proxy}\`: give addresses or ranges, as \`10.0.0.0/8,192.0.2.7\``,
    )
  }
  return proxies
}

function readProxyHeader(text: string | undefined, fault: Fault): ProxyHeader {
  const [standard] = PROXY_HEADERS
  if (!text) return standard
  const header = PROXY_HEADERS.find((known) => known === text.toLowerCase())
  if (header === undefined) {
    fault(`\`TRUSTED_PROXY_HEADER\` is \`${text}\`: give one of ${PROXY_HEADERS.join(', ')}`)
  }
  return header ?? standard
}

/** A prefix of 0 would believe everybody. */
function isRange(text: string): boolean {
  const match = /^([^/%]+)(?:\/([1-9]\d{0,2}))?$/.exec(text)
  const family = match === null ? 0 : isIP(match[1]!)
  return family !== 0 && Number(match![2] ?? 1) <= (family === 4 ? 32 : 128)
}

function readLogLevel(text: string | undefined, fault: Fault): LogLevel {
  if (!text) return 'info'
  const level = LOG_LEVELS.find((known) => known === text)
  if (level === undefined)
    fault(`\`LOG_LEVEL\` is \`${text}\`: give one of ${LOG_LEVELS.join(', ')}`)
  return level ?? 'info'
}

/** Longer than any supervisor waits before it kills. */
const GRACE_MS_MAX = 600_000

function readGrace(text: string | undefined, fault: Fault): number | null {
  if (!text) return null
  const graceMs = Number(text)
  if (Number.isInteger(graceMs) && graceMs >= 0 && graceMs <= GRACE_MS_MAX) return graceMs
  fault(`\`SHUTDOWN_GRACE_MS\` is \`${text}\`: give milliseconds from 0 to ${GRACE_MS_MAX}`)
  return null
}

const MEBIBYTE = 2 ** 20
/** More than a process of Node should hold beside its heap. */
const WINDOW_MB_MAX = 65_536

function readWindowMemory(text: string | undefined, fault: Fault): number {
  if (!text) return WINDOW_BYTES_DEFAULT
  const megabytes = Number(text)
  const min = WINDOW_BYTES_MIN / MEBIBYTE
  if (Number.isInteger(megabytes) && megabytes >= min && megabytes <= WINDOW_MB_MAX) {
    return megabytes * MEBIBYTE
  }
  fault(`\`WINDOW_MEMORY_MB\` is \`${text}\`: give a whole number from ${min} to ${WINDOW_MB_MAX}`)
  return WINDOW_BYTES_DEFAULT
}

/** About 90,000 decisions. */
const SPOOL_MB_DEFAULT = 256
/** Draining it would take hours. */
const SPOOL_MB_MAX = 65_536

function readSpool(text: string | undefined, fault: Fault): number {
  const megabytes = text ? Number(text) : SPOOL_MB_DEFAULT
  if (Number.isInteger(megabytes) && megabytes >= 0 && megabytes <= SPOOL_MB_MAX) {
    return megabytes * MEBIBYTE
  }
  fault(`\`SPOOL_MAX_MB\` is \`${text}\`: give a whole number from 0 (no spool) to ${SPOOL_MB_MAX}`)
  return SPOOL_MB_DEFAULT * MEBIBYTE
}

function readSecret(env: Environment, name: string, fault: Fault): string | null {
  const path = env[`${name}_FILE`]
  let value = env[name]
  if (path) {
    try {
      value = readFileSync(path, 'utf8').trim()
    } catch (cause) {
      fault(`\`${name}_FILE\` cannot be read: ${(cause as Error).message}`)
      return null
    }
  }
  if (!value) return null
  if (value.length < KEY_LENGTH_MIN) {
    fault(
      `\`${name}\` is shorter than ${KEY_LENGTH_MIN} characters; \`openssl rand -hex 32\` makes one`,
    )
  }
  return value
}
