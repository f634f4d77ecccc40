import { isCelError, isCelList, isCelUint, run } from '@bufbuild/cel'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { evaluateCel } from '../src/interpret/cel.ts'
import { CEL } from '../src/interpret/dialect.ts'
import type { Outcome } from '../src/interpret/evaluate.ts'
import { isMissing } from '../src/interpret/evaluate.ts'
import { Uint } from '../src/interpret/value.ts'

/**
 * Standard CEL over literals against the evaluator of @bufbuild/cel, an independent one: what
 * neither conformance data nor our own three can show is a mistake that all of ours share.
 */
const LEAVES =
  '0|1|-7|9223372036854775807|-9223372036854775808|3u|18446744073709551615u|0.0|-1.5|1e308|2.0|' +
  '"a"|"\\u00ffb"|"12"|true|false|null|[1, 2]|["a"]|[]|{"a": 1}|{1: "x"}|b"a"'
const OPERATORS = '+ - * / % == != < <= > >= in && ||'
/** Not `double`: the other evaluator makes NaN of a text that is no number (cel-spec: an error). */
const CALLS = 'size int uint bool string ! -'
const MACROS = 'exists all exists_one filter map'

const { expression } = fc.letrec<{ readonly expression: string }>((tie) => {
  const leaf = fc.constantFrom(...LEAVES.split('|'))
  const part = tie('expression') as fc.Arbitrary<string>
  const binary = fc.constantFrom(...OPERATORS.split(' '))
  const call = fc.constantFrom(...CALLS.split(' '))
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(part, binary, part).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(call, part).map(([name, a]) => `${name}(${a})`),
      fc.tuple(part, part, part).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(part, part).map(([a, b]) => `${a}[${b}]`),
      fc
        .tuple(part, fc.constantFrom(...MACROS.split(' ')), part)
        .map(([range, macro, body]) => `${range}.${macro}(x, ${body})`),
    ),
  }
})

const FAILED = 'error'

function plain(value: unknown): unknown {
  if (value instanceof Uint || isCelUint(value)) return `${String(value.value)}u`
  if (typeof value === 'bigint') return `${value}`
  if (typeof value === 'number') return Object.is(value, -0) ? 'double 0' : `double ${value}`
  if (Array.isArray(value)) return value.map(plain)
  if (isCelList(value)) return [...value].map(plain)
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`
  return typeof value === 'object' && value !== null ? 'map' : value
}

function ours(source: string): unknown {
  const result = evaluateCel(source, { bindings: new Map(), container: '', dialect: CEL })
  const outcome: Outcome | undefined = result.ok ? result.outcome : undefined
  return outcome === undefined || isMissing(outcome) ? FAILED : plain(outcome)
}

function theirs(source: string): unknown {
  try {
    const value: unknown = run(source)
    return isCelError(value) ? FAILED : plain(value)
  } catch {
    return FAILED
  }
}

/** The other one is laxer in places (`[1, 2][true]` is 2 there), so only our errors may be more. */
it('the interpreter gives the values that @bufbuild/cel gives, and fails wherever it fails', () => {
  let values = 0
  fc.assert(
    fc.property(expression, (source) => {
      const value = ours(source)
      if (value === FAILED) return
      expect(value).toEqual(theirs(source))
      values++
    }),
    { numRuns: 6_000 },
  )
  expect(values).toBeGreaterThan(600)
})
