import type { SignalDeclaration, SignalType, SignalValue, SignalVector } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import fc from 'fast-check'
import type { Environment, ListMatcher } from '../src/index.ts'

/** Type-correct expressions and vectors for them, small enough that every branch is met often. */

function declare(name: string, type: SignalType): SignalDeclaration {
  return { name, type, doc: `A ${type} for tests.`, privacy: 'none' }
}

export const SIGNALS: readonly SignalDeclaration[] = [
  declare('order.amount', 'double'),
  declare('order.discount', 'double'),
  declare('order.items', 'int'),
  declare('velocity.orders_by_ip_5m', 'int'),
  declare('ip.country', 'string'),
  declare('billing.country', 'string'),
  declare('email.domain', 'string'),
  declare('email.is_free', 'bool'),
  declare('device.is_robot', 'bool'),
  declare('order.skus', 'string_list'),
  declare('event.time', 'timestamp'),
  declare('account.created', 'timestamp'),
]

export const ENVIRONMENT: Environment = {
  signals: SIGNALS,
  lists: ['bad_domains', 'never_loaded'],
  result: 'bool',
}

export const LISTS: readonly (ListMatcher | undefined)[] = [
  { has: (value) => value === 'b.example' || value === 'DE' },
  undefined,
]

const TEXTS = [
  '',
  'DE',
  'FR',
  'US',
  'b.example',
  'Mail.Example',
  'sku-1',
  'sku-22',
  '12',
  '1.5',
  'ﬀ',
  '😀z',
]
const PATTERNS = ['^s', '[0-9]+$', 'E', 'a|b', '^$', '.']

const named = (type: SignalType): fc.Arbitrary<string> =>
  fc.constantFrom(...SIGNALS.filter((signal) => signal.type === type).map(({ name }) => name))

const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const text = (value: string): string => JSON.stringify(value)

interface Kinds {
  readonly bool: string
  readonly int: string
  readonly double: string
  readonly text: string
  readonly texts: string
  readonly time: string
  readonly span: string
}

const kinds = fc.letrec<Kinds>((tie) => {
  const depthSize = 'small' as const
  const of = (key: keyof Kinds): fc.Arbitrary<string> => tie(key) as fc.Arbitrary<string>
  const join = (pattern: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts)
      .map((values) => pattern.replaceAll(/\$(\d)/g, (_, index: string) => values[Number(index)]!))
  const pick = (...choices: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ depthSize, withCrossShrink: true }, ...choices)
  const signs = fc.constantFrom('+', '-', '*', '/', '%')
  const field = fc.constantFrom(
    'getHours()',
    'getDayOfWeek("+05:30")',
    'getDate()',
    'getMilliseconds()',
    'getFullYear()',
  )
  const parts = fc.constantFrom('getHours()', 'getMinutes()', 'getSeconds()', 'getMilliseconds()')
  const literals = fc
    .array(fc.constantFrom(...TEXTS).map(text), { maxLength: 3 })
    .map((all) => `[${all.join(', ')}]`)
  return {
    bool: pick(
      pick(named('bool'), fc.constantFrom('true', 'false')),
      join('known($0)', fc.constantFrom(...SIGNALS.map(({ name }) => name))),
      join('$0 $1 $2', of('double'), operator, of('double')),
      join('$0 $1 $2', of('int'), operator, of('int')),
      join('$0 $1 $2', of('int'), operator, of('double')),
      join('$0 $1 $2', named('double'), operator, fc.constantFrom('0', '10', '99.5', '-1')),
      join('$0 $1 $2', of('text'), operator, of('text')),
      join('$0 $1 $2', of('time'), operator, of('time')),
      join('$0 $1 $2', of('span'), operator, of('span')),
      join('$0 == $1', of('texts'), of('texts')),
      join('(($0) == ($1))', of('bool'), of('bool')),
      join('$0 in $1', of('text'), of('texts')),
      join('$0 in [1, 2, 50]', pick(of('int'), of('double'))),
      join('$0 in lists.bad_domains', of('text')),
      join('$0 in lists.never_loaded', of('text')),
      join(
        '$0.$1($2)',
        of('text'),
        fc.constantFrom('contains', 'startsWith', 'endsWith'),
        of('text'),
      ),
      join('$0.matches($1)', of('text'), fc.constantFrom(...PATTERNS).map(text)),
      join('!($0)', of('bool')),
      join('(($0) && ($1))', of('bool'), of('bool')),
      join('(($0) || ($1))', of('bool'), of('bool')),
      join('(($0) && ($1) && ($2))', of('bool'), of('bool'), of('bool')),
      join('(($0) || ($1) || ($2))', of('bool'), of('bool'), of('bool')),
      join('(($0) ? ($1) : ($2))', of('bool'), of('bool'), of('bool')),
      join(
        '$0.$1(x, $2)',
        named('string_list'),
        fc.constantFrom('exists', 'all', 'exists_one'),
        pick(
          join('x == $0', of('text')),
          join(
            'x.startsWith("s") || ($0)',
            fc.constantFrom('email.is_free', 'int(x) > 3', 'x in lists.never_loaded'),
          ),
          join('size(x) $0 $1', operator, of('int')),
        ),
      ),
    ),
    int: pick(
      named('int'),
      fc.integer({ min: -5, max: 60 }).map(String),
      fc.constantFrom('9007199254740991', '-9007199254740991'),
      join('($0 $1 $2)', of('int'), signs, of('int')),
      join('-($0)', of('int')),
      join('size($0)', pick(of('text'), of('texts'))),
      join('int($0)', pick(of('text'), of('double'), of('time'))),
      join('$0.$1', of('time'), field),
      join('($0).$1', of('span'), parts),
      join('($0 ? $1 : $2)', of('bool'), of('int'), of('int')),
    ),
    double: pick(
      named('double'),
      fc.constantFrom('0.0', '0.5', '100.0', '-1e3', '1e300'),
      join('($0 $1 $2)', of('double'), fc.constantFrom('+', '-', '*', '/'), of('double')),
      join('(order.amount $0 3)', fc.constantFrom('+', '-', '*', '/')),
      join('double($0)', pick(of('int'), of('text'))),
      join('-($0)', of('double')),
      join('($0 ? $1 : 2)', of('bool'), of('double')),
    ),
    text: pick(
      named('string'),
      fc.constantFrom(...TEXTS).map(text),
      join('$0.$1()', of('text'), fc.constantFrom('lowerAscii', 'upperAscii', 'trim')),
      join('($0 + $1)', of('text'), of('text')),
      join('string($0)', pick(of('int'), of('double'), of('bool'))),
      join('$0[$1]', of('texts'), of('int')),
      join('($0 ? $1 : $2)', of('bool'), of('text'), of('text')),
    ),
    texts: pick(
      named('string_list'),
      literals,
      join('[$0, $1]', of('text'), of('text')),
      join('($0 + $1)', of('texts'), of('texts')),
      join(
        '$0.filter(x, $1)',
        of('texts'),
        fc.constantFrom('x != ""', 'x.contains("s")', 'int(x) > 1', 'device.is_robot'),
      ),
      join(
        '$0.map(x, $1)',
        of('texts'),
        fc.constantFrom('x + "!"', 'x.upperAscii()', 'ip.country'),
      ),
      join('$0.map(x, x != "", x + ip.country)', of('texts')),
    ),
    time: pick(
      named('timestamp'),
      fc.constantFrom('timestamp("2026-01-31T12:34:56.789Z")', 'timestamp("1969-07-20T20:17:40Z")'),
      join('($0 $1 $2)', of('time'), fc.constantFrom('+', '-'), of('span')),
      join('timestamp($0)', of('int')),
    ),
    span: pick(
      fc.constantFrom('duration("24h")', 'duration("-1.5s")', 'duration("2500000h")'),
      join('($0 - $1)', of('time'), of('time')),
      join('($0 + $1)', of('span'), of('span')),
    ),
  }
})

/** The source of a rule. */
export const rule: fc.Arbitrary<string> = kinds.bool

/** The source of a number that rules may be graded by. */
export const number: fc.Arbitrary<string> = fc.oneof(kinds.int, kinds.double)

const UNKNOWNS = [unknownBecause('no_ip'), unknownBecause('late')]
const TIMES = [0, -1, 1_767_225_600_000, 1_769_862_896_789, 253_402_300_799_999]

function valueOf(type: SignalType): fc.Arbitrary<SignalValue> {
  switch (type) {
    case 'bool':
      return fc.boolean()
    case 'int':
      return fc.oneof(fc.integer({ min: -3, max: 60 }), fc.constant(Number.MAX_SAFE_INTEGER))
    case 'double':
      return fc.oneof(
        fc.constantFrom(0, -0, 10, 99.5, 100, 1e308),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      )
    case 'string':
      return fc.constantFrom(...TEXTS)
    case 'string_list':
      return fc.array(fc.constantFrom(...TEXTS), { maxLength: 4 })
    case 'timestamp':
      return fc.constantFrom(...TIMES)
  }
}

/** Wrong types must be an error and never a crash, so a few are among them. */
const WRONG: readonly SignalValue[] = [
  Number.NaN,
  'text',
  0.5,
  true,
  ['x'],
  ['x', 1] as unknown as readonly string[],
  1e17,
]

function cellOf(type: SignalType): fc.Arbitrary<SignalValue> {
  return fc.oneof(
    { weight: 12, arbitrary: valueOf(type) },
    { weight: 3, arbitrary: fc.constantFrom<SignalValue>(...UNKNOWNS) },
    { weight: 1, arbitrary: fc.constantFrom<SignalValue>(...WRONG) },
  )
}

export const vector: fc.Arbitrary<SignalVector> = fc.tuple(
  ...SIGNALS.map(({ type }) => cellOf(type)),
)
