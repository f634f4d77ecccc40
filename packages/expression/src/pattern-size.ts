import { UNICODE_CLASS_COST } from './limits.ts'

/**
 * How many characters and classes a pattern (RE2) has once its counted repeats are written out:
 * `(ab?){3}` has 6. RE2 writes them out when it compiles, and each costs time for every character
 * of a text. A pattern that is none gets some number.
 */
export function patternSize(source: string): number {
  /** Sizes of the groups that are open, the whole first. */
  const open: number[] = [0]
  /** Of what a repeat would stand behind. */
  let last = 0
  const add = (size: number) => {
    open[open.length - 1]! += size
    last = size
  }
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!
    if (character === '\\') {
      at = escapeEnd(source, at)
      add(1)
    } else if (character === '[') {
      at = classEnd(source, at)
      add(1)
    } else if (character === '(') {
      open.push(0)
      at += GROUP_KIND.exec(source.slice(at + 1, at + GROUP_KIND_LENGTH_MAX))![0].length
    } else if (character === ')') {
      if (open.length > 1) add(open.pop()!)
    } else if (character === '{') {
      const repeat = REPEAT.exec(source.slice(at, at + REPEAT_LENGTH_MAX))
      if (repeat === null) add(1)
      else {
        at += repeat[0].length - 1
        const times = Math.max(Number(repeat[1]), Number(repeat[2] ?? 0), 1)
        add(last * (times - 1))
      }
    } else if (!'*+?|^$'.includes(character)) add(1)
  }
  return open.reduce((sum, size) => sum + size, 0)
}

/** What compiling a pattern costs, in characters that are looked for as they are (10 microseconds). */
export function patternCompileCost(source: string): number {
  return patternSize(source) * (UNICODE_CLASS.test(source) ? UNICODE_CLASS_COST : 1)
}
const UNICODE_CLASS = /\\[pP]/

/** `?:`, `?i:`, `?P<name>`: what a group is called, and how it is read. */
const GROUP_KIND = /^(?:\?(?:P?<\w*>|[imsU-]*:?))?/
const GROUP_KIND_LENGTH_MAX = 64
const REPEAT = /^\{(\d+)(?:,(\d*))?\}/
/** RE2 counts to 1,000. */
const REPEAT_LENGTH_MAX = 16

/** The last character of `\d`, `\pL`, `\p{Greek}`, `\x{10FFFF}`. */
function escapeEnd(source: string, at: number): number {
  const kind = source[at + 1] ?? ''
  if (!/[pPx]/.test(kind)) return at + 1
  if (source[at + 2] !== '{') return kind === 'x' ? at + 3 : at + 2
  const end = source.indexOf('}', at)
  return end === -1 ? source.length : end
}

/** The bracket that closes a class; one right behind its beginning is a member. */
function classEnd(source: string, at: number): number {
  let end = at + 1
  if (source[end] === '^') end++
  if (source[end] === ']') end++
  for (; end < source.length && source[end] !== ']'; end++) {
    if (source[end] === '\\') end = escapeEnd(source, end)
    // `[:alpha:]`
    else if (source.startsWith('[:', end)) end = Math.max(end, source.indexOf(':]', end) + 1)
  }
  return end
}
