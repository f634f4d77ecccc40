import type { ValueType } from './types.ts'
import { isList, isNumber, joinTypes, listOf, sameType } from './types.ts'

/** One way to call an operator or function: what it takes and what it gives. */
interface Overload {
  readonly takes: readonly ValueType[]
  readonly gives: ValueType
}

/** How a function is written: `size(x)`, `x.size()`, or both. */
type Form = 'function' | 'method' | 'both'

interface FunctionDeclaration {
  readonly form: Form
  readonly overloads: readonly Overload[]
}

function takes(...types: readonly ValueType[]): { gives(result: ValueType): Overload } {
  return { gives: (result) => ({ takes: types, gives: result }) }
}

const ARITHMETIC = [takes('int', 'int').gives('int'), takes('double', 'double').gives('double')]
const ORDER = ['bool', 'int', 'double', 'string', 'timestamp', 'duration'].map((type) =>
  takes(type as ValueType, type as ValueType).gives('bool'),
)
/** Numbers of different types compare by value, as CEL's cross-type comparisons do. */
const NUMBERS = [takes('int', 'double').gives('bool'), takes('double', 'int').gives('bool')]

/** The operators of the rule language. Lists are not in the table: see `operatorResult`. */
const OPERATORS: Readonly<Record<string, readonly Overload[]>> = {
  '_+_': [
    ...ARITHMETIC,
    takes('string', 'string').gives('string'),
    takes('timestamp', 'duration').gives('timestamp'),
    takes('duration', 'timestamp').gives('timestamp'),
    takes('duration', 'duration').gives('duration'),
  ],
  '_-_': [
    ...ARITHMETIC,
    takes('timestamp', 'timestamp').gives('duration'),
    takes('timestamp', 'duration').gives('timestamp'),
    takes('duration', 'duration').gives('duration'),
  ],
  '_*_': ARITHMETIC,
  '_/_': ARITHMETIC,
  '_%_': [takes('int', 'int').gives('int')],
  '-_': [takes('int').gives('int'), takes('double').gives('double')],
  '!_': [takes('bool').gives('bool')],
  '_<_': [...ORDER, ...NUMBERS],
  '_<=_': [...ORDER, ...NUMBERS],
  '_>_': [...ORDER, ...NUMBERS],
  '_>=_': [...ORDER, ...NUMBERS],
  '_==_': [...ORDER, ...NUMBERS],
  '_!=_': [...ORDER, ...NUMBERS],
}

/** What an operator gives for these types; undefined if it does not take them. */
export function operatorResult(
  operator: string,
  types: readonly ValueType[],
): ValueType | undefined {
  const [left, right] = types as [ValueType, ValueType]
  if (operator === '@in') return isList(right) && comparable(left, right.of) ? 'bool' : undefined
  if (operator === '_[_]') return isList(left) && right === 'int' ? left.of : undefined
  if (right !== undefined && isList(left) && isList(right) && sameType(left, right)) {
    if (operator === '_==_' || operator === '_!=_') return 'bool'
    return operator === '_+_' ? joinTypes(left, right) : undefined
  }
  return resultOf(OPERATORS[operator] ?? [], types)
}

function comparable(a: ValueType, b: ValueType): boolean {
  return sameType(a, b) || (isNumber(a) && isNumber(b))
}

const TEXT_TEST = { form: 'method', overloads: [takes('string', 'string').gives('bool')] } as const
const TEXT_CHANGE = { form: 'method', overloads: [takes('string').gives('string')] } as const
const OF_TIME = {
  form: 'method',
  overloads: [takes('timestamp').gives('int'), takes('timestamp', 'string').gives('int')],
} as const
const OF_BOTH = {
  form: 'method',
  overloads: [...OF_TIME.overloads, takes('duration').gives('int')],
} as const

/** The functions of the rule language. */
export const FUNCTIONS: Readonly<Record<string, FunctionDeclaration>> = {
  size: {
    form: 'both',
    overloads: [takes('string').gives('int'), takes(listOf('dyn')).gives('int')],
  },
  contains: TEXT_TEST,
  startsWith: TEXT_TEST,
  endsWith: TEXT_TEST,
  matches: { form: 'both', overloads: [takes('string', 'string').gives('bool')] },
  lowerAscii: TEXT_CHANGE,
  upperAscii: TEXT_CHANGE,
  trim: TEXT_CHANGE,
  int: {
    form: 'function',
    overloads: ['int', 'double', 'string', 'timestamp'].map((type) =>
      takes(type as ValueType).gives('int'),
    ),
  },
  double: {
    form: 'function',
    overloads: ['int', 'double', 'string'].map((type) => takes(type as ValueType).gives('double')),
  },
  string: {
    form: 'function',
    overloads: ['string', 'bool', 'int', 'double'].map((type) =>
      takes(type as ValueType).gives('string'),
    ),
  },
  timestamp: {
    form: 'function',
    overloads: [takes('string').gives('timestamp'), takes('int').gives('timestamp')],
  },
  duration: { form: 'function', overloads: [takes('string').gives('duration')] },
  getFullYear: OF_TIME,
  getMonth: OF_TIME,
  getDate: OF_TIME,
  getDayOfMonth: OF_TIME,
  getDayOfWeek: OF_TIME,
  getDayOfYear: OF_TIME,
  getHours: OF_BOTH,
  getMinutes: OF_BOTH,
  getSeconds: OF_BOTH,
  getMilliseconds: OF_BOTH,
}

/** What a function gives for these types; undefined if it does not take them. */
export function functionResult(name: string, types: readonly ValueType[]): ValueType | undefined {
  return resultOf(FUNCTIONS[name]!.overloads, types)
}

function resultOf(
  overloads: readonly Overload[],
  types: readonly ValueType[],
): ValueType | undefined {
  const found = overloads.find(
    ({ takes: wanted }) =>
      wanted.length === types.length &&
      wanted.every((type, index) => sameType(type, types[index]!)),
  )
  return found?.gives
}
