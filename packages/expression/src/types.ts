import type { SignalType } from '@gatehouse/contract'

/** The type of an expression. `dyn` is "any": what an empty list holds, and what conformance runs with. */
export type ValueType = ScalarType | ListType
export type ScalarType = 'bool' | 'int' | 'double' | 'string' | 'timestamp' | 'duration' | 'dyn'

export interface ListType {
  readonly kind: 'list'
  readonly of: ValueType
}

export function listOf(of: ValueType): ListType {
  return { kind: 'list', of }
}

export function isList(type: ValueType): type is ListType {
  return typeof type === 'object'
}

export function isNumber(type: ValueType): boolean {
  return type === 'int' || type === 'double'
}

/** As a person reads it: `string`, `list of int`. */
export function typeName(type: ValueType): string {
  return isList(type) ? `list of ${typeName(type.of)}` : type
}

/** `dyn` fits everything: only elements of `[]` have it, and no code ever runs on one of those. */
export function sameType(a: ValueType, b: ValueType): boolean {
  if (isList(a) && isList(b)) return sameType(a.of, b.of)
  return a === b || a === 'dyn' || b === 'dyn'
}

/** The type of the more precise of two equal types: a list of strings beside an empty list. */
export function joinTypes(a: ValueType, b: ValueType): ValueType {
  if (isList(a) && isList(b)) return listOf(joinTypes(a.of, b.of))
  return a === 'dyn' ? b : a
}

export function typeOfSignal(type: SignalType): ValueType {
  return type === 'string_list' ? listOf('string') : type
}
