import type { ExpressionIssue } from '../issue.ts'
import { readSyntax } from '../syntax.ts'
import type { Dialect } from './dialect.ts'
import type { Activation, Outcome } from './evaluate.ts'
import { Interpreter } from './evaluate.ts'
import { TYPE_NAMES } from './type-name.ts'
import type { Value } from './value.ts'
import { TypeValue } from './value.ts'
import { unknownBecause } from '@gatehouse/contract'

export interface CelContext {
  readonly bindings: ReadonlyMap<string, Value>
  /** The package the expression stands in: `a.b` makes `c` mean `a.b.c`, then `a.c`, then `c`. */
  readonly container: string
  readonly dialect: Dialect
}

export type CelResult =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly issues: readonly ExpressionIssue[] }

/**
 * Standard CEL without a type check: what the conformance data runs through. It shares the parser
 * and the interpreter with rules, so what it proves, it proves for them.
 */
export function evaluateCel(
  source: string,
  { bindings, container, dialect }: CelContext,
): CelResult {
  const syntax = readSyntax(source)
  if (!syntax.ok) return syntax
  const lookUp = (name: string): Value | undefined => {
    for (const candidate of candidates(name, container)) {
      const value = bindings.get(candidate)
      if (value !== undefined) return value
      if (TYPE_NAMES.has(candidate) || dialect.messages?.has(candidate) === true) {
        return new TypeValue(candidate)
      }
    }
    return undefined
  }
  const activation: Activation = {
    signal: () => unknownBecause('no_signal'),
    known: () => false,
    inList: () => false,
    name: lookUp,
    messageType: (name) =>
      candidates(name, container).find((candidate) => dialect.messages?.has(candidate)),
  }
  return { ok: true, outcome: new Interpreter(activation, dialect).evaluate(syntax.root) }
}

/** From the innermost package outwards; a leading dot means the outermost alone. */
function candidates(name: string, container: string): readonly string[] {
  if (name.startsWith('.')) return [name.slice(1)]
  const names = [name]
  const parts = container === '' ? [] : container.split('.')
  for (const index of parts.keys()) names.unshift(`${parts.slice(0, index + 1).join('.')}.${name}`)
  return names
}
