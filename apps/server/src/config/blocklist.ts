import type { Environment, Fault } from './environment.ts'

/** Who may read the blocklist. */
export interface BlocklistConfig {
  /** Anybody who reaches the server, without a key. */
  readonly isPublic: boolean
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
  return { isPublic: text !== 'off' }
}
