import type { SignalDeclaration } from '@gatehouse/contract'
import type { Environment } from './environment.ts'
import type { Node } from './node.ts'

/** Names to places in the declarations. Maps, never objects: a name may be `constructor`. */
export interface Names {
  readonly signals: ReadonlyMap<string, number>
  readonly lists: ReadonlyMap<string, number>
}

const known = new WeakMap<readonly SignalDeclaration[], Map<readonly string[], Names>>()

/** The index of an environment, made once however many rules are checked against it. */
export function namesOf({ signals, lists }: Environment): Names {
  let bySignals = known.get(signals)
  if (bySignals === undefined) known.set(signals, (bySignals = new Map()))
  let names = bySignals.get(lists)
  if (names === undefined) {
    names = {
      signals: new Map(signals.map((signal, index) => [signal.name, index])),
      lists: new Map(lists.map((name, index) => [name, index])),
    }
    // One entry: an environment pairs one catalogue with the lists of one shop at a time.
    bySignals.clear()
    bySignals.set(lists, names)
  }
  return names
}

/** `a.b.c` of a chain of names and dots; undefined for any other node, `has()` included. */
export function dottedName(node: Node): string | undefined {
  if (node.kind === 'name') return node.name
  if (node.kind !== 'select' || node.test) return undefined
  const operand = dottedName(node.operand)
  return operand === undefined ? undefined : `${operand}.${node.field}`
}
