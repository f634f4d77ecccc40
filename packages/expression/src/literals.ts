import type { Value } from './interpret/value.ts'
import { Duration, Timestamp } from './interpret/value.ts'
import { readPattern } from './pattern.ts'
import { isTimestampField } from './time.ts'
import { NANOS_PER_MILLISECOND, parseDuration, parseOffsetMinutes, parseTimestamp } from './time.ts'

/**
 * Arguments that must be written in the rule, because reading one costs more than using it (a
 * pattern) or because it can be wrong (a time): a wrong one is found when the rule is published.
 */
export interface LiteralArgument {
  /** Which argument, counting a method's target. */
  readonly position: number
  readonly what: string
  read(text: string): LiteralResult
}

export type LiteralResult =
  /** The whole call is this constant. */
  { readonly ok: true; readonly folded?: Value } | { readonly ok: false; readonly message: string }

const PATTERN: LiteralArgument = {
  position: 1,
  what: 'the pattern of `matches`',
  read: (text) => {
    const result = readPattern(text)
    return result.ok ? { ok: true } : result
  },
}

const TIMESTAMP: LiteralArgument = {
  position: 0,
  what: 'the text of a timestamp',
  read: (text) => {
    const nanos = parseTimestamp(text)
    if (nanos === undefined) {
      const example = 'write it like `2026-01-31T00:00:00Z`'
      return { ok: false, message: `\`${text}\` is no timestamp: ${example}` }
    }
    return wholeMilliseconds(nanos, text) ?? { ok: true, folded: new Timestamp(nanos) }
  },
}

const DURATION: LiteralArgument = {
  position: 0,
  what: 'the text of a duration',
  read: (text) => {
    const nanos = parseDuration(text)
    if (nanos === undefined) {
      const message = `\`${text}\` is no duration: write it like \`90s\`, \`1h30m\` or \`720h\``
      return { ok: false, message }
    }
    return wholeMilliseconds(nanos, text) ?? { ok: true, folded: new Duration(nanos) }
  },
}

/** Signals hold times in milliseconds, so a finer literal could never be met. */
function wholeMilliseconds(nanos: bigint, text: string): LiteralResult | undefined {
  if (nanos % NANOS_PER_MILLISECOND === 0n) return undefined
  return { ok: false, message: `\`${text}\` is finer than a millisecond` }
}

const ZONE: LiteralArgument = {
  position: 1,
  what: 'the time zone',
  read: (text) => {
    if (parseOffsetMinutes(text) !== undefined) return { ok: true }
    const message = `\`${text}\` is no offset: write \`UTC\` or \`+02:00\`; local hours are signals`
    return { ok: false, message }
  },
}

/** What the function demands of a literal, if it does. */
export function literalArgument(name: string): LiteralArgument | undefined {
  if (name === 'matches') return PATTERN
  if (name === 'timestamp') return TIMESTAMP
  if (name === 'duration') return DURATION
  return isTimestampField(name) || name === 'getMilliseconds' ? ZONE : undefined
}
