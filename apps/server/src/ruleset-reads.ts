import type { Ruleset, SignalDeclaration } from '@gatehouse/contract'
import { checkExpression } from '@gatehouse/expression'
import { DECISION_DECLARATIONS } from '@gatehouse/gate'

/** The names that a ruleset depends on. */
export interface RulesetReads {
  /** Signals, by name. */
  readonly signals: readonly string[]
  /** Lists, whether asked as `list.NAME` or as `lists.NAME`. */
  readonly lists: ReadonlySet<string>
}

const LIST_SIGNAL = 'list.'

/**
 * What the expressions of a ruleset read. Rules that are switched off count: they are compiled too.
 * An expression that does not compile reads nothing.
 */
export function readsOf(
  ruleset: Ruleset,
  declarations: readonly SignalDeclaration[],
): RulesetReads {
  const own = new Set(DECISION_DECLARATIONS.map(({ name }) => name))
  const signals = [...declarations, ...DECISION_DECLARATIONS]
  const environment = { signals, lists: ruleset.lists ?? [], result: 'bool' } as const
  const names = new Set<string>()
  const lists = new Set(ruleset.lists)
  for (const { when } of expressionsOf(ruleset)) {
    const checked = checkExpression(when, environment)
    if (!checked.ok) continue
    for (const name of checked.expression.readNames) {
      if (own.has(name)) continue
      names.add(name)
      if (name.startsWith(LIST_SIGNAL)) lists.add(name.slice(LIST_SIGNAL.length))
    }
  }
  return { signals: [...names].sort(), lists }
}

function expressionsOf({ scorecard, rules, policy = [] }: Ruleset): { when: string }[] {
  return [...scorecard.base.parts, ...rules, ...policy]
}
