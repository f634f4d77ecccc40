import { WEB_RISK_API } from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readUrl } from './scores.ts'

/** Who may read the blocklist. */
export interface BlocklistConfig {
  /** Anybody who reaches the server, without a key. */
  readonly isPublic: boolean
  /** Whom browsers' lists are told by; `null`: nobody. */
  readonly webRisk: WebRiskConfig | null
}

export interface WebRiskConfig {
  readonly api: string
  /** Number of the project. */
  readonly project: string
  /** Holds an access token, written anew before it expires: read at each submission. */
  readonly tokenFile: string
}

/**
 * On unless it is switched off: a list of dangerous sites does its work where it is read, and a server
 * that listens on loopback alone is reached by nobody else.
 */
export function readBlocklist(env: Environment, fault: Fault): BlocklistConfig {
  const text = env['BLOCKLIST_PUBLIC'] || 'on'
  if (text !== 'on' && text !== 'off') {
    fault(`\`BLOCKLIST_PUBLIC\` is \`${text}\`: give \`on\` or \`off\``)
  }
  return { isPublic: text !== 'off', webRisk: readWebRisk(env, fault) }
}

function readWebRisk(env: Environment, fault: Fault): WebRiskConfig | null {
  const project = env['WEB_RISK_PROJECT']
  const tokenFile = env['WEB_RISK_TOKEN_FILE']
  if (!project && !tokenFile) return null
  if (!project || !tokenFile || !/^\d{1,20}$/.test(project)) {
    fault(
      '`WEB_RISK_PROJECT` (the number of a project) and `WEB_RISK_TOKEN_FILE` belong together: give both',
    )
    return null
  }
  const api = (env['WEB_RISK_API_URL'] || WEB_RISK_API).replace(/\/$/, '')
  readUrl(api, 'WEB_RISK_API_URL', fault)
  return { api, project, tokenFile }
}
