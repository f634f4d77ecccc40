import type { SignalDeclaration } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Environment, IssueCode } from './index.ts'
import { checkExpression, compile, compileColumns, columnsOf, hasBit, interpret } from './index.ts'
import {
  BRACKET_DEPTH_MAX,
  LIST_LENGTH_MAX,
  NODES_MAX,
  PATTERN_LENGTH_MAX_CHARS,
  PATTERN_SIZE_MAX,
  SOURCE_LENGTH_MAX_CHARS,
  STRING_LENGTH_MAX_CHARS,
  TREE_DEPTH_MAX,
} from './limits.ts'

const declare = (name: string, type: SignalDeclaration['type']): SignalDeclaration => ({
  name,
  type,
  doc: name,
  privacy: 'none',
})
const environment: Environment = {
  signals: [
    declare('a.text', 'string'),
    declare('a.list', 'string_list'),
    declare('a.flag', 'bool'),
  ],
  lists: [],
  result: 'bool',
}

function codeOf(source: string): IssueCode | 'accepted' {
  const checked = checkExpression(source, environment)
  return checked.ok ? 'accepted' : checked.issues[0]!.code
}

/** What all three evaluators say of one vector: an error code, or the value. */
function answers(
  source: string,
  vector: readonly (string | readonly string[])[],
): readonly unknown[] {
  const checked = checkExpression(source, environment)
  if (!checked.ok) throw new Error(checked.issues[0]!.message)
  const [column] = compileColumns([checked.expression])(
    columnsOf(environment.signals, [vector]),
    [],
  )
  const plain = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'code' in value ? value.code : value
  return [
    plain(interpret(checked.expression, vector, [])),
    plain(compile(checked.expression)(vector, [])),
    hasBit(column!.error, 0) ? 'cost_limit' : hasBit(column!.hit, 0),
  ]
}

describe('the bounds of an expression', () => {
  it.each([
    ['source length', (size: number) => `a.flag${' '.repeat(size - 6)}`, SOURCE_LENGTH_MAX_CHARS],
    [
      'brackets',
      (size: number) => '('.repeat(size) + 'a.flag' + ')'.repeat(size),
      BRACKET_DEPTH_MAX,
    ],
    ['levels', (size: number) => `${Array(size).fill('1').join('+')} > 0`, TREE_DEPTH_MAX],
    ['list', (size: number) => `a.text in [${Array(size).fill('""').join(',')}]`, LIST_LENGTH_MAX],
    [
      'pattern',
      (size: number) => `a.text.matches("${'x'.repeat(size)}")`,
      PATTERN_LENGTH_MAX_CHARS,
    ],
    ['repeats', (size: number) => `a.text.matches("y(?:x{${size - 1}}){0,1}")`, PATTERN_SIZE_MAX],
  ])('allow the greatest %s and refuse one more', (_, make, max) => {
    expect(codeOf(make(max))).toBe('accepted')
    expect(['limit', 'bad_literal']).toContain(codeOf(make(max + 1)))
  })

  it('refuse a pattern of many parts for every element of a list, and allow one of few', () => {
    const every = (size: number) => `a.list.exists(each, each.matches("x{0,${size}}[yz]"))`
    expect(codeOf(every(20))).toBe('accepted')
    expect(codeOf(every(200))).toBe('limit')
    // Once it may be.
    expect(codeOf('a.text.matches("x{0,200}[yz]")')).toBe('accepted')
  })

  it('refuse more nodes than allowed', () => {
    expect(
      codeOf(
        Array(NODES_MAX / 2 - 2)
          .fill('a.flag')
          .join('||'),
      ),
    ).toBe('accepted')
    expect(
      codeOf(
        Array(NODES_MAX / 2 + 2)
          .fill('a.flag')
          .join('||'),
      ),
    ).toBe('limit')
  })

  it('refuse a third comprehension inside two', () => {
    const inside = (body: string): string => `[1].exists(n, ${body})`
    expect(codeOf(inside(inside('true')))).toBe('accepted')
    expect(codeOf(inside(inside(inside('true'))))).toBe('limit')
  })

  it('refuse a rule that could walk two long lists with a pattern inside', () => {
    const rule = 'a.list.exists(s, a.list.exists(t, s.matches("x")))'
    expect(codeOf(rule)).toBe('limit')
    expect(codeOf('a.list.exists(s, a.list.exists(t, s == t))')).toBe('accepted')
  })
})

describe('the bounds of values', () => {
  const long = 'x'.repeat(STRING_LENGTH_MAX_CHARS + 1)
  const most = 'x'.repeat(STRING_LENGTH_MAX_CHARS)
  const many = Array.from({ length: LIST_LENGTH_MAX + 1 }, () => 'x')

  it.each([
    ['a.text.contains("y")', false],
    ['a.text.matches("y")', false],
    ['a.text.lowerAscii() == "y"', false],
    ['size(a.text) == 10000', true],
    ['a.text + "" == a.text', true],
  ])('%s is an error for a longer text than allowed, and only then', (source, value) => {
    expect(answers(source, [most, []])).toEqual([value, value, value])
    expect(answers(source, [long, []])).toEqual(['cost_limit', 'cost_limit', 'cost_limit'])
  })

  it('a longer list than allowed is an error wherever it is read', () => {
    const error = ['cost_limit', 'cost_limit', 'cost_limit']
    expect(answers('a.list.exists(s, s == "x")', ['', many])).toEqual(error)
    expect(answers('"x" in a.list', ['', many])).toEqual(error)
    expect(answers('"x" in a.list', ['', many.slice(1)])).toEqual([true, true, true])
  })

  it('a pattern that makes other engines explode ends', () => {
    const text = `${'a'.repeat(STRING_LENGTH_MAX_CHARS - 1)}!`
    expect(answers('a.text.matches("^(a+)+$")', [text, []])).toEqual([false, false, false])
    expect(answers('a.text.matches("^(a|a?)+$")', [text, []])).toEqual([false, false, false])
  })
})

describe('any text at all', () => {
  const symbols = [
    'a.text',
    'a.list',
    'lists.x',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '\\',
    '.',
    ',',
    '?',
    ':',
    '!',
    '-',
    '==',
    '&&',
    '||',
    'in',
    'has',
    'exists',
    'x',
    '1',
    '1u',
    '0x',
    '1e9',
    'r"',
    'b"',
    '`',
    '//',
    '\n',
    '\u0000',
    '\uD800',
    '😀',
    'null',
    'true',
  ]
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...symbols), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...symbols), { maxLength: 30 }).map((parts) => parts.join(' ')),
  )

  it('a literal of several lines is quoted in one line', () => {
    const checked = checkExpression('a.text.matches("""(\n(""")', environment)
    expect(checked.ok ? '' : checked.issues[0]!.message).toMatch(
      /^`\( \(` is no regular expression/,
    )
  })

  it('is an expression or a list of issues that point into it, never an exception', () => {
    fc.assert(
      fc.property(text, (source) => {
        const checked = checkExpression(source, environment)
        if (checked.ok) return
        expect(checked.issues.length).toBeGreaterThan(0)
        for (const { start, end, message, snippet } of checked.issues) {
          expect(start >= 0 && start <= end && end <= source.length).toBe(true)
          expect(message).not.toMatch(/\n|undefined|\[object/)
          expect(snippet.split('\n')).toHaveLength(2)
        }
      }),
      { numRuns: 5_000 },
    )
  })
})
