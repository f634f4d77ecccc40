import { ISSUES_MAX, type Issue } from './issue.ts'
import { isIpAddress } from './ip-text.ts'
import { pointerTo, shownKey } from './pointer.ts'
import { COUNTRY_PATTERN, CURRENCY_PATTERN, SCHEMA_KEYWORDS, TIME_PATTERN } from './schema.ts'

/** Formats that the schemas use and a validator has to be told of; `date-time` is standard. */
export const SCHEMA_FORMATS = { ip: isIpAddress } as const

/**
 * How ajv 8 has to be set up for these schemas: nothing is coerced, filled in or removed, and
 * our own keywords and formats are known. `date-time` comes from `ajv-formats`.
 */
export const VALIDATOR_OPTIONS = {
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
  allErrors: true,
  strict: true,
  // `anyOf: [{required}, {required}]` beside `properties` says which of two fields is needed.
  strictRequired: false,
  keywords: [...SCHEMA_KEYWORDS],
  formats: SCHEMA_FORMATS,
} as const

/** The part of an ajv error that we read. */
export interface ValidatorError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string | undefined
}

/**
 * ajv's errors in our words: at most `ISSUES_MAX`, never with a value of the body in it.
 *
 * Issue codes: `unknown_field`, `missing_field`, `wrong_type`, `not_allowed`, `out_of_range`,
 * `too_long`, `malformed`.
 */
export function issuesOf(errors: readonly ValidatorError[]): Issue[] {
  const issues: Issue[] = []
  const seen = new Set<string>()
  for (const error of errors) {
    const issue = issueOf(error)
    if (issue === null) continue
    const key = `${issue.pointer} ${issue.message}`
    if (seen.has(key)) continue
    seen.add(key)
    issues.push(issue)
    if (issues.length === ISSUES_MAX) break
  }
  return issues
}

function issueOf({ instancePath, keyword, params, message }: ValidatorError): Issue | null {
  const at = (code: string, text: string): Issue => ({ pointer: instancePath, code, message: text })
  switch (keyword) {
    case 'additionalProperties': {
      const field = shownKey(String(params['additionalProperty']))
      const pointer = pointerTo(instancePath, field)
      return { pointer, code: 'unknown_field', message: `unknown field \`${field}\`; remove it` }
    }
    case 'required': {
      const field = String(params['missingProperty'])
      return at('missing_field', `the field \`${field}\` is missing; add it`)
    }
    case 'type':
      return at('wrong_type', `must be of type ${String(params['type'])}`)
    case 'enum': {
      const words = params['allowedValues']
      return at(
        'not_allowed',
        Array.isArray(words) ? `must be one of ${list(words)}` : 'not allowed',
      )
    }
    case 'const':
      return at('not_allowed', `must be \`${String(params['allowedValue'])}\``)
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return at(
        'out_of_range',
        `must be ${String(params['comparison'])} ${String(params['limit'])}`,
      )
    case 'maxLength':
      return at('too_long', `at most ${String(params['limit'])} characters`)
    case 'maxItems':
      return at('too_long', `at most ${String(params['limit'])} entries`)
    case 'maxProperties':
      return at('too_long', `at most ${String(params['limit'])} fields`)
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return at('malformed', `at least ${String(params['limit'])} needed`)
    case 'format':
      return at('malformed', FORMAT_HINTS[String(params['format'])] ?? 'malformed')
    case 'pattern':
      return at('malformed', patternHint(String(params['pattern'])))
    case 'if':
    case 'propertyNames':
      // Said again, in more detail, by the error of the subschema.
      return null
    default:
      return at('malformed', message ?? 'malformed')
  }
}

const TIME_HINT = 'must be an RFC 3339 date-time such as `2026-03-01T12:00:00Z`, 1970 or later'

const FORMAT_HINTS: Readonly<Record<string, string | undefined>> = {
  ip: 'must be an IPv4 or IPv6 address',
  'date-time': TIME_HINT,
}

const PATTERN_HINTS: ReadonlyMap<string, string> = new Map([
  [TIME_PATTERN, TIME_HINT],
  [COUNTRY_PATTERN, 'must be an ISO 3166-1 code of two capitals such as `DE`'],
  [CURRENCY_PATTERN, 'must be an ISO 4217 code of three capitals such as `EUR`'],
])

function patternHint(pattern: string): string {
  return PATTERN_HINTS.get(pattern) ?? `must match \`${pattern}\``
}

/** Longest list of allowed words in a message; `event.type` has 33. */
const WORDS_SHOWN_MAX = 40

function list(words: readonly unknown[]): string {
  const shown = words.slice(0, WORDS_SHOWN_MAX).map((word) => `\`${String(word)}\``)
  return shown.join(', ') + (words.length > WORDS_SHOWN_MAX ? ', ...' : '')
}
