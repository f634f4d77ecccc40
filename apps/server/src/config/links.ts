import type { Environment, Fault } from './environment.ts'

/** How links are looked at. */
export interface LinksConfig {
  /** Sites are looked at: their registry, DNS, pages and checkout are asked. */
  readonly investigates: boolean
  /** Anybody who reaches the server may ask, without a key. */
  readonly isPublic: boolean
  /** Probability by the address alone from which a site is looked at. */
  readonly escalateAt: number
  /** The browser that walks to checkouts; `undefined`: it is looked for; `null`: none walks. */
  readonly chromium: string | null | undefined
  /** URL of an index of certificate logs, with `{domain}`; `null`: none is asked. */
  readonly certificateIndex: string | null
}

const ESCALATE_AT = 0.65

export function readLinks(env: Environment, fault: Fault): LinksConfig {
  return {
    investigates: readSwitch(env, 'LINK_INVESTIGATION', fault),
    isPublic: readSwitch(env, 'PUBLIC_CHECKER', fault),
    escalateAt: readShare(env, 'LINK_ESCALATE_AT', ESCALATE_AT, fault),
    chromium: env['CHROMIUM'] === 'off' ? null : env['CHROMIUM'] || undefined,
    certificateIndex: readTemplate(env['CERTIFICATE_INDEX'], fault),
  }
}

/** On unless it is switched off: who asks about a link asks to look at it. */
function readSwitch(env: Environment, name: string, fault: Fault): boolean {
  const text = env[name] || 'on'
  if (text === 'on' || text === 'off') return text === 'on'
  fault(`\`${name}\` is \`${text}\`: give \`on\` or \`off\``)
  return false
}

function readShare(env: Environment, name: string, otherwise: number, fault: Fault): number {
  const text = env[name]
  if (!text) return otherwise
  const value = Number(text)
  if (value >= 0 && value <= 1) return value
  fault(`\`${name}\` is \`${text}\`: give a number from 0 to 1`)
  return otherwise
}

function readTemplate(text: string | undefined, fault: Fault): string | null {
  if (!text) return null
  if (text.startsWith('https://') && text.includes('{domain}')) return text
  fault(`\`CERTIFICATE_INDEX\` is \`${text}\`: give an https URL with \`{domain}\` in it`)
  return null
}
