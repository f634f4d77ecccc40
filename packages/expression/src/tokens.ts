import { BRACKET_DEPTH_MAX } from './limits.ts'
import type { IssueCode, Place } from './issue.ts'

/**
 * A first look at the text, before the CEL parser: where each token ends (the parser tells only
 * where nodes start) and the mistakes people make most, in words the parser does not have.
 */
export interface Token extends Place {
  readonly kind: 'name' | 'number' | 'string' | 'symbol'
  readonly text: string
}

export interface Tokens {
  readonly tokens: readonly Token[]
  /** Index of the token at an offset, or of the first one after it. */
  indexAt(offset: number): number
  /** For the index of an opening bracket, the index of its closing one. */
  readonly closing: ReadonlyMap<number, number>
  readonly problem?: { readonly place: Place; readonly code: IssueCode; readonly message: string }
}

const PAIRS = new Set(['&&', '||', '==', '!=', '<=', '>='])
const SPACE = /[\s]+|\/\/[^\n]*/y
const NAME = /[A-Za-z_][A-Za-z_0-9]*|`[^`\n]*`/y
const NUMBER = /0[xX][0-9A-Fa-f]+[uU]?|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]?/y
const STRING_START = /(?:[rRbB]{0,2})("""|'''|"|')/y
const OPENING = '([{'
const CLOSING = ')]}'

export function tokenize(source: string): Tokens {
  const tokens: Token[] = []
  const closing = new Map<number, number>()
  const indexAt = (offset: number): number => firstAtOrAfter(tokens, offset)
  const open: number[] = []
  const stop = (place: Place, code: IssueCode, message: string): Tokens => ({
    tokens,
    closing,
    indexAt,
    problem: { place, code, message },
  })
  let at = 0
  while (at < source.length) {
    const space = matchAt(SPACE, source, at)
    if (space > 0) {
      at += space
      continue
    }
    const token = readToken(source, at)
    if (token === undefined) {
      return stop({ start: at, end: at + 1 }, 'syntax', 'this string has no closing quote')
    }
    const index = tokens.push(token) - 1
    at = token.end
    if (token.kind !== 'symbol') continue
    if (OPENING.includes(token.text)) {
      open.push(index)
      if (open.length > BRACKET_DEPTH_MAX) {
        return stop(token, 'limit', `more than ${BRACKET_DEPTH_MAX} brackets inside each other`)
      }
    } else if (CLOSING.includes(token.text)) {
      const opening = open.pop()
      if (opening === undefined) {
        return stop(token, 'syntax', `\`${token.text}\` closes nothing: no bracket is open here`)
      }
      const wanted = CLOSING[OPENING.indexOf(tokens[opening]!.text)]!
      if (token.text !== wanted) {
        return stop(
          token,
          'syntax',
          `\`${token.text}\` does not close \`${tokens[opening]!.text}\`: write \`${wanted}\``,
        )
      }
      closing.set(opening, index)
    }
  }
  const unclosed = open.pop()
  if (unclosed !== undefined) {
    const token = tokens[unclosed]!
    return stop(token, 'syntax', `\`${token.text}\` is never closed`)
  }
  return commonMistake(tokens, stop) ?? { tokens, closing, indexAt }
}

function matchAt(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0].length ?? 0
}

function readToken(source: string, at: number): Token | undefined {
  const quote = matchAt(STRING_START, source, at)
  if (quote > 0) {
    const end = endOfString(source, at, at + quote)
    return end === undefined
      ? undefined
      : { kind: 'string', start: at, end, text: source.slice(at, end) }
  }
  for (const [kind, pattern] of [
    ['name', NAME],
    ['number', NUMBER],
  ] as const) {
    const length = matchAt(pattern, source, at)
    if (length > 0) {
      return { kind, start: at, end: at + length, text: source.slice(at, at + length) }
    }
  }
  const pair = source.slice(at, at + 2)
  const text = PAIRS.has(pair) ? pair : source[at]!
  return { kind: 'symbol', start: at, end: at + text.length, text }
}

function endOfString(source: string, start: number, body: number): number | undefined {
  const opening = source.slice(start, body)
  const quote = opening.replace(/^[rRbB]+/, '')
  const raw = /^[rRbB]*[rR]/.test(opening)
  for (let at = body; at < source.length; at++) {
    if (source[at] === '\n' && quote.length === 1) return undefined
    if (source[at] === '\\' && !raw && source[at + 1] !== '\n') at++
    else if (source.startsWith(quote, at)) return at + quote.length
  }
  return undefined
}

function firstAtOrAfter(tokens: readonly Token[], offset: number): number {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (tokens[middle]!.start < offset) low = middle + 1
    else high = middle
  }
  return low
}

type Stop = (place: Place, code: IssueCode, message: string) => Tokens

const WORDS: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  not: '!',
  AND: '&&',
  OR: '||',
}
const SINGLE: Readonly<Record<string, string>> = { '=': '==', '&': '&&', '|': '||' }

function commonMistake(tokens: readonly Token[], stop: Stop): Tokens | undefined {
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    const next = tokens[index + 1]
    if (token.kind === 'symbol' && Object.hasOwn(SINGLE, token.text)) {
      const glued = before !== undefined && before.end === token.start
      const whole = glued && before.text === SINGLE[token.text] ? before : token
      return stop({ start: whole.start, end: token.end }, 'syntax', singleMessage(whole, token))
    }
    if (token.kind === 'name' && Object.hasOwn(WORDS, token.text) && joins(token, before, next)) {
      return stop(token, 'syntax', `write \`${WORDS[token.text]!}\` instead of \`${token.text}\``)
    }
  }
  return undefined
}

/** Whether a word stands where only an operator can: `a and b`, `not a`. */
function joins(word: Token, before: Token | undefined, next: Token | undefined): boolean {
  if (word.text.toLowerCase() === 'not') return next?.kind === 'name'
  return before?.kind === 'name' || before?.kind === 'number' || before?.text === ')'
}

function singleMessage(whole: Token, token: Token): string {
  return whole === token
    ? `write \`${SINGLE[token.text]!}\` instead of \`${token.text}\``
    : `write \`${whole.text}\` instead of \`${whole.text}${token.text}\``
}
