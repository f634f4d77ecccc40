import { createHash } from 'node:crypto'
import type { Ruleset, SignalDeclaration } from '@gatehouse/contract'
import { compileRuleset, type CompiledRuleset, type CompiledRulesetResult } from '@gatehouse/gate'

/** Nothing is kept alive by it: what no shop decides by any more goes. */
const shared = new Map<string, WeakRef<CompiledRuleset>>()
const gone = new FinalizationRegistry((key: string) => {
  if (shared.get(key)?.deref() === undefined) shared.delete(key)
})

/**
 * As `compileRuleset`, once for all shops that have the same: most decide by the packs that a new
 * shop starts with. What is compiled holds nothing of a shop but its ruleset, and is frozen.
 *
 * @param signalsKey says which declarations these are: see `signalsKeyOf`
 */
export function compileShared(
  document: Ruleset,
  version: number,
  declarations: readonly SignalDeclaration[],
  signalsKey: string,
): CompiledRulesetResult {
  const key = hashOf([signalsKey, version, document])
  const known = shared.get(key)?.deref()
  if (known !== undefined) return { ok: true, ruleset: known }
  const compiled = compileRuleset(document, version, declarations)
  if (compiled.ok) {
    shared.set(key, new WeakRef(compiled.ruleset))
    gone.register(compiled.ruleset, key)
  }
  return compiled
}

/** The same for declarations that a ruleset compiles alike against. */
export function signalsKeyOf(declarations: readonly SignalDeclaration[]): string {
  return hashOf(declarations.map(({ name, type, privacy }) => [name, type, privacy]))
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64')
}
