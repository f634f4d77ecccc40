import type { LookupFacts, LookupName, NotFoundOut } from '@gatehouse/contract'
import { EgressError, type ConfiguredDoor, type ConfiguredRequest } from '@gatehouse/egress'
import { isPassing } from '../scores/score-provider.ts'

/** What is asked about an order; each service gets its part and no more. */
export interface LookupQuestions {
  readonly address: {
    readonly lines: readonly string[]
    readonly city: string | null
    readonly region: string | null
    readonly postcode: string | null
    /** ISO 3166-1 alpha-2. */
    readonly country: string
  }
  readonly phone: { /** E.164. */ readonly number: string }
  readonly person: {
    readonly firstName: string
    readonly lastName: string
    readonly city: string
    readonly country: string | null
  }
}

export interface LookupResult<Name extends LookupName> {
  readonly answer: LookupFacts[Name] | NotFoundOut
  readonly isTemporary: boolean
  /** For the log, without anything of the question; `null` when there is an answer. */
  readonly problem: string | null
}

/** A service outside that knows something about an address, a number or a person. */
export interface Lookup<Name extends LookupName> {
  readonly name: Name
  /** Never throws for what the service does: a failure is unknown, never good or bad. */
  ask(question: LookupQuestions[Name], signal: AbortSignal): Promise<LookupResult<Name>>
}

const ANSWER_BYTES_MAX = 262_144
const TIMEOUT_MS = 10_000

/**
 * One question over HTTP and its JSON answer.
 * @param read `undefined`: the answer says nothing that can be used
 */
export async function askJson<Name extends LookupName>(
  door: ConfiguredDoor,
  request: Pick<ConfiguredRequest, 'method' | 'url' | 'headers' | 'body' | 'signal'>,
  read: (answer: unknown) => LookupFacts[Name] | undefined,
): Promise<LookupResult<Name>> {
  const failed = (problem: string, isTemporary: boolean): LookupResult<Name> => ({
    answer: { known: false, reason: 'lookup_failed' },
    isTemporary,
    problem,
  })
  try {
    const limits = { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS }
    const { status, body } = await door.send({ ...request, limits })
    if (status < 200 || status > 299) return failed(`status ${status}`, isPassing(status))
    let answer: unknown
    try {
      answer = JSON.parse(Buffer.from(body).toString())
    } catch {
      return failed('the answer is not JSON', true)
    }
    const facts = read(answer)
    return facts === undefined
      ? failed('the answer does not say', false)
      : { answer: facts, isTemporary: false, problem: null }
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    return failed(error.code, error.code !== 'refused_target' && error.code !== 'tls_failed')
  }
}
