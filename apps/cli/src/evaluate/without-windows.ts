import type { Ruleset, SignalDeclaration } from '@gatehouse/contract'
import { compileRuleset } from '@gatehouse/gate'
import { asSignal, defaultWindows, WINDOW_SIGNALS } from '@gatehouse/signals'

/** What is counted over the past, and what is computed from that. */
const OVER_TIME: ReadonlySet<string> = new Set(
  [...defaultWindows.map(asSignal), ...WINDOW_SIGNALS].map(({ name }) => name),
)

/**
 * The same ruleset less every fact, rule and policy that reads a window: what can be told from the
 * order alone. Rules that are switched off are left out too.
 */
export function withoutWindows(
  ruleset: Ruleset,
  declarations: readonly SignalDeclaration[],
): Ruleset {
  const compiled = compileRuleset(ruleset, 1, declarations)
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'))
  const { rules, policies } = compiled.ruleset
  const reads = [
    ...rules.map((rule) => ({ id: rule.id, names: rule.reads })),
    ...policies.map(({ id, expression }) => ({ id, names: expression.readNames })),
  ]
  const kept = new Set(
    reads.filter(({ names }) => !names.some((name) => OVER_TIME.has(name))).map(({ id }) => id),
  )
  const isKept = ({ id }: { readonly id: string }) => kept.has(id)
  const { base } = ruleset.scorecard
  return {
    ...ruleset,
    scorecard: { base: { ...base, parts: base.parts.filter(isKept) } },
    rules: ruleset.rules.filter(isKept),
    policy: (ruleset.policy ?? []).filter(isKept),
  }
}
