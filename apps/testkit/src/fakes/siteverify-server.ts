import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const SPEC = new URL('../../../../spec/contract/captcha-siteverify.json', import.meta.url)
const PROVIDERS = {
  turnstile: 'turnstile',
  hcaptcha: 'hcaptcha',
  recaptcha: 'recaptcha_v3',
} as const
export type CaptchaName = keyof typeof PROVIDERS
export const CAPTCHA_SECRET = 'the-secret-of-the-shop'

export type SiteverifyFault =
  | { readonly kind: 'status'; readonly status: number }
  /** Takes the request and never answers; the token is used up all the same. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'body'; readonly body: string }

/** Three captcha providers on loopback that keep tokens, each good once. */
export interface FakeSiteverify {
  readonly origin: string
  readonly requests: (Record<string, string> & { readonly provider: string })[]
  /** What the widget would have given the page; the answer can be laid over. */
  issue(provider: CaptchaName, over?: Record<string, unknown>): string
  fault(fault: SiteverifyFault | null): void
  close(): Promise<void>
}

interface Token {
  readonly provider: CaptchaName
  readonly answer: Record<string, unknown>
  /** Key of the first request. */
  usedBy: string | null
}

/** Answers as the samples in `spec/contract/captcha-siteverify.json` do, which it is made of. */
export async function startFakeSiteverify(): Promise<FakeSiteverify> {
  const samples = JSON.parse(readFileSync(SPEC, 'utf8')) as Record<
    string,
    { readonly ok: Record<string, unknown> }
  >
  const tokens = new Map<string, Token>()
  const requests: (Record<string, string> & { provider: string })[] = []
  let fault: SiteverifyFault | null = null
  let made = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const provider = (request.url ?? '').split('/')[1] as CaptchaName
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString()))
      requests.push({ ...fields, provider })
      const answer = answerOf(provider, fields, request.headers['content-type'])
      if (fault?.kind === 'silence') return
      if (fault?.kind === 'status') return send(response, fault.status, 'try later')
      send(response, 200, fault?.kind === 'body' ? fault.body : JSON.stringify(answer))
    })
  })

  function answerOf(
    provider: CaptchaName,
    fields: Record<string, string>,
    type: string | undefined,
  ): object {
    const refuse = (code: string) => ({ success: false, 'error-codes': [code] })
    if (type !== 'application/x-www-form-urlencoded') return refuse('bad-request')
    if (fields['secret'] !== CAPTCHA_SECRET) return refuse('invalid-input-secret')
    const token = tokens.get(fields['response'] ?? '')
    if (token === undefined || token.provider !== provider) return refuse('invalid-input-response')
    const key = fields['idempotency_key'] ?? ''
    if (token.usedBy !== null && (token.usedBy !== key || key === '')) {
      const isHcaptcha = provider === 'hcaptcha'
      return refuse(isHcaptcha ? 'already-seen-response' : 'timeout-or-duplicate')
    }
    // A provider that is down has seen nothing; one that is silent has.
    if (fault?.kind !== 'status') token.usedBy = key
    return token.answer
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    issue(provider, over = {}) {
      const token = `token-${++made}`
      const challenge_ts = new Date().toISOString()
      const sample = samples[PROVIDERS[provider]]!.ok
      // The sample is of somebody's cart: without it the token is bound to nothing.
      const unbound = 'cdata' in sample ? { cdata: '' } : {}
      tokens.set(token, {
        provider,
        answer: { ...sample, ...unbound, challenge_ts, ...over },
        usedBy: null,
      })
      return token
    },
    fault: (next) => void (fault = next),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body)
}
