import { RE2JS } from '@bufbuild/re2'
import { PATTERN_LENGTH_MAX_CHARS, PATTERN_SIZE_MAX } from './limits.ts'
import { patternSize } from './pattern-size.ts'

/** A regular expression in RE2 syntax: matched in time linear in the text, whatever the pattern. */
export interface Pattern {
  /** Whether any part of the text matches, as CEL's `matches` asks. */
  test(text: string): boolean
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string }

export function readPattern(source: string): PatternResult {
  if (source.length > PATTERN_LENGTH_MAX_CHARS) {
    const message = `a pattern has at most ${PATTERN_LENGTH_MAX_CHARS} characters, this one ${source.length}`
    return { ok: false, message }
  }
  // Before it is compiled: writing the repeats out is what takes long.
  const size = patternSize(source)
  if (size > Math.max(PATTERN_SIZE_MAX, source.length)) {
    const message = `\`${source}\` repeats more than is looked for: written out it has ${size} characters, at most ${PATTERN_SIZE_MAX}`
    return { ok: false, message }
  }
  try {
    return { ok: true, pattern: RE2JS.compile(source) }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : 'unreadable'
    return { ok: false, message: `\`${source}\` is no regular expression (RE2): ${reason}` }
  }
}
