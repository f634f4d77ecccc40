import { Type, type TObject, type TSchema } from 'typebox'
import type { ErrorCode } from '../errors.ts'
import type { EventKind } from '../event/event-types.ts'

/**
 * What a key may do. `admin` includes every other scope; `null` on a route: no key is needed.
 */
export const SCOPES = [
  'decide',
  'record',
  'read',
  'rules',
  'lists',
  'review',
  'metrics',
  'circle',
  'admin',
] as const
export type Scope = (typeof SCOPES)[number]

/** What routes are about, in the order of the OpenAPI document. */
export const TAGS = [
  'decisions',
  'customers',
  'events',
  'rulesets',
  'lists',
  'models',
  'monitors',
  'webhooks',
  'links',
  'shops',
  'system',
] as const

export interface RouteAnswer {
  readonly doc: string
  readonly schema: TSchema | null
  /** `application/json` when absent. */
  readonly contentType?: string
  readonly example?: unknown
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `{name}` for parameters, as in OpenAPI. */
  readonly path: string
  readonly tag: (typeof TAGS)[number]
  readonly summary: string
  readonly scope: Scope | null
  /** Requests a minute that a network without a key is answered; only where `scope` is `null`. */
  readonly perMinute?: number
  readonly params?: TObject
  /** Values arrive as text: `readQuery` turns them into what the schema says. */
  readonly query?: TObject
  readonly body?: TSchema
  readonly bodyExample?: unknown
  /**
   * The body is an event: its schema is `EVENT_SCHEMAS` of the kind that `event.type` says, and
   * one of these.
   */
  readonly eventKinds?: readonly EventKind[]
  readonly bodyBytesMax?: number
  /** The body is a file that is kept byte for byte: the handler gets the bytes and reads them. */
  readonly isFile?: boolean
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: boolean
  readonly answers: Readonly<Record<number, RouteAnswer>>
  /** Besides those that any route may answer (`COMMON_ERRORS`). */
  readonly errors: readonly ErrorCode[]
}

/** What every route that needs a key may answer, and what every route with a body may. */
export const COMMON_ERRORS = {
  any: [
    'invalid_request',
    'not_acceptable',
    'request_timeout',
    'uri_too_long',
    'headers_too_large',
    'internal',
  ],
  withKey: ['unauthorized', 'forbidden', 'too_many_requests', 'overloaded', 'unavailable'],
  withBody: [
    'invalid_json',
    'empty_body',
    'body_too_large',
    'unsupported_media_type',
    'invalid_body',
    'unstorable_text',
    'card_number',
  ],
  withQuery: ['invalid_query'],
} as const satisfies Record<string, readonly ErrorCode[]>

/** minFraud allows 20,000 bytes; our carts are longer and carry behaviour too. */
export const EVENT_BYTES_MAX = 262_144
export const SMALL_BODY_BYTES_MAX = 16_384
export const RULESET_BYTES_MAX = 1_048_576
export const LIST_BULK_BYTES_MAX = 4_194_304
/** 300 trees of 15 leaves are 300 KB; reading takes 40 ms for each MB. */
export const MODEL_BYTES_MAX = 4_194_304

export const PAGE_ITEMS_MAX = 200
export const PAGE_ITEMS_DEFAULT = 50

/** The same key, shop and route within 24 hours is the same request. */
export const IDEMPOTENCY_KEY_SCHEMA = Type.String({
  description: 'Any text of the caller’s making; the same one means the same request for 24 hours.',
  pattern: '^[\\x21-\\x7E]{1,255}$',
  maxLength: 255,
})

/** What a list of things may be asked for. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      description: `Items on the page; ${PAGE_ITEMS_DEFAULT} when absent.`,
      minimum: 1,
      maximum: PAGE_ITEMS_MAX,
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      description: '`next_cursor` of the page before.',
      pattern: '^[A-Za-z0-9_-]{1,512}$',
      maxLength: 512,
    }),
  ),
}

/** One page of things. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object(
    {
      items: Type.Array(item, { maxItems: PAGE_ITEMS_MAX }),
      next_cursor: Type.Union([
        Type.String({ description: 'Asks for the next page.', maxLength: 512 }),
        Type.Null({ description: 'This is the last page.' }),
      ]),
    },
    { additionalProperties: false },
  )
}
