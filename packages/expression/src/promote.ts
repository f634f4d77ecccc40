import type { Node } from './node.ts'
import { isList, listOf } from './types.ts'

/**
 * The one widening of the language: a whole number *written in the rule* may stand where a double
 * is wanted, so `order.amount > 500` needs no `500.0`. Int signals are never widened by themselves.
 * Gives undefined if the node is not made of int literals alone.
 */
export function promoteLiteral(node: Node): Node | undefined {
  switch (node.kind) {
    case 'constant':
      return typeof node.value === 'bigint'
        ? { ...node, type: 'double', value: Number(node.value) }
        : undefined
    case 'call': {
      if (node.type !== 'int' || !['_+_', '_-_', '_*_', '-_'].includes(node.name)) return undefined
      const args = promoteAll(node.args)
      return args && { ...node, type: 'double', args }
    }
    case 'conditional': {
      const branches = promoteAll([node.yes, node.no])
      return branches && { ...node, type: 'double', yes: branches[0]!, no: branches[1]! }
    }
    case 'list': {
      if (!isList(node.type) || node.type.of !== 'int') return undefined
      const elements = promoteAll(node.elements)
      return elements && { ...node, type: listOf('double'), elements }
    }
    default:
      return undefined
  }
}

function promoteAll(nodes: readonly Node[]): readonly Node[] | undefined {
  const promoted = nodes.map(promoteLiteral)
  return promoted.every((node) => node !== undefined) ? promoted : undefined
}

/** Makes doubles of the int literals beside doubles; other nodes stay as they are. */
export function promoteBeside(nodes: readonly Node[]): readonly Node[] {
  if (!nodes.some((node) => scalarOf(node) === 'double')) return nodes
  return nodes.map((node) => (scalarOf(node) === 'int' ? (promoteLiteral(node) ?? node) : node))
}

function scalarOf(node: Node): unknown {
  return isList(node.type) ? node.type.of : node.type
}
