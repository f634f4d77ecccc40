import type { ComprehensionNode, ConditionalNode, LogicNode } from '../node.ts'
import type { Code, Present, Raw, Scope } from './code.ts'
import { isMissing, missingOf } from './code.ts'

/** `&&` and `||`: `absorbing` (false, true) decides alone, whatever is missing beside it. */
export function compileLogic(node: LogicNode, scope: Scope): Code {
  const absorbing = node.kind === 'or'
  const codes = node.args.map((arg) => scope.compile(arg))
  return codes.length === 2 ? ofTwo(codes[0]!, codes[1]!, absorbing) : ofMany(codes, absorbing)
}

function ofTwo(first: Code, second: Code, absorbing: boolean): Code {
  return (vector, lists) => {
    const a = first(vector, lists)
    if (a === absorbing) return absorbing
    const b = second(vector, lists)
    if (typeof a === 'boolean' || b === absorbing) return b
    return typeof b === 'boolean' ? a : missingOf(a, b)
  }
}

function ofMany(codes: readonly Code[], absorbing: boolean): Code {
  return (vector, lists) => {
    let result: Raw = !absorbing
    for (let index = 0; index < codes.length; index++) {
      const value = codes[index]!(vector, lists)
      if (value === absorbing) return absorbing
      if (typeof value !== 'boolean') {
        result = typeof result === 'boolean' ? value : missingOf(result, value)
      }
    }
    return result
  }
}

export function compileNot(operand: Code): Code {
  return (vector, lists) => {
    const value = operand(vector, lists)
    return typeof value === 'boolean' ? !value : value
  }
}

export function compileConditional(node: ConditionalNode, scope: Scope): Code {
  const test = scope.compile(node.test)
  const yes = scope.compile(node.yes)
  const no = scope.compile(node.no)
  return (vector, lists) => {
    const value = test(vector, lists)
    if (value === true) return yes(vector, lists)
    return value === false ? no(vector, lists) : value
  }
}

export function compileComprehension(node: ComprehensionNode, scope: Scope): Code {
  const range = scope.compile(node.range)
  const test = node.test && scope.compile(node.test)
  const step = node.step && scope.compile(node.step)
  const { cells } = scope
  const { depth, macro } = node
  const walk = macro === 'all' || macro === 'exists' ? quantify(macro === 'exists', test!) : collect
  return (vector, lists) => {
    const elements = range(vector, lists)
    if (isMissing(elements)) return elements
    return walk(elements as readonly Present[], vector, lists)
  }

  function quantify(absorbing: boolean, predicate: Code): typeof collect {
    return (elements, vector, lists) => {
      let result: Raw = !absorbing
      for (const element of elements) {
        cells[depth] = element
        const value = predicate(vector, lists)
        if (value === absorbing) return absorbing
        if (typeof value !== 'boolean') {
          result = typeof result === 'boolean' ? value : missingOf(result, value)
        }
      }
      return result
    }
  }

  /** `filter`, `map`, `exists_one`: anything missing in any element makes the whole missing. */
  function collect(elements: readonly Present[], ...event: Parameters<Code>): Raw {
    const kept: Present[] = []
    let missing: Raw | undefined
    for (const element of elements) {
      cells[depth] = element
      const passes = test === undefined ? true : test(...event)
      if (passes === false) continue
      const value = passes === true && step !== undefined ? step(...event) : passes
      if (isMissing(value)) missing = missing === undefined ? value : missingOf(missing, value)
      else kept.push(step === undefined ? element : value)
    }
    if (missing !== undefined) return missing
    return macro === 'exists_one' ? kept.length === 1 : kept
  }
}
