import type { Environment } from './environment.ts'
import type { Value } from './interpret/value.ts'
import type { ExpressionIssue, IssueCode, Place } from './issue.ts'
import { issueAt } from './issue.ts'
import { LIST_LENGTH_MAX } from './limits.ts'
import { literalArgument } from './literals.ts'
import { dottedName, namesOf } from './names.ts'
import { nearestName } from './nearest.ts'
import type { CallNode, ComprehensionNode, ListNode, Node, SignalNode } from './node.ts'
import { MACROS } from './node.ts'
import { FUNCTIONS, functionResult, operatorResult } from './overloads.ts'
import { promoteBeside } from './promote.ts'
import type { ValueType } from './types.ts'
import { isList, isNumber, joinTypes, listOf, sameType, typeName, typeOfSignal } from './types.ts'

const OPERATOR = /^_.*_$|^[-!]_$|^@in$|^_\[_\]$/

/** Resolves names and types from the leaves up. A node it cannot give a type becomes undefined. */
export class Checker {
  readonly issues: ExpressionIssue[] = []
  readonly #source: string
  readonly #environment: Environment
  readonly #variables: { readonly name: string; readonly type: ValueType }[] = []

  constructor(source: string, environment: Environment) {
    this.#source = source
    this.#environment = environment
  }

  check(node: Node): Node | undefined {
    switch (node.kind) {
      case 'constant':
        return this.#constant(node.value, node)
      case 'name':
      case 'select':
        return this.#name(node)
      case 'and':
      case 'or': {
        const args = this.#all(node.args)
        if (args === undefined || !this.#allBool(args, node.kind === 'and' ? '&&' : '||'))
          return undefined
        return { ...node, type: 'bool', args }
      }
      case 'conditional':
        return this.#conditional(node.test, node.yes, node.no, node)
      case 'list':
        return this.#list(node)
      case 'call':
        return this.#call(node)
      case 'comprehension':
        return this.#comprehension(node)
      case 'map':
      case 'message':
        return this.#refuse(node, 'not_in_language', 'rules have no maps and no messages')
      case 'signal':
      case 'known':
      case 'in_list':
      case 'variable':
        return node
    }
  }

  #constant(value: Value, node: Node): Node | undefined {
    const type = typeOfConstant(value)
    if (type === undefined) {
      return this.#refuse(
        node,
        'not_in_language',
        'rules have no `null`, bytes or unsigned numbers: `known(x)` asks for a value',
      )
    }
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) {
      return this.#refuse(
        node,
        'bad_literal',
        `\`${value}\` is beyond 2^53 - 1: write it as a double`,
      )
    }
    return { ...node, type } as Node
  }

  #name(node: Node): Node | undefined {
    if (node.kind === 'select' && node.test) {
      const { test: _, ...select } = node
      return this.#known({ ...select, test: false }, node)
    }
    const name = dottedName(node)
    if (name === undefined) {
      const checked = node.kind === 'select' ? this.check(node.operand) : undefined
      if (checked === undefined || node.kind !== 'select') return undefined
      const message = `a ${typeName(checked.type)} has no field \`${node.field}\``
      return this.#refuse(node, 'unknown_name', message)
    }
    const depth = this.#variables.findLastIndex((variable) => variable.name === name)
    if (depth >= 0) {
      const { type } = this.#variables[depth]!
      return { kind: 'variable', name, depth, type, start: node.start, end: node.end }
    }
    return this.#signal(name, node)
  }

  #signal(name: string, place: Place): SignalNode | undefined {
    const names = namesOf(this.#environment)
    const index = names.signals.get(name)
    if (index !== undefined) {
      const type = typeOfSignal(this.#environment.signals[index]!.type)
      return { kind: 'signal', name, index, type, start: place.start, end: place.end }
    }
    if (name.startsWith('lists.')) {
      return this.#refuse(place, 'wrong_type', `write \`x in ${name}\`: a list can only be asked`)
    }
    const candidates = [
      ...names.signals.keys(),
      ...this.#variables.map((variable) => variable.name),
    ]
    return this.#unknownName('signal', name, place, candidates)
  }

  #unknownName(what: string, name: string, place: Place, candidates: readonly string[]): undefined {
    const nearest = nearestName(name, candidates)
    const hint = nearest === undefined ? '' : `: did you mean \`${nearest}\`?`
    const message = `there is no ${what} \`${name}\`${hint}`
    this.issues.push(issueAt(this.#source, place, 'unknown_name', message, nearest))
    return undefined
  }

  #known(argument: Node, place: Place): Node | undefined {
    const signal = this.check(argument)
    if (signal === undefined) return undefined
    if (signal.kind !== 'signal') {
      return this.#refuse(place, 'wrong_type', '`known` takes the name of a signal')
    }
    return { kind: 'known', signal, type: 'bool', start: place.start, end: place.end }
  }

  #conditional(test: Node, yes: Node, no: Node, place: Place): Node | undefined {
    const args = this.#all([test, yes, no])
    if (args === undefined || !this.#allBool(args.slice(0, 1), '?')) return undefined
    const [left, right] = promoteBeside(args.slice(1)) as [Node, Node]
    if (!sameType(left.type, right.type)) {
      const message = `both sides of \`:\` must be of one type, here ${typeName(left.type)} and ${typeName(right.type)}`
      return this.#refuse(place, 'wrong_type', message)
    }
    const type = joinTypes(left.type, right.type)
    const { start, end } = place
    return { kind: 'conditional', type, test: args[0]!, yes: left, no: right, start, end }
  }

  #list(node: ListNode): Node | undefined {
    const checked = this.#all(node.elements)
    if (checked === undefined) return undefined
    if (checked.length > LIST_LENGTH_MAX) {
      const message = `a list has at most ${LIST_LENGTH_MAX} elements, this one ${checked.length}: keep it as a list of the shop`
      return this.#refuse(node, 'limit', message)
    }
    const elements = promoteBeside(checked)
    let type: ValueType = elements[0]?.type ?? 'dyn'
    for (const element of elements) {
      if (!sameType(type, element.type)) {
        const message = `a list holds one type, here ${typeName(type)} and ${typeName(element.type)}`
        return this.#refuse(element, 'wrong_type', message)
      }
      type = joinTypes(type, element.type)
    }
    return { ...node, type: listOf(type), elements }
  }

  #call(node: CallNode): Node | undefined {
    if (node.name === '@in') {
      const list = dottedName(node.args[1]!)
      if (list?.startsWith('lists.')) return this.#inList(node.args[0]!, list, node)
    }
    if (OPERATOR.test(node.name)) return this.#operator(node)
    if ((node.name === 'known' || node.name === 'has') && !node.method && node.args.length === 1) {
      return this.#known(node.args[0]!, node)
    }
    return this.#function(node)
  }

  #inList(argument: Node, list: string, place: CallNode): Node | undefined {
    const { lists } = namesOf(this.#environment)
    const name = list.slice('lists.'.length)
    const index = lists.get(name)
    const element = this.check(argument)
    if (index === undefined) {
      return this.#unknownName(
        'list',
        list,
        place.args[1]!,
        [...lists.keys()].map((key) => `lists.${key}`),
      )
    }
    if (element === undefined) return undefined
    if (!sameType(element.type, 'string')) {
      const message = `\`${list}\` holds texts, and this is a ${typeName(element.type)}`
      return this.#refuse(element, 'wrong_type', message)
    }
    return {
      kind: 'in_list',
      element,
      name,
      index,
      type: 'bool',
      start: place.start,
      end: place.end,
    }
  }

  #operator(node: CallNode): Node | undefined {
    const checked = this.#all(node.args)
    if (checked === undefined) return undefined
    const args = node.name === '_[_]' ? checked : promoteBeside(checked)
    const type = operatorResult(
      node.name,
      args.map((arg) => arg.type),
    )
    if (type === undefined) return this.#refuse(node, 'wrong_type', wrongOperands(node.name, args))
    return { ...node, type, args }
  }

  #function(node: CallNode): Node | undefined {
    const declared = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined
    if (declared === undefined) {
      const names = [...Object.keys(FUNCTIONS), 'known', 'has', ...MACROS]
      return this.#unknownName('function', node.name, node, names)
    }
    const checked = this.#all(node.args)
    if (checked === undefined) return undefined
    const form = node.method ? 'method' : 'function'
    if (declared.form !== 'both' && declared.form !== form) {
      const written = node.method ? `${node.name}(x)` : `x.${node.name}()`
      return this.#refuse(node, 'wrong_arity', `write \`${written}\``)
    }
    if (!declared.overloads.some((overload) => overload.takes.length === checked.length)) {
      const wanted = [...new Set(declared.overloads.map((overload) => overload.takes.length))]
      const less = node.method ? 1 : 0
      const message = `\`${node.name}\` takes ${wanted.map((count) => count - less).join(' or ')} arguments, here ${checked.length - less}`
      return this.#refuse(node, 'wrong_arity', message)
    }
    const type = functionResult(
      node.name,
      checked.map((arg) => arg.type),
    )
    if (type === undefined) {
      const got = checked.map((arg) => typeName(arg.type)).join(', ')
      return this.#refuse(node, 'wrong_type', `\`${node.name}\` does not take ${got}`)
    }
    return this.#literal({ ...node, type, args: checked })
  }

  /** Patterns, times and zones are written in the rule and read once, here. */
  #literal(node: CallNode): Node | undefined {
    const wanted = literalArgument(node.name)
    const argument = wanted && node.args[wanted.position]
    if (wanted === undefined || argument === undefined || argument.type === 'int') return node
    if (argument.kind !== 'constant' || typeof argument.value !== 'string') {
      return this.#refuse(argument, 'bad_literal', `${wanted.what} must be written in the rule`)
    }
    const result = wanted.read(argument.value)
    if (!result.ok) return this.#refuse(argument, 'bad_literal', result.message)
    const { type, start, end } = node
    return result.folded === undefined
      ? node
      : { kind: 'constant', value: result.folded, type, start, end }
  }

  #comprehension(node: ComprehensionNode): Node | undefined {
    const range = this.check(node.range)
    if (range === undefined) return undefined
    if (!isList(range.type)) {
      const message = `\`${node.macro}\` walks a list, and this is a ${typeName(range.type)}`
      return this.#refuse(range, 'wrong_type', message)
    }
    this.#variables.push({ name: node.variable, type: range.type.of })
    const test = node.test && this.check(node.test)
    const step = node.step && this.check(node.step)
    this.#variables.pop()
    if ((node.test && test === undefined) || (node.step && step === undefined)) return undefined
    if (test !== undefined && !this.#allBool([test], node.macro)) return undefined
    const element = step === undefined ? range.type.of : step.type
    const type = node.macro === 'map' || node.macro === 'filter' ? listOf(element) : 'bool'
    return { ...node, type, range, test, step }
  }

  #all(nodes: readonly Node[]): readonly Node[] | undefined {
    const checked = nodes.map((node) => this.check(node))
    return checked.every((node) => node !== undefined) ? checked : undefined
  }

  #allBool(nodes: readonly Node[], operator: string): boolean {
    for (const node of nodes) {
      if (!sameType(node.type, 'bool')) {
        const message = `\`${operator}\` needs true or false, and this is a ${typeName(node.type)}`
        this.#refuse(node, 'wrong_type', message)
        return false
      }
    }
    return true
  }

  #refuse(place: Place, code: IssueCode, message: string): undefined {
    this.issues.push(issueAt(this.#source, place, code, message))
    return undefined
  }
}

function typeOfConstant(value: Value): ValueType | undefined {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  return typeof value === 'string' ? 'string' : undefined
}

function wrongOperands(operator: string, args: readonly Node[]): string {
  const symbol = operator === '@in' ? 'in' : operator.replaceAll('_', '')
  const types = args.map((arg) => typeName(arg.type))
  if (args.length === 1) return `\`${symbol}\` does not take a ${types[0]!}`
  const mixed = isNumber(args[0]!.type) && isNumber(args[1]!.type)
  const hint = mixed ? ': write `double(x)` around the int' : ''
  return `\`${symbol}\` does not take ${types.join(' and ')}${hint}`
}
