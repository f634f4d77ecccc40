import type { ConfiguredDoor } from '@gatehouse/egress'
import {
  failedScore,
  isPassing,
  scoreNotReached,
  type ScoreProvider,
  type ScoreResult,
} from '../score-provider.ts'
import { minfraudTransaction } from './transaction.ts'

export const MINFRAUD_ORIGIN = 'https://minfraud.maxmind.com'
/** Both answer a risk score; Insights costs more and says more, of which the IP risk is read. */
export const MINFRAUD_SERVICES = ['score', 'insights'] as const
export type MinfraudService = (typeof MINFRAUD_SERVICES)[number]

export interface MinfraudSettings {
  /** `https://minfraud.maxmind.com`, or MaxMind's sandbox. */
  readonly origin: string
  readonly accountId: string
  readonly licenseKey: string
  readonly service: MinfraudService
}

/** Score answers have some hundred bytes, Insights some thousand. */
const ANSWER_BYTES_MAX = 262_144
const TIMEOUT_MS = 10_000

/**
 * MaxMind minFraud, web service version 2
 * (https://dev.maxmind.com/minfraud/api-documentation). Every question is paid for.
 */
export function openMinfraud(door: ConfiguredDoor, settings: MinfraudSettings): ScoreProvider {
  const url = `${settings.origin}/minfraud/v2.0/${settings.service}`
  const credentials = Buffer.from(`${settings.accountId}:${settings.licenseKey}`)
  const headers = {
    authorization: `Basic ${credentials.toString('base64')}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'gatehouse',
  }
  return {
    name: 'minfraud',
    async score(event, signal) {
      try {
        const { status, body } = await door.send({
          method: 'POST',
          url,
          headers,
          body: Buffer.from(JSON.stringify(minfraudTransaction(event))),
          limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS },
          signal,
        })
        return status === 200 ? read(body) : failedScore(problemOf(status, body), isPassing(status))
      } catch (error) {
        return scoreNotReached(error)
      }
    },
  }
}

function read(body: Uint8Array): ScoreResult {
  const answer = parsed(body)
  const riskScore = answer?.['risk_score']
  if (!isRisk(riskScore)) return failedScore('the answer has no risk score', true)
  const ip = answer?.['ip_address']
  const ipRisk = typeof ip === 'object' && ip !== null ? (ip as { risk?: unknown }).risk : undefined
  return {
    answer: { known: true, riskScore, ipRisk: isRisk(ipRisk) ? ipRisk : null },
    isTemporary: false,
    problem: null,
  }
}

/** 0.01 to 99, as documented. */
function isRisk(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100
}

/** minFraud's own code, such as `INSUFFICIENT_FUNDS`: words of a closed list. */
function problemOf(status: number, body: Uint8Array): string {
  const code = parsed(body)?.['code']
  return typeof code === 'string' && /^[A-Z_]{1,64}$/.test(code)
    ? `status ${status}: ${code}`
    : `status ${status}`
}

function parsed(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
