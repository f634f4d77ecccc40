import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { readBootstrap, type RdapBootstrap } from '@gatehouse/egress'
import type { Environment, Fault } from './environment.ts'
import { readLookups, type LookupsConfig } from './lookups.ts'
import { readScores, type ScoresConfig } from './scores.ts'
import { words } from './read-values.ts'

/** Who may be asked outside. Nobody, unless the operator says so. */
export interface OutsideConfig {
  /** The DNS about the domain of an email address. */
  readonly dns: boolean
  /** Registries about its age. */
  readonly rdap: boolean
  /** `address` or `address:port`; the system's when empty. */
  readonly dnsServers: readonly string[]
  /** `null`: fetched from IANA when it is needed. */
  readonly rdapBootstrap: RdapBootstrap | null
  /** Orders that were received longer ago are not scored again, milliseconds. */
  readonly rescoreMs: number
  readonly scores: ScoresConfig
  readonly lookups: LookupsConfig
}

const DAY_MS = 86_400_000
const RESCORE_DAYS = 14
const RESCORE_DAYS_MAX = 90

export function readOutside(env: Environment, fault: Fault): OutsideConfig {
  return {
    ...readDomainLookups(env['DOMAIN_LOOKUPS'], fault),
    dnsServers: readServers(env['DNS_SERVERS'], fault),
    rdapBootstrap: readBootstrapFile(env['RDAP_BOOTSTRAP_FILE'], fault),
    rescoreMs: readDays(env['RESCORE_DAYS'], fault) * DAY_MS,
    scores: readScores(env, fault),
    lookups: readLookups(env, fault),
  }
}

function readDomainLookups(
  text: string | undefined,
  fault: Fault,
): Pick<OutsideConfig, 'dns' | 'rdap'> {
  const named = words(text).filter((word) => word !== 'off')
  const strange = named.find((word) => word !== 'dns' && word !== 'rdap')
  if (strange !== undefined) {
    fault(
      `\`DOMAIN_LOOKUPS\` holds \`${strange}\`: give \`off\`, \`dns\`, \`rdap\` or \`dns,rdap\``,
    )
  }
  return { dns: named.includes('dns'), rdap: named.includes('rdap') }
}

function readServers(text: string | undefined, fault: Fault): string[] {
  const servers = words(text)
  for (const server of servers) {
    const [, bracketed, plain, port = '53'] =
      /^(?:\[([^\]]+)\]|([^:]+|[^[]*:.*:[^:]*?))(?::(\d{1,5}))?$/.exec(server) ?? []
    const isAddress = isIP(server) !== 0 || isIP(bracketed ?? plain ?? '') !== 0
    if (!isAddress || Number(port) > 65_535) {
      fault(`\`DNS_SERVERS\` holds \`${server}\`: give addresses, as \`9.9.9.9,192.0.2.53:5353\``)
    }
  }
  return servers
}

function readBootstrapFile(path: string | undefined, fault: Fault): RdapBootstrap | null {
  if (!path) return null
  try {
    const read = readBootstrap(readFileSync(path, 'utf8'))
    if (read.ok) return read.bootstrap
    fault(`\`RDAP_BOOTSTRAP_FILE\` is no list of registries: ${read.problem}`)
  } catch (cause) {
    fault(`\`RDAP_BOOTSTRAP_FILE\` cannot be read: ${(cause as Error).message}`)
  }
  return null
}

function readDays(text: string | undefined, fault: Fault): number {
  if (!text) return RESCORE_DAYS
  const days = Number(text)
  if (Number.isInteger(days) && days >= 0 && days <= RESCORE_DAYS_MAX) return days
  fault(`\`RESCORE_DAYS\` is \`${text}\`: give whole days from 0 (never) to ${RESCORE_DAYS_MAX}`)
  return RESCORE_DAYS
}
