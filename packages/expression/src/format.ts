import type { Value } from './interpret/value.ts'
import { Duration, Timestamp, Uint } from './interpret/value.ts'
import type { CallNode, ComprehensionNode, Node } from './node.ts'
import { formatDuration, formatTimestamp } from './time.ts'

/** How tightly a node binds, loosest first: CEL's grammar. */
const LOOSEST = 0
const OR = 1
const AND = 2
const RELATION = 3
const SUM = 4
const PRODUCT = 5
const UNARY = 6
const MEMBER = 7

const BINARY: Readonly<Record<string, { readonly text: string; readonly binds: number }>> = {
  '_<_': { text: '<', binds: RELATION },
  '_<=_': { text: '<=', binds: RELATION },
  '_>_': { text: '>', binds: RELATION },
  '_>=_': { text: '>=', binds: RELATION },
  '_==_': { text: '==', binds: RELATION },
  '_!=_': { text: '!=', binds: RELATION },
  '@in': { text: 'in', binds: RELATION },
  '_+_': { text: '+', binds: SUM },
  '_-_': { text: '-', binds: SUM },
  '_*_': { text: '*', binds: PRODUCT },
  '_/_': { text: '/', binds: PRODUCT },
  '_%_': { text: '%', binds: PRODUCT },
}

/**
 * Canonical text: one line, one space around operators, only the brackets that are needed. Two
 * expressions of one text mean the same, so diffs and shared predicates go by it.
 */
export function formatNode(node: Node): string {
  return write(node, LOOSEST)
}

/** Writes a node; in brackets if it binds more loosely than its surroundings. */
function write(node: Node, around: number): string {
  const [text, binds] = textOf(node)
  return binds < around ? `(${text})` : text
}

function textOf(node: Node): readonly [text: string, binds: number] {
  switch (node.kind) {
    case 'constant':
      return [formatConstant(node.value), isNegative(node.value) ? UNARY : MEMBER]
    case 'signal':
    case 'variable':
    case 'name':
      return [node.name, MEMBER]
    case 'known':
      return [`known(${node.signal.name})`, MEMBER]
    case 'in_list':
      return [`${write(node.element, RELATION)} in lists.${node.name}`, RELATION]
    case 'select': {
      const text = `${write(node.operand, MEMBER)}.${node.field}`
      return [node.test ? `has(${text})` : text, MEMBER]
    }
    case 'and':
      return [node.args.map((arg) => write(arg, AND + 1)).join(' && '), AND]
    case 'or':
      return [node.args.map((arg) => write(arg, OR + 1)).join(' || '), OR]
    case 'conditional': {
      const [test, yes] = [node.test, node.yes].map((part) => write(part, OR)) as [string, string]
      return [`${test} ? ${yes} : ${write(node.no, LOOSEST)}`, LOOSEST]
    }
    case 'list':
      return [`[${node.elements.map(formatNode).join(', ')}]`, MEMBER]
    case 'map': {
      const entries = node.entries.map(
        ({ key, value }) => `${formatNode(key)}: ${formatNode(value)}`,
      )
      return [`{${entries.join(', ')}}`, MEMBER]
    }
    case 'message': {
      const fields = node.fields.map(({ field, value }) => `${field}: ${formatNode(value)}`)
      return [`${node.name}{${fields.join(', ')}}`, MEMBER]
    }
    case 'comprehension':
      return [comprehensionText(node), MEMBER]
    case 'call':
      return callText(node)
  }
}

function comprehensionText({ macro, range, variable, test, step }: ComprehensionNode): string {
  const body = [test, step].filter((part) => part !== undefined).map(formatNode)
  return `${write(range, MEMBER)}.${macro}(${[variable, ...body].join(', ')})`
}

function callText({ name, args, method }: CallNode): readonly [text: string, binds: number] {
  const binary = BINARY[name]
  if (binary !== undefined) {
    // Operators group to the left, so an equal one on the right needs its brackets.
    const [left, right] = [write(args[0]!, binary.binds), write(args[1]!, binary.binds + 1)]
    return [`${left} ${binary.text} ${right}`, binary.binds]
  }
  if (name === '!_' || name === '-_') {
    // A minus right before a number would be read as part of it.
    const around = name === '-_' && args[0]!.kind === 'constant' ? MEMBER + 1 : MEMBER
    return [`${name[0]!}${write(args[0]!, around)}`, UNARY]
  }
  if (name === '_[_]') return [`${write(args[0]!, MEMBER)}[${formatNode(args[1]!)}]`, MEMBER]
  const rest = (method ? args.slice(1) : args).map(formatNode).join(', ')
  return [method ? `${write(args[0]!, MEMBER)}.${name}(${rest})` : `${name}(${rest})`, MEMBER]
}

function isNegative(value: Value): boolean {
  return (
    (typeof value === 'bigint' || typeof value === 'number') && (value < 0 || Object.is(value, -0))
  )
}

function formatConstant(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return formatDouble(value)
  if (value instanceof Uint) return `${value.value}u`
  if (value instanceof Timestamp) return `timestamp("${formatTimestamp(value.nanos)}")`
  if (value instanceof Duration) return `duration("${formatDuration(value.nanos)}")`
  if (value instanceof Uint8Array) return `b"${[...value].map(escapeByte).join('')}"`
  if (typeof value === 'bigint' || typeof value === 'boolean' || value === null) return `${value}`
  throw new TypeError('no literal of CEL holds this value')
}

/** A double always shows that it is one: `500.0`, `1e+21`. */
function formatDouble(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
