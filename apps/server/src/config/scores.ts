import {
  MINFRAUD_ORIGIN,
  MINFRAUD_SERVICES,
  type HttpScoreSettings,
  type MinfraudSettings,
  type ScoreScale,
} from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readForeignSecret } from './foreign-secret.ts'

/** Score services that the operator has an account with. */
export interface ScoresConfig {
  readonly minfraud: MinfraudSettings | null
  readonly http: HttpScoreSettings | null
  /** How long an order may wait for scores, milliseconds; 0: it does not, they come after it. */
  readonly deadlineMs: number
}

/** Longer than a cart waits for us would be of no use. */
const DEADLINE_MS_MAX = 1000
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/

export function readScores(env: Environment, fault: Fault): ScoresConfig {
  return {
    minfraud: readMinfraud(env, fault),
    http: readHttp(env, fault),
    deadlineMs: readDeadline(env['SCORE_DEADLINE_MS'], fault),
  }
}

function readMinfraud(env: Environment, fault: Fault): MinfraudSettings | null {
  const accountId = env['MINFRAUD_ACCOUNT_ID']
  const licenseKey = readForeignSecret(env, 'MINFRAUD_LICENSE_KEY', fault)
  if (!accountId && licenseKey === null) return null
  if (!accountId || licenseKey === null) {
    fault('`MINFRAUD_ACCOUNT_ID` and `MINFRAUD_LICENSE_KEY` belong together: give both')
    return null
  }
  const named = env['MINFRAUD_SERVICE'] || 'score'
  const service = MINFRAUD_SERVICES.find((known) => known === named)
  if (service === undefined) {
    fault(`\`MINFRAUD_SERVICE\` is \`${named}\`: give one of ${MINFRAUD_SERVICES.join(', ')}`)
  }
  const origin = readUrl(env['MINFRAUD_URL'] || MINFRAUD_ORIGIN, 'MINFRAUD_URL', fault)?.origin
  return { accountId, licenseKey, service: service ?? 'score', origin: origin ?? MINFRAUD_ORIGIN }
}

function readHttp(env: Environment, fault: Fault): HttpScoreSettings | null {
  const url = env['SCORE_URL']
  if (!url) return null
  readUrl(url, 'SCORE_URL', fault)
  const pointer = env['SCORE_POINTER'] ?? '/risk_score'
  if (pointer !== '' && !pointer.startsWith('/')) {
    fault('`SCORE_POINTER` must be a JSON pointer, such as `/result/score`')
  }
  const name = env['SCORE_HEADER'] || 'authorization'
  if (!HEADER_NAME.test(name)) fault('`SCORE_HEADER` is no name of an HTTP header')
  const value = readForeignSecret(env, 'SCORE_SECRET', fault)
  return {
    url,
    header: value === null ? null : { name, value },
    pointer,
    scale: readScale(env['SCORE_SCALE'], fault),
  }
}

export function readUrl(text: string, name: string, fault: Fault): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return url
  fault(`\`${name}\` must be an \`https:\` address`)
  return null
}

function readScale(text: string | undefined, fault: Fault): ScoreScale {
  if (!text) return [0, 100]
  const [harmless = Number.NaN, worst = Number.NaN, ...more] = text.split(',').map(Number)
  const isScale = Number.isFinite(harmless) && Number.isFinite(worst) && harmless !== worst
  if (isScale && more.length === 0) return [harmless, worst]
  fault('`SCORE_SCALE` must be what is harmless and what is worst: `0,100`, or `100,0`')
  return [0, 100]
}

function readDeadline(text: string | undefined, fault: Fault): number {
  if (!text) return 0
  const ms = Number(text)
  if (Number.isInteger(ms) && ms >= 0 && ms <= DEADLINE_MS_MAX) return ms
  fault(`\`SCORE_DEADLINE_MS\` is \`${text}\`: give 0 (orders do not wait) to ${DEADLINE_MS_MAX}`)
  return 0
}
