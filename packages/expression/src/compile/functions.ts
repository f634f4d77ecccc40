import type { EvaluationError } from '../evaluation-error.ts'
import { ERRORS } from '../evaluation-error.ts'
import { STRING_LENGTH_MAX_CHARS } from '../limits.ts'
import type { CallNode } from '../node.ts'
import { readPattern } from '../pattern.ts'
import {
  DURATION_FIELDS,
  TIMESTAMP_FIELDS,
  isDurationField,
  isTimestampField,
  parseOffsetMinutes,
} from '../time.ts'
import { codePoints, lowerAscii, parseDouble, parseInteger, upperAscii } from '../text.ts'
import type { Code, Present, Raw, Scope } from './code.ts'
import { isMissing, missingOf } from './code.ts'
import { TIMESTAMP_MAX_MS, TIMESTAMP_MIN_MS } from './signal.ts'

/** Functions of one text; a text longer than the bound is an error before any work is done. */
const OF_TEXT: Readonly<Record<string, (text: string) => Raw>> = {
  size: codePoints,
  lowerAscii,
  upperAscii,
  trim: (text) => text.trim(),
  int: (text) => safe(parseInteger(text)),
  double: (text) => parseDouble(text) ?? ERRORS.bad_conversion,
  string: (text) => text,
}

const OF_TWO_TEXTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
}

const OF_NUMBER: Readonly<Record<string, (value: number) => Raw>> = {
  int: (value) => safe(Math.trunc(value)),
  double: (value) => value,
  string: (value) => String(value),
  timestamp: (seconds) => {
    const ms = seconds * 1000
    return ms >= TIMESTAMP_MIN_MS && ms <= TIMESTAMP_MAX_MS ? ms : ERRORS.out_of_range
  },
}

function safe(value: number | bigint | undefined): number | EvaluationError {
  if (value === undefined) return ERRORS.bad_conversion
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : ERRORS.out_of_range
}

export function compileFunction(node: CallNode, scope: Scope): Code {
  const [first, second] = node.args as [CallNode['args'][0], CallNode['args'][0]?]
  const code = scope.compile(first)
  if (node.name === 'matches') return compileMatches(code, second!)
  if (Object.hasOwn(OF_TWO_TEXTS, node.name)) {
    return ofTwoTexts(OF_TWO_TEXTS[node.name]!, code, scope.compile(second!))
  }
  switch (first.type) {
    case 'string':
      return ofText(OF_TEXT[node.name]!, code)
    case 'timestamp':
      return ofPresent(timestampFunction(node.name, second), code)
    case 'duration':
      return ofPresent(durationFunction(node.name), code)
    case 'int':
    case 'double':
      return ofPresent(OF_NUMBER[node.name] as (value: Present) => Raw, code)
    case 'bool':
      return ofPresent(String, code)
    default:
      return ofPresent((value) => (value as readonly Present[]).length, code)
  }
}

function ofPresent(apply: (value: Present) => Raw, code: Code): Code {
  return (vector, lists) => {
    const value = code(vector, lists)
    return isMissing(value) ? value : apply(value)
  }
}

function ofText(apply: (text: string) => Raw, code: Code): Code {
  return (vector, lists) => {
    const value = code(vector, lists)
    if (typeof value !== 'string') return value
    return value.length > STRING_LENGTH_MAX_CHARS ? ERRORS.cost_limit : apply(value)
  }
}

function ofTwoTexts(apply: (text: string, part: string) => boolean, text: Code, part: Code): Code {
  return (vector, lists) => {
    const a = text(vector, lists)
    const b = part(vector, lists)
    if (typeof a !== 'string' || typeof b !== 'string') return missingOf(a, b)
    const long = a.length > STRING_LENGTH_MAX_CHARS || b.length > STRING_LENGTH_MAX_CHARS
    return long ? ERRORS.cost_limit : apply(a, b)
  }
}

/** A literal argument: the checker has seen to it that it is one (`literals.ts`). */
function textOf(literal: CallNode['args'][0]): string {
  if (literal.kind === 'constant' && typeof literal.value === 'string') return literal.value
  throw new TypeError(`a literal text was expected, not a ${literal.kind}`)
}

function compileMatches(code: Code, literal: CallNode['args'][0]): Code {
  const result = readPattern(textOf(literal))
  if (!result.ok) throw new TypeError(result.message)
  const { pattern } = result
  return ofText((text) => pattern.test(text), code)
}

function timestampFunction(
  name: string,
  zone: CallNode['args'][0] | undefined,
): (value: Present) => Raw {
  if (name === 'int') return (ms) => Math.floor((ms as number) / 1000)
  const offsetMinutes = zone === undefined ? 0 : parseOffsetMinutes(textOf(zone))!
  if (!isTimestampField(name)) return (ms) => (((ms as number) % 1000) + 1000) % 1000
  const field = TIMESTAMP_FIELDS[name]
  return (ms) => field(Math.floor((ms as number) / 1000) + offsetMinutes * 60)
}

function durationFunction(name: string): (value: Present) => Raw {
  if (!isDurationField(name)) throw new TypeError(`no accessor ${name} of a duration`)
  const field = DURATION_FIELDS[name]
  return (ms) => field(ms as number)
}
