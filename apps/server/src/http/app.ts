import {
  blocklistRoutes,
  problem,
  ROUTE_IDS,
  ROUTES,
  type ErrorCode,
  type Route,
} from '@gatehouse/contract'
import { GatewayError } from '@gatehouse/pipeline'
import { StoreError } from '@gatehouse/store'
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { Handlers } from './api.ts'
import { ApiError } from './api-error.ts'
import { prepareLeaving, type Leaving } from './leaving.ts'
import { mountRoute, type MountContext } from './mount-route.ts'
import { refuseUnread } from './unread-request.ts'

const HEADER_BYTES_MAX = 16_384
const REQUEST_MS_MAX = 30_000
const KEEP_ALIVE_MS = 72_000
const PARAM_LENGTH_MAX = 512
const RETRY_SECONDS = '1'

export interface AppOptions extends MountContext {
  readonly handlers: Handlers
  /** Whether the blocklist is read without a key; otherwise with one that may read. */
  readonly isBlocklistPublic: boolean
  readonly logger: FastifyBaseLogger
  /** Called when an answer has left: for the measurements. */
  onAnswered(route: string, status: number, milliseconds: number): void
}

export interface App {
  readonly http: FastifyInstance
  readonly leaving: Leaving
}

/** The HTTP edge: every route of the contract, every failure a problem+json. */
export function createApp(options: AppOptions): App {
  const app = fastify({
    loggerInstance: options.logger,
    // Our own line, without addresses: see `onResponse`.
    logController: new LogController({ disableRequestLogging: true }),
    // What proxies say is read in one place: `client-address.ts`.
    trustProxy: false,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    http: { maxHeaderSize: HEADER_BYTES_MAX },
    forceCloseConnections: 'idle',
    // Whether a request is still answered is decided in one place: `leaving.ts`.
    return503OnClosing: false,
    // Ours is the only id: a caller's header would let it write into our log.
    requestIdHeader: false,
    clientErrorHandler: refuseUnread,
    // An address that no route is looked up for.
    frameworkErrors: (error, request, reply) =>
      sendProblem(reply as FastifyReply, asApiError(error, request), request.id),
  })
  const leaving = prepareLeaving(app)
  acceptOnlyJson(app)
  app.setErrorHandler((error, request, reply) => {
    const failure = asApiError(error, request)
    if (failure.code === 'internal') request.log.error({ err: error }, 'a request failed')
    return sendProblem(reply, failure, request.id)
  })
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsFor(request.url)
    const failure =
      allowed.length === 0
        ? new ApiError('not_found')
        : new ApiError('method_not_allowed', { headers: { allow: allowed.join(', ') } })
    return sendProblem(reply, failure, request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    options.onAnswered(`${request.method} ${route}`, reply.statusCode, reply.elapsedTime)
  })
  for (const id of ROUTE_IDS) {
    const isClosed = !options.isBlocklistPublic && Object.hasOwn(blocklistRoutes, id)
    const route: Route = isClosed ? { ...ROUTES[id], scope: 'read' } : ROUTES[id]
    mountRoute(app, route, options.handlers[id], options)
  }
  return { http: app, leaving }
}

/**
 * Bodies are `application/json`, as bytes: what is hashed, checked and stored is what was sent.
 * A charset other than UTF-8 is not JSON (RFC 8259, section 8.1).
 */
function acceptOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers
    const isJson = /^application\/json(?:; ?charset="?utf-8"?)?$/i.test(type)
    if (isJson && /^identity$/i.test(coding)) done(null, body)
    else done(new ApiError('unsupported_media_type'), undefined)
  })
}

function sendProblem(
  reply: {
    code(status: number): unknown
    headers(headers: object): unknown
    type(type: string): unknown
    send(body: string): unknown
  },
  failure: ApiError,
  instance: string,
): unknown {
  const body = problem(failure.code, {
    instance,
    issues: failure.issues,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    ...(failure.figures === undefined ? {} : { figures: failure.figures }),
  })
  reply.code(body.status)
  reply.headers(failure.headers)
  reply.type('application/problem+json')
  return reply.send(JSON.stringify(body))
}

/** Fastify's own refusals, by its error code. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty_body',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_BAD_URL: 'not_found',
}

const BROKE_OFF = 'the body broke off'

const GATEWAY_CODES = {
  unknown_shop: 'shop_not_allowed',
  not_decidable: 'not_decidable',
} as const satisfies Record<GatewayError['code'], ErrorCode>

function asApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error
  // The client went away while it sent: nobody reads the answer, and nothing of ours broke.
  if (request.raw.readableAborted) return new ApiError('invalid_json', { detail: BROKE_OFF })
  if (error instanceof GatewayError) {
    return new ApiError(GATEWAY_CODES[error.code], { detail: error.message })
  }
  if (error instanceof StoreError) return fromStore(error)
  const code = (error as { code?: unknown }).code
  const known = typeof code === 'string' ? FASTIFY_CODES[code] : undefined
  if (known === 'body_too_large') {
    const { bodyLimit } = request.routeOptions
    return new ApiError(known, { detail: `the limit is ${bodyLimit} bytes: send less at once` })
  }
  return new ApiError(known ?? 'internal')
}

function fromStore(error: StoreError): ApiError {
  switch (error.code) {
    case 'overloaded':
      return new ApiError('overloaded', { headers: { 'retry-after': RETRY_SECONDS } })
    case 'result_unknown':
      return new ApiError('unavailable', {
        detail:
          'it is not known whether this was stored: send it again with the same idempotency key',
        headers: { 'retry-after': RETRY_SECONDS },
      })
    case 'database_unreachable':
    case 'closed':
      return new ApiError('unavailable', { headers: { 'retry-after': RETRY_SECONDS } })
    case 'stale':
    case 'checkpoint_taken':
      return new ApiError('version_conflict', { detail: error.message })
    default:
      return new ApiError('internal')
  }
}

const PATTERNS = ROUTE_IDS.map((id) => {
  const route: Route = ROUTES[id]
  return {
    method: route.method,
    path: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }
})

function methodsFor(url: string): string[] {
  const path = url.split('?', 1)[0]!
  return [
    ...new Set(PATTERNS.filter((pattern) => pattern.path.test(path)).map(({ method }) => method)),
  ]
}
