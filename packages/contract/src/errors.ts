import { Type, type Static } from 'typebox'
import { ISSUES_MAX, type Issue } from './issue.ts'
import { closed, listOf, text } from './schema.ts'

interface ErrorFacts {
  readonly status: number
  readonly title: string
  /** What the caller can do about it. */
  readonly todo: string
}

/** Every error an API call may answer: stable code, HTTP status, what to do. */
export const ERRORS = {
  invalid_json: {
    status: 400,
    title: 'the body is not JSON',
    todo: 'Send UTF-8 JSON (RFC 8259) without a byte order mark; `detail` says where it breaks, if that can be told.',
  },
  invalid_request: {
    status: 400,
    title: 'the request is not HTTP/1.1',
    todo: 'Send it with an HTTP library; one body length, one `Host`.',
  },
  empty_body: {
    status: 400,
    title: 'the body is empty',
    todo: 'Send a JSON object.',
  },
  unauthorized: {
    status: 401,
    title: 'the API key is missing or wrong',
    todo: 'Send `Authorization: Bearer KEY`.',
  },
  forbidden: {
    status: 403,
    title: 'the key may not do this',
    todo: 'Use a key that has the scope that `detail` names.',
  },
  shop_not_allowed: {
    status: 403,
    title: 'the key does not belong to this shop',
    todo: 'Leave `event.shop_id` out, or send the shop of the key or one of its sub-shops.',
  },
  not_found: {
    status: 404,
    title: 'there is no such thing',
    todo: 'Check the path and the id. What belongs to another shop is not found either.',
  },
  method_not_allowed: {
    status: 405,
    title: 'the path does not know this method',
    todo: 'Use a method that the `Allow` header names.',
  },
  not_acceptable: {
    status: 406,
    title: 'the answer exists in other formats only',
    todo: 'Accept `application/json`.',
  },
  request_timeout: {
    status: 408,
    title: 'the request took too long to arrive',
    todo: 'Send it again.',
  },
  idempotency_in_flight: {
    status: 409,
    title: 'the first request with this idempotency key is still running',
    todo: 'Wait a moment and send the same request again.',
  },
  version_conflict: {
    status: 409,
    title: 'somebody else changed it in the meantime',
    todo: 'Read it again, apply the change to the new version and send that.',
  },
  order_closed: {
    status: 409,
    title: 'the order is left alone',
    todo: 'Only orders are scored again that are neither shipped nor cancelled nor too old.',
  },
  not_set_up: {
    status: 409,
    title: 'the operator has not set this up',
    todo: 'The settings that it needs are in docs/how-to/challenges.md.',
  },
  already_exists: {
    status: 409,
    title: 'the name is taken',
    todo: 'Choose another name, or change the thing that has it.',
  },
  in_use: {
    status: 409,
    title: 'a published ruleset needs it',
    todo: 'Publish a version that does without it first.',
  },
  approval_needed: {
    status: 409,
    title: 'a second person has to approve it',
    todo: 'Let somebody with another key approve, publish or promote it; who wrote it cannot.',
  },
  confirmation_needed: {
    status: 409,
    title: 'the ruleset would decline far more than is declined now',
    todo: 'Look at `figures`, or backtest it; send `confirm: true` if it is meant.',
  },
  body_too_large: {
    status: 413,
    title: 'the body is too large',
    todo: 'Send less at once; `detail` names the limit in bytes.',
  },
  uri_too_long: {
    status: 414,
    title: 'the address is too long',
    todo: 'Shorten the query.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'the body has the wrong content type',
    todo: 'Send `Content-Type: application/json`, without compression.',
  },
  invalid_body: {
    status: 422,
    title: 'the body does not fit the schema',
    todo: 'Each entry of `errors` points at a field and says what it needs.',
  },
  invalid_query: {
    status: 422,
    title: 'the query or path does not fit the schema',
    todo: 'Each entry of `errors` names a parameter and says what it needs.',
  },
  invalid_header: {
    status: 422,
    title: 'a header does not fit',
    todo: '`errors` names the header and says what it needs.',
  },
  unstorable_text: {
    status: 422,
    title: 'the body holds text, keys or numbers that cannot be stored',
    todo: 'Remove `\\u0000`, lone surrogates, numbers beyond a double and keys like `__proto__`; nest less.',
  },
  card_number: {
    status: 422,
    title: 'the body holds a card number',
    todo: 'Send a token, the first six or eight and the last four digits. Nothing was stored or logged.',
  },
  number_not_allowed: {
    status: 422,
    title: 'no code is sent to this number',
    todo: '`detail` says why: it is no number, it is dear to call, or its country is not allowed.',
  },
  invalid_link: {
    status: 422,
    title: 'this is no link, domain or phone number',
    todo: '`detail` says what is wrong. Send it as it was received; `hxxp` and `[.]` are understood.',
  },
  unknown_event_type: {
    status: 422,
    title: '`event.type` is missing or unknown',
    todo: 'Send one of the types that `/openapi.json` lists for this call.',
  },
  not_decidable: {
    status: 422,
    title: 'events of this type are recorded, not decided',
    todo: 'Send it to `POST /v1/events`.',
  },
  invalid_money: {
    status: 422,
    title: 'an amount does not fit its currency',
    todo: 'Send an ISO 4217 code and no more decimal places than the currency has.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'the idempotency key was used with another body',
    todo: 'Use a new key for a new request.',
  },
  invalid_ruleset: {
    status: 422,
    title: 'the ruleset cannot be used',
    todo: 'Each entry of `errors` shows a rule, the line and column, and why.',
  },
  invalid_model: {
    status: 422,
    title: 'the file is no model that this shop can use',
    todo: '`errors` says what is malformed, or which features are no signals of the shop.',
  },
  ruleset_tests_failed: {
    status: 422,
    title: 'a test of the ruleset fails',
    todo: '`errors` names the cases; correct the rules or the cases, then publish again.',
  },
  no_proposal: {
    status: 422,
    title: 'the text model wrote no rule that could go live',
    todo: 'Say it in other words, or write the rule: `errors` shows what was wrong with the last try.',
  },
  list_full: {
    status: 422,
    title: 'the list has no room for more',
    todo: 'Remove what has expired, or start another list.',
  },
  too_many_requests: {
    status: 429,
    title: 'too many requests',
    todo: 'Wait as long as `Retry-After` says.',
  },
  headers_too_large: {
    status: 431,
    title: 'the headers are too large',
    todo: 'Send fewer or shorter headers.',
  },
  internal: {
    status: 500,
    title: 'something broke on our side',
    todo: 'Send it again; if it stays, give the operator the `instance` of this answer.',
  },
  not_configured: {
    status: 501,
    title: 'the operator has not set up what this call needs',
    todo: '`detail` names the setting.',
  },
  text_model_failed: {
    status: 502,
    title: 'the text model gave no answer',
    todo: 'Send it again; `detail` says what the model did.',
  },
  overloaded: {
    status: 503,
    title: 'more arrives than can be written',
    todo: 'Wait as long as `Retry-After` says and send it again with the same idempotency key.',
  },
  unavailable: {
    status: 503,
    title: 'a part that this call needs is away',
    todo: 'Wait and send it again; `/readyz` says what is missing.',
  },
} as const satisfies Record<string, ErrorFacts>

export type ErrorCode = keyof typeof ERRORS
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

const DETAIL_LENGTH_MAX = 2000
const FIGURES_MAX = 20

/** RFC 9457, with a stable `code` and the issues of a body. */
export const problemSchema = closed(
  {
    type: text('`urn:problem-type:gatehouse:` and the code.', 128),
    title: text('What is wrong, in one line.', 255),
    status: Type.Integer({ description: 'The HTTP status.', minimum: 400, maximum: 599 }),
    code: Type.Enum(ERROR_CODES, { type: 'string', description: 'Stable code.' }),
    detail: text('What is wrong here, and what to do.', DETAIL_LENGTH_MAX),
    instance: Type.Optional(text('Id of the request, for the log.', 128)),
    errors: Type.Optional(
      listOf(
        closed({
          pointer: text('JSON pointer into the body (RFC 6901), or the name of a parameter.', 4096),
          code: Type.Optional(text('Kind of issue.', 64)),
          message: text('What is needed.', DETAIL_LENGTH_MAX),
        }),
        ISSUES_MAX,
        'Each thing that is wrong.',
      ),
    ),
    figures: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z_]{1,64}$' }), Type.Number(), {
        additionalProperties: false,
        maxProperties: FIGURES_MAX,
        description: 'Numbers that `detail` is about.',
      }),
    ),
  },
  { description: 'A problem (RFC 9457).' },
)
export type Problem = Static<typeof problemSchema>

/** The body of an error answer. Without a detail of its own it says what to do in general. */
export function problem(
  code: ErrorCode,
  about: {
    detail?: string
    instance?: string
    issues?: readonly Issue[]
    figures?: Readonly<Record<string, number>>
  } = {},
): Problem {
  const { status, title, todo } = ERRORS[code]
  const body: Problem = {
    type: `urn:problem-type:gatehouse:${code}`,
    title,
    status,
    code,
    detail: (about.detail ?? todo).slice(0, DETAIL_LENGTH_MAX),
  }
  if (about.figures !== undefined) body.figures = { ...about.figures }
  if (about.instance !== undefined) body.instance = about.instance
  if (about.issues !== undefined && about.issues.length > 0) {
    body.errors = about.issues.slice(0, ISSUES_MAX).map((issue) => ({ ...issue }))
  }
  return body
}

/** `docs/reference/errors.md`, generated from the table. */
export function renderErrors(): string {
  const rows = ERROR_CODES.map((code) => {
    const { status, title, todo } = ERRORS[code]
    return `| \`${code}\` | ${status} | ${title} | ${todo} |`
  })
  return [
    '# Errors',
    '',
    'Generated from `packages/contract/src/errors.ts`; a test holds the two equal.',
    '',
    'An error is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `code`, `detail`,',
    'and `errors` with a JSON pointer for each field that is wrong. Programs read `code`.',
    '',
    '| code | status | what is wrong | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
