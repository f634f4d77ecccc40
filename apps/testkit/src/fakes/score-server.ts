import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ScoreFault =
  /** A status, with minFraud's error code. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: string }
  /** Takes the request and never answers. */
  | { readonly kind: 'silence' }
  /** Answers with this text. */
  | { readonly kind: 'body'; readonly body: string }
  /** Answers, but only after so long. */
  | { readonly kind: 'slow'; readonly ms: number }

/** A request that was taken, as it arrived. */
export interface ScoreRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
  /** What minFraud would warn about: fields it does not have. */
  readonly strange: readonly string[]
}

/** A score service on loopback that keeps accounts, funds and scores. */
export interface FakeScores {
  readonly origin: string
  readonly requests: ScoreRequest[]
  /** Questions that are still paid for. */
  funds: number
  /** Risk score by email address; anybody else has 1. */
  set(email: string, riskScore: number): void
  fault(fault: ScoreFault | null): void
  close(): Promise<void>
}

export const MINFRAUD_ACCOUNT = { accountId: '42', licenseKey: 'a-license-key' }
const AUTHORIZATION = `Basic ${Buffer.from('42:a-license-key').toString('base64')}`
const SPEC = new URL('../../../../spec/contract/minfraud-fields.json', import.meta.url)

/**
 * Speaks minFraud v2 below `/minfraud/v2.0/` (Score and Insights: authentication, funds, answers and
 * errors as they are published), and a plain `{"result":{"score":n}}` on every other path.
 */
export async function startFakeScores(): Promise<FakeScores> {
  const { fields } = JSON.parse(readFileSync(SPEC, 'utf8')) as { fields: [string, unknown[]][] }
  const known = new Set(fields.map(([pointer]) => pointer.replace('/0/', '/*/')))
  const scores = new Map<string, number>()
  const requests: ScoreRequest[] = []
  let fault: ScoreFault | null = null
  const server = createServer((request, response) => {
    void readJson(request).then((body) => {
      const strange = pointersOf(body, '').filter((pointer) => !known.has(pointer))
      const { authorization } = request.headers
      requests.push({ path: request.url ?? '', authorization, body, strange })
      if (fault?.kind === 'silence') return
      if (fault?.kind === 'status') return send(response, fault.status, errorOf(fault.code))
      if (fault?.kind === 'body') return response.end(fault.body)
      const email = (body['email'] as { address?: string } | undefined)?.address ?? ''
      const score = scores.get(email) ?? 1
      const answer = () =>
        request.url?.startsWith('/minfraud/v2.0/') === true
          ? sendMinfraud(response, request, score, strange)
          : send(response, 200, { result: { score } })
      if (fault?.kind === 'slow') return void setTimeout(answer, fault.ms)
      return answer()
    })
  })

  const fake: FakeScores = {
    origin: '',
    requests,
    funds: 1000,
    set: (email, riskScore) => void scores.set(email, riskScore),
    fault: (next) => void (fault = next),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }

  function sendMinfraud(
    response: ServerResponse,
    { url, headers }: IncomingMessage,
    score: number,
    strange: readonly string[],
  ): void {
    const service = url!.slice('/minfraud/v2.0/'.length)
    if (headers.authorization !== AUTHORIZATION) {
      return send(response, 401, errorOf('AUTHORIZATION_INVALID'))
    }
    if (fake.funds <= 0) return send(response, 402, errorOf('INSUFFICIENT_FUNDS'))
    fake.funds -= 1
    const type = `application/vnd.maxmind.com-minfraud-${service}+json; charset=UTF-8; version=2.0`
    return send(
      response,
      200,
      {
        id: '5bc5d6c2-b2c8-40af-87f4-6d61af86b6ae',
        risk_score: score,
        funds_remaining: fake.funds / 100,
        queries_remaining: fake.funds,
        ip_address: { risk: 0.01 },
        disposition: { action: 'accept', reason: 'default' },
        ...(strange.length === 0 ? {} : { warnings: strange.map(warningOf) }),
      },
      type,
    )
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return Object.assign(fake, { origin: `http://127.0.0.1:${port}` })
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>
}

function send(response: ServerResponse, status: number, body: object, type?: string): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json' })
  response.end(JSON.stringify(body))
}

function errorOf(code = 'SERVER_ERROR'): object {
  return { code, error: 'an error of the fake' }
}

function warningOf(pointer: string): object {
  return { code: 'INPUT_UNKNOWN', warning: `Unknown input ${pointer}`, input_pointer: pointer }
}

/** Pointers of all values; items of a list are `*`. */
function pointersOf(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([name, member]) =>
    pointersOf(member, `${at}/${Array.isArray(value) ? '*' : name}`),
  )
}
