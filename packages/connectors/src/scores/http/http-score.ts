import type { ConfiguredDoor } from '@gatehouse/egress'
import {
  failedScore,
  isPassing,
  scoreNotReached,
  type ScoreProvider,
  type ScoreResult,
} from '../score-provider.ts'

/** What the service calls harmless and what it calls the worst: `[0, 1]`, `[0, 999]`, `[100, 0]`. */
export type ScoreScale = readonly [harmless: number, worst: number]

export interface HttpScoreSettings {
  readonly url: string
  /** Name and value of the header that says who asks; `null`: none. */
  readonly header: { readonly name: string; readonly value: string } | null
  /** JSON pointer (RFC 6901) to the score in the answer. */
  readonly pointer: string
  readonly scale: ScoreScale
}

const ANSWER_BYTES_MAX = 262_144
const TIMEOUT_MS = 10_000
const SCORE_MAX = 100

/**
 * Any service that takes an order as JSON and answers with a number somewhere. It gets the event as
 * the shop sent it, personal data included: the operator named the service.
 */
export function openHttpScore(door: ConfiguredDoor, settings: HttpScoreSettings): ScoreProvider {
  const { url, header, pointer, scale } = settings
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(header === null ? {} : { [header.name]: header.value }),
  }
  return {
    name: 'http',
    async score(event, signal) {
      try {
        const { status, body } = await door.send({
          method: 'POST',
          url,
          headers,
          body: Buffer.from(JSON.stringify(event)),
          limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS },
          signal,
        })
        return status >= 200 && status < 300
          ? read(body, pointer, scale)
          : failedScore(`status ${status}`, isPassing(status))
      } catch (error) {
        return scoreNotReached(error)
      }
    },
  }
}

function read(body: Uint8Array, pointer: string, [harmless, worst]: ScoreScale): ScoreResult {
  let answer: unknown
  try {
    answer = JSON.parse(Buffer.from(body).toString())
  } catch {
    return failedScore('the answer is not JSON', true)
  }
  const found = readPointer(answer, pointer)
  // A number off its scale is read wrong, and clamping it would make that a score.
  const share = typeof found === 'number' ? (found - harmless) / (worst - harmless) : Number.NaN
  if (!(share >= 0 && share <= 1)) return failedScore('there is no score on the scale', false)
  return {
    answer: { known: true, riskScore: share * SCORE_MAX, ipRisk: null },
    isTemporary: false,
    problem: null,
  }
}

/** The value that a JSON pointer (RFC 6901) names; `undefined` when there is none. */
export function readPointer(document: unknown, pointer: string): unknown {
  if (pointer === '') return document
  let at = document
  for (const step of pointer.slice(1).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}
