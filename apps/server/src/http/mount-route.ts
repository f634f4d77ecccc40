import { Readable } from 'node:stream'
import {
  checkJson,
  checkMoney,
  compileCardScan,
  EVENT_SCHEMAS,
  EVENT_TYPES,
  DEFAULT_EVENT_TYPE,
  eventTypeOf,
  IDEMPOTENCY_KEY_SCHEMA,
  readQuery,
  type AnyEvent,
  type CardScan,
  type EventKind,
  type EventType,
  type Issue,
  type Route,
} from '@gatehouse/contract'
import type { Idempotency, IdempotencyReservation } from '@gatehouse/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiAnswer, ApiRequest, Handler } from './api.ts'
import { ApiError } from './api-error.ts'
import { authenticate, shopOf, type ShopDirectory } from './authenticate.ts'
import type { Caller, KeyTable } from './keys.ts'
import { parseJson, refuseCardNumbers } from './parse-body.ts'
import type { Validate } from './validator.ts'
import { VisitorLimit } from './visitor-limit.ts'

/** What every route is mounted with. */
export interface MountContext {
  readonly keys: KeyTable
  readonly shops: ShopDirectory
  readonly idempotency: Idempotency
  readonly bodyHash: (body: Uint8Array) => Uint8Array
  readonly validatorOf: (schema: object) => Validate
  readonly clientAddressOf: (request: FastifyRequest) => string | null
}

/** Whom a request is from: what trusted proxies say, else who has the connection. */
function visitorOf(request: FastifyRequest, { clientAddressOf }: MountContext): string {
  return clientAddressOf(request) ?? request.raw.socket.remoteAddress ?? ''
}

/** How a body of the route is read: an event by the schema of its kind, anything else by its own. */
interface BodyReader {
  read(raw: Uint8Array): unknown
}

const IDEMPOTENCY_KEY = new RegExp(String((IDEMPOTENCY_KEY_SCHEMA as { pattern?: string }).pattern))

/** Mounts one route of the contract's table. The order of the checks is the order of this file. */
export function mountRoute(
  app: FastifyInstance,
  route: Route,
  handler: Handler,
  context: MountContext,
): void {
  const body = bodyReader(route, context)
  const params = route.params === undefined ? null : context.validatorOf(route.params)
  const query = route.query === undefined ? null : context.validatorOf(route.query)
  const callers = new WeakMap<FastifyRequest, Caller>()
  const limit = route.perMinute === undefined ? null : new VisitorLimit(route.perMinute)
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    // Before the body is read: who may not speak is not listened to.
    async onRequest(request) {
      if (route.scope === null) return limit?.take(visitorOf(request, context))
      callers.set(request, authenticate(request, route.scope, context.keys))
    },
    async handler(request, reply) {
      const caller = callers.get(request)
      const parsed = body === null ? undefined : body.read(rawBody(request))
      const checkedParams =
        route.params === undefined ? {} : readQuery(params_(request), route.params)
      refuse(params?.(checkedParams))
      const checkedQuery = route.query === undefined ? {} : readQuery(query_(request), route.query)
      refuse(query?.(checkedQuery))
      refuse(unstorable(checkedQuery))
      if (caller === undefined) {
        const visitor = () => visitorOf(request, context)
        return send(reply, await handler(anonymous(checkedParams, checkedQuery, parsed, visitor)))
      }
      const naming = { body: parsed, params: checkedParams }
      const shopId = await shopOf(request, caller, naming, context.shops)
      const call = {
        shopId,
        caller,
        params: checkedParams,
        query: checkedQuery,
        body: parsed,
        clientAddress: () => context.clientAddressOf(request),
        visitor: () => visitorOf(request, context),
      }
      if (route.idempotent !== true) {
        return send(reply, await handler({ ...call, reservation: null }))
      }
      return idempotently(request, reply, route, context, shopId, (reservation) =>
        handler({ ...call, reservation }),
      )
    },
  })
}

function bodyReader(route: Route, { validatorOf }: MountContext): BodyReader | null {
  const { body: schema, eventKinds } = route
  if (schema === undefined) return null
  if (route.isFile === true) return { read: (raw) => raw }
  if (eventKinds === undefined) {
    const validate = validatorOf(schema)
    const scan = compileCardScan(schema)
    return {
      read: (raw) => checked(parseJson(raw), validate, scan),
    }
  }
  const readers = new Map(
    eventKinds.map((kind): [EventKind, (body: unknown) => unknown] => {
      const validate = validatorOf(EVENT_SCHEMAS[kind])
      const scan = compileCardScan(EVENT_SCHEMAS[kind])
      return [kind, (body) => moneyChecked(checked(body, validate, scan))]
    }),
  )
  return {
    read(raw) {
      const body = parseJson(raw)
      const read = readers.get(EVENT_TYPES[typeOfEvent(body, eventKinds)].kind)
      if (read === undefined) throw new ApiError('not_decidable')
      return read(body)
    },
  }
}

/** The type of an event; an order need not say that it is a purchase. */
export function typeOfEvent(body: unknown, eventKinds: readonly EventKind[]): EventType {
  const type = eventTypeOf(body)
  if (type !== null) return type
  const said = (body as { event?: { type?: unknown } } | null)?.event?.type
  if (said === undefined && eventKinds[0] === EVENT_TYPES[DEFAULT_EVENT_TYPE].kind) {
    return DEFAULT_EVENT_TYPE
  }
  throw new ApiError('unknown_event_type', {
    issues: [{ pointer: '/event/type', code: 'not_allowed', message: 'missing or unknown' }],
  })
}

function checked(body: unknown, validate: Validate, scan: CardScan): unknown {
  // Before the schema: its messages name fields, and a field's name may be a card number.
  refuseCardNumbers(body, scan)
  const issues = validate(body)
  if (issues.length > 0) throw new ApiError('invalid_body', { issues })
  return body
}

/** What no schema can say: the amounts of an event against their currencies. */
function moneyChecked(body: unknown): unknown {
  const issues = checkMoney(body as AnyEvent)
  if (issues.length > 0) throw new ApiError('invalid_money', { issues })
  return body
}

function refuse(issues: ReturnType<Validate> | undefined): void {
  if (issues !== undefined && issues.length > 0) throw new ApiError('invalid_query', { issues })
}

/** `%00` in a query is text that no database compares with. */
function unstorable(query: Record<string, unknown>): readonly Issue[] {
  const check = checkJson(query)
  return check.ok ? [] : check.issues
}

/** The content-type parser keeps bodies as bytes; a request without one has none. */
function rawBody(request: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

function params_(request: FastifyRequest): Record<string, unknown> {
  return request.params as Record<string, unknown>
}

function query_(request: FastifyRequest): Record<string, unknown> {
  return request.query as Record<string, unknown>
}

/** Routes without a key belong to no shop. */
function anonymous(
  params: Record<string, unknown>,
  query: Record<string, unknown>,
  body: unknown,
  visitor: () => string,
): ApiRequest {
  const caller = { shopId: '', keyId: '', name: 'anonymous', scopes: new Set<never>() }
  const nothing = { reservation: null, clientAddress: () => null }
  return { shopId: '', caller, params, query, body, visitor, ...nothing }
}

/**
 * Runs a request once per key: the first one is worked on, later ones get its bytes. Without the
 * header every request is a request of its own.
 */
async function idempotently(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  { idempotency, bodyHash }: MountContext,
  shopId: string,
  work: (reservation: IdempotencyReservation | null) => ApiAnswer | Promise<ApiAnswer>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key']
  if (key === undefined) return send(reply, await work(null))
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
    throw new ApiError('invalid_header', {
      issues: [
        {
          pointer: 'Idempotency-Key',
          code: 'malformed',
          message: '1 to 255 visible ASCII characters',
        },
      ],
    })
  }
  const begun = await idempotency.begin({
    shopId,
    route: `${route.method} ${route.path}`,
    key,
    bodyHash: bodyHash(hashedOf(request, route)),
  })
  switch (begun.state) {
    case 'in_flight':
      throw new ApiError('idempotency_in_flight', { headers: { 'retry-after': '1' } })
    case 'conflict':
      throw new ApiError('idempotency_key_reused')
    case 'replay':
      return send(reply, replayed(begun.status, begun.answer))
    case 'new':
      try {
        return send(reply, await work(begun.reservation))
      } finally {
        idempotency.release(begun.reservation)
      }
  }
}

/** What has to be the same in a repeated request: the body, and what its path names. */
function hashedOf(request: FastifyRequest, { params }: Route): Uint8Array {
  const raw = rawBody(request)
  if (params === undefined) return raw
  return Buffer.concat([Buffer.from(`${JSON.stringify(request.params)}\n`), raw])
}

export function replayed(status: number, body: Uint8Array): ApiAnswer {
  return { status, body, headers: { 'idempotent-replayed': 'true' } }
}

/** Whether the caller has what this tag names (RFC 9110, section 13.1.2: compared as weak tags). */
function isKnown({ headers }: FastifyRequest, tag: string): boolean {
  const known = headers['if-none-match'] ?? ''
  return known === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)
}

function send(
  reply: FastifyReply,
  { status, body, contentType, headers }: ApiAnswer,
): FastifyReply {
  if (headers?.['etag'] !== undefined && isKnown(reply.request, headers['etag'])) {
    return reply.code(304).headers(headers).send()
  }
  reply.code(status)
  if (headers !== undefined) reply.headers(headers)
  if (body === null) return reply.send()
  reply.header('content-type', contentType ?? 'application/json')
  if (typeof body === 'string' || body instanceof Readable) return reply.send(body)
  return reply.send(body instanceof Uint8Array ? body : JSON.stringify(body))
}
