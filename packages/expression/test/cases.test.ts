import { readFileSync } from 'node:fs'
import type { SignalDeclaration, SignalType, SignalValue } from '@gatehouse/contract'
import { isUnknown, unknownBecause } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type {
  CheckedExpression,
  Environment,
  EvaluationResult,
  ExpressionIssue,
  ListMatchers,
} from '../src/index.ts'
import {
  checkExpression,
  columnsOf,
  compile,
  compileColumns,
  formatExpression,
  hasBit,
  interpret,
  isEvaluationError,
} from '../src/index.ts'

interface Declarations {
  readonly signals: readonly { readonly name: string; readonly type: SignalType }[]
  readonly lists: Readonly<Record<string, readonly string[] | null>>
}

interface ValueCase {
  readonly expression: string
  readonly result?: Environment['result']
  readonly signals?: Readonly<Record<string, SignalValue>>
  readonly gives: unknown
  readonly why?: string
}

interface IssueCase {
  readonly expression: string
  readonly code: string
  readonly under: string
  readonly nearest?: string
  readonly message: string
}

interface CanonicalCase {
  readonly from: string
  readonly to: string
}

function read(name: string): unknown {
  const url = new URL(`../../../spec/expression/${name}.yaml`, import.meta.url)
  return parse(readFileSync(url, 'utf8'))
}

const declared = read('environment') as Declarations
const signals = declared.signals.map((signal): SignalDeclaration => ({
  ...signal,
  doc: signal.name,
  privacy: 'none',
}))
const lists = Object.keys(declared.lists)
const matchers: ListMatchers = Object.values(declared.lists).map((values) =>
  values === null ? undefined : new Set(values),
)
const NOT_GIVEN = unknownBecause('not_given')

function check(source: string, result: Environment['result'] = 'bool'): CheckedExpression {
  const checked = checkExpression(source, { signals, lists, result })
  if (!checked.ok) throw new Error(checked.issues.map(({ snippet }) => snippet).join('\n'))
  return checked.expression
}

function plain(result: EvaluationResult): unknown {
  if (isUnknown(result)) return { unknown: result.reason }
  return isEvaluationError(result) ? { error: result.code } : result
}

describe('spec/expression/values.yaml', () => {
  for (const { expression, result, signals: given = {}, gives, why } of read(
    'values',
  ) as readonly ValueCase[]) {
    it(`${expression} with ${JSON.stringify(given)} gives ${JSON.stringify(gives)} ${why ?? ''}`, () => {
      const checked = check(expression, result)
      const vector = signals.map(({ name }) => given[name] ?? NOT_GIVEN)
      expect(plain(interpret(checked, vector, matchers))).toEqual(gives)
      expect(plain(compile(checked)(vector, matchers))).toEqual(gives)
      if (result !== undefined) return
      const [column] = compileColumns([checked])(columnsOf(signals, [vector]), matchers)
      const states = { hit: true, unknown: 'unknown', error: 'error' } as const
      const state = (['hit', 'unknown', 'error'] as const).find((plane) =>
        hasBit(column![plane], 0),
      )
      const wanted = typeof gives === 'object' && gives !== null ? Object.keys(gives)[0] : gives
      expect(state === undefined ? false : states[state]).toBe(wanted)
    })
  }
})

describe('spec/expression/issues.yaml', () => {
  const firstIssue = (source: string): ExpressionIssue => {
    const checked = checkExpression(source, { signals, lists, result: 'bool' })
    if (checked.ok) throw new Error(`\`${source}\` was accepted`)
    return checked.issues[0]!
  }
  for (const { expression, code, under, nearest, message } of read(
    'issues',
  ) as readonly IssueCase[]) {
    it(`${expression || '(empty)'} is refused: ${message}`, () => {
      const issue = firstIssue(expression)
      expect(issue).toMatchObject({ code, message })
      expect(issue.nearest).toBe(nearest)
      const marked = expression.slice(issue.start, issue.end)
      expect(marked.startsWith(under) && (under !== '' || marked === '')).toBe(true)
      const [line, carets] = issue.snippet.split('\n') as [string, string]
      expect(carets.trimEnd()).toBe(
        `${' '.repeat(issue.column - 1)}${'^'.repeat(carets.trim().length)}`,
      )
      expect(line).toBe(expression)
    })
  }

  it('points at the line and column of a rule of several lines', () => {
    const issue = firstIssue('order.amount > 500\n  && ip.cuntry == "DE"')
    expect(issue).toMatchObject({ line: 2, column: 6 })
    expect(issue.snippet).toBe('  && ip.cuntry == "DE"\n     ^^^^^^^^^')
  })

  it('gives every issue at once', () => {
    const checked = checkExpression('ip.cuntry == "DE" && order.amunt > 5', {
      signals,
      lists,
      result: 'bool',
    })
    expect(checked.ok ? [] : checked.issues.map(({ nearest }) => nearest)).toEqual([
      'ip.country',
      'order.amount',
    ])
  })
})

describe('spec/expression/canonical.yaml', () => {
  for (const { from, to } of read('canonical') as readonly CanonicalCase[]) {
    it(`${from} is written ${to}`, () => {
      expect(formatExpression(check(from))).toBe(to)
      expect(formatExpression(check(to))).toBe(to)
    })
  }
})

describe('a checked expression', () => {
  it('names the signals and lists it reads, in the order of their declaration', () => {
    const checked = check(
      'email.domain in lists.bad_domains || known(ip.country) && order.amount > 5',
    )
    expect(checked.readNames).toEqual(['order.amount', 'ip.country', 'email.domain'])
    expect(checked.reads).toEqual([0, 3, 6])
    expect(checked.listNames).toEqual(['bad_domains'])
    expect(checked.lists).toEqual([0])
  })
})
