import type { CallNode, Node } from '../node.ts'
import { compareText } from '../text.ts'
import { isList } from '../types.ts'
import type { Code, Present, Scope } from './code.ts'
import { isMissing, missingOf } from './code.ts'
import { constantOf } from './constant.ts'
import { misread } from './signal.ts'

type Compare = (a: Present, b: Present) => boolean

const PLAIN: Readonly<Record<string, Compare>> = {
  '_==_': (a, b) => a === b,
  '_!=_': (a, b) => a !== b,
  '_<_': (a, b) => a < b,
  '_<=_': (a, b) => a <= b,
  '_>_': (a, b) => a > b,
  '_>=_': (a, b) => a >= b,
}

const TEXT: Readonly<Record<string, Compare>> = {
  ...PLAIN,
  '_<_': (a, b) => compareText(a as string, b as string) < 0,
  '_<=_': (a, b) => compareText(a as string, b as string) <= 0,
  '_>_': (a, b) => compareText(a as string, b as string) > 0,
  '_>=_': (a, b) => compareText(a as string, b as string) >= 0,
}

const LISTS: Readonly<Record<string, Compare>> = {
  '_==_': (a, b) => sameValue(a, b),
  '_!=_': (a, b) => !sameValue(a, b),
}

export function sameValue(a: Present, b: Present): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return a.length === b.length && a.every((element, index) => sameValue(element, b[index]!))
}

export function compileComparison(node: CallNode, scope: Scope): Code {
  const [left, right] = node.args as [CallNode['args'][0], CallNode['args'][0]]
  const fused =
    left.kind === 'constant'
      ? fuse(MIRRORED[node.name]!, right, left)
      : fuse(node.name, left, right)
  if (fused !== undefined) return fused
  const compare = tableFor(left.type)[node.name]!
  const first = scope.compile(left)
  const second = scope.compile(right)
  return (vector, lists) => {
    const a = first(vector, lists)
    const b = second(vector, lists)
    return isMissing(a) || isMissing(b) ? missingOf(a, b) : compare(a, b)
  }
}

function tableFor(type: CallNode['type']): Readonly<Record<string, Compare>> {
  if (isList(type)) return LISTS
  return type === 'string' ? TEXT : PLAIN
}

/** `5 < x` is `x > 5`. */
const MIRRORED: Readonly<Record<string, string>> = {
  '_==_': '_==_',
  '_!=_': '_!=_',
  '_<_': '_>_',
  '_<=_': '_>=_',
  '_>_': '_<_',
  '_>=_': '_<=_',
}

/** `signal OP constant` is most of what rules are made of: one closure, no calls in it. */
function fuse(operator: string, left: Node, right: Node): Code | undefined {
  if (left.kind !== 'signal' || right.kind !== 'constant') return undefined
  const { index, type } = left
  const constant = constantOf(right.value)
  if (type === 'string' && typeof constant === 'string') return fuseText(operator, index, constant)
  if (typeof constant !== 'number' || (type !== 'double' && type !== 'int')) return undefined
  return fuseNumber(operator, index, constant, type === 'int')
}

function fuseText(operator: string, index: number, constant: string): Code | undefined {
  if (operator !== '_==_' && operator !== '_!=_') return undefined
  const equal = operator === '_==_'
  return (vector) => {
    const value = vector[index]
    return typeof value === 'string' ? (value === constant) === equal : misread(value)
  }
}

function fuseNumber(operator: string, index: number, constant: number, int: boolean): Code {
  switch (operator) {
    case '_==_':
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value === constant : misread(value)
      }
    case '_!=_':
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value !== constant : misread(value)
      }
    case '_<_':
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value < constant : misread(value)
      }
    case '_<=_':
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value <= constant : misread(value)
      }
    case '_>_':
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value > constant : misread(value)
      }
    default:
      return (vector) => {
        const value = vector[index] as number
        return isNumber(value, int) ? value >= constant : misread(value)
      }
  }
}

function isNumber(value: number, int: boolean): boolean {
  return int ? Number.isSafeInteger(value) : Number.isFinite(value)
}
