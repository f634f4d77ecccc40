import { request as sendRequest, type IncomingMessage } from 'node:http'
import type { Duplex, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { EgressError } from './egress-error.ts'

/** What an answer may be. Whatever goes beyond ends the exchange. */
export interface ExchangeLimits {
  /** Bytes of the body, after decompression. */
  readonly bytesMax: number
  /** Media types without parameters, lower-case; `null`: any. */
  readonly contentTypes: readonly string[] | null
}

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `Host`, path and query are taken from it. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** One answer, not yet judged. */
export interface ExchangeAnswer {
  readonly status: number
  /** Names in lower case; what was sent several times stands several times. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: Uint8Array
}

const HEADER_BYTES_MAX = 16_384
/** 100, 102 and 103 answers before the real one. */
const INTERIM_MAX = 4
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * One HTTP/1.1 request over a socket that stands already, and the whole answer. The body of a
 * redirect is not read. The socket is closed in any case: nothing is ever reused.
 *
 * @throws EgressError `timeout`, `bad_response`, `too_large`, `content_type`, `content_encoding`
 */
export async function exchange(
  socket: Duplex,
  { method, url, headers, body }: ExchangeRequest,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<ExchangeAnswer> {
  try {
    const response = await answerOf(socket, { method, url, headers, body }, signal)
    const received = headersOf(response)
    const status = response.statusCode ?? 0
    if (REDIRECTS.has(status)) return { status, headers: received, body: new Uint8Array() }
    refuseType(received, limits)
    return { status, headers: received, body: await bodyOf(response, received, limits, signal) }
  } catch (error) {
    if (error instanceof EgressError) throw error
    if (signal.aborted) throw new EgressError('timeout', 'the answer took too long')
    throw new EgressError('bad_response', 'the server did not answer in HTTP', { cause: error })
  } finally {
    socket.destroy()
  }
}

function answerOf(
  socket: Duplex,
  { method, url, headers, body }: Omit<ExchangeRequest, 'body'> & { body: Uint8Array | undefined },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = sendRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        'accept-encoding': 'gzip, deflate, br',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        connection: 'close',
      },
      maxHeaderSize: HEADER_BYTES_MAX,
      signal,
    })
    let interim = 0
    request.on('information', () => {
      if (++interim > INTERIM_MAX) {
        request.destroy(new EgressError('bad_response', 'too many interim answers'))
      }
    })
    request.once('response', resolve)
    request.once('upgrade', (_response, upgraded) => {
      upgraded.destroy()
      reject(new EgressError('bad_response', 'the server wants to speak another protocol'))
    })
    request.on('error', reject)
    request.end(body)
  })
}

function headersOf({ rawHeaders }: IncomingMessage): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1]!])
  }
  return headers
}

function refuseType(headers: ReadonlyMap<string, readonly string[]>, limits: ExchangeLimits): void {
  if (limits.contentTypes === null) return
  const type = headers.get('content-type')?.[0]?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!limits.contentTypes.includes(type)) {
    throw new EgressError('content_type', 'the answer is of a kind that nobody asked for')
  }
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** One layer of compression is read; who nests more has something in mind. */
function decoderOf(headers: ReadonlyMap<string, readonly string[]>): Transform | null {
  const encoding = (headers.get('content-encoding') ?? []).join(',').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return null
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined
  if (decoder === undefined) {
    throw new EgressError('content_encoding', 'the answer is coded in a way that is not read')
  }
  return decoder()
}

function bodyOf(
  response: IncomingMessage,
  headers: ReadonlyMap<string, readonly string[]>,
  { bytesMax }: ExchangeLimits,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const tooLarge = () => new EgressError('too_large', `the answer is over ${bytesMax} bytes`)
  const announced = Number(headers.get('content-length')?.[0] ?? 0)
  if (announced > bytesMax) throw tooLarge()
  const decoder = decoderOf(headers)
  const from = decoder === null ? response : response.pipe(decoder)
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    const fail = (error: Error) => {
      // First of all: what destroying the streams says afterwards is of no interest.
      reject(error)
      response.destroy()
      decoder?.destroy()
    }
    const late = () => fail(new EgressError('timeout', 'the answer took too long'))
    signal.addEventListener('abort', late, { once: true })
    from.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > bytesMax) return fail(tooLarge())
      pieces.push(piece)
    })
    from.once('end', () => {
      signal.removeEventListener('abort', late)
      // A body that ends before its announced length is cut short, whatever it says.
      if (!response.complete) return fail(new EgressError('bad_response', 'the answer broke off'))
      resolve(Buffer.concat(pieces))
    })
    response.once('aborted', () => fail(new EgressError('bad_response', 'the answer broke off')))
    response.on('error', fail)
    decoder?.on('error', (cause) =>
      fail(new EgressError('content_encoding', 'the answer cannot be decompressed', { cause })),
    )
  })
}
