import { unknownBecause } from '@gatehouse/contract'
import { ERRORS } from '../evaluation-error.ts'
import type { CallNode, InListNode, ListNode } from '../node.ts'
import { isList } from '../types.ts'
import type { Code, Present, Raw, Scope } from './code.ts'
import { isMissing, missingOf } from './code.ts'
import { sameValue } from './compare.ts'
import { constantElements } from './constant.ts'

/** Why `x in lists.NAME` is unknown when the list could not be loaded. */
export const LIST_NOT_LOADED = unknownBecause('list_not_loaded')

export function compileInList(node: InListNode, scope: Scope): Code {
  const element = scope.compile(node.element)
  const { index } = node
  return (vector, lists) => {
    const value = element(vector, lists)
    if (typeof value !== 'string') return value
    return lists[index]?.has(value) ?? LIST_NOT_LOADED
  }
}

/** `x in [..]`; a list written out becomes a set once. */
export function compileIn(node: CallNode, scope: Scope): Code {
  const [left, right] = node.args as [CallNode['args'][0], CallNode['args'][0]]
  const element = scope.compile(left)
  const constants = constantElements(right)
  if (constants !== undefined && !isList(left.type)) {
    const set = new Set(constants)
    return (vector, lists) => {
      const value = element(vector, lists)
      return isMissing(value) ? value : set.has(value)
    }
  }
  const range = scope.compile(right)
  return (vector, lists) => {
    const value = element(vector, lists)
    const elements = range(vector, lists)
    if (isMissing(value) || isMissing(elements)) return missingOf(value, elements)
    return (elements as readonly Present[]).some((each) => sameValue(each, value))
  }
}

export function compileIndex(node: CallNode, scope: Scope): Code {
  const [list, position] = node.args.map((arg) => scope.compile(arg)) as [Code, Code]
  return (vector, lists) => {
    const elements = list(vector, lists)
    const at = position(vector, lists)
    if (isMissing(elements) || isMissing(at)) return missingOf(elements, at)
    return (elements as readonly Present[])[at as number] ?? ERRORS.bad_index
  }
}

export function compileList(node: ListNode, scope: Scope): Code {
  const constants = constantElements(node)
  if (constants !== undefined) return () => constants
  const codes = node.elements.map((element) => scope.compile(element))
  return (vector, lists) => {
    const elements: Present[] = []
    let missing: Raw | undefined
    for (const code of codes) {
      const value = code(vector, lists)
      if (isMissing(value)) missing = missing === undefined ? value : missingOf(missing, value)
      else elements.push(value)
    }
    return missing ?? elements
  }
}
