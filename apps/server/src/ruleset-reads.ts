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
  const environment = { signals, lists: ruleset.lists ?? [] }
  const names = new Set<string>()
  const lists = new Set(ruleset.lists)
  for (const { source, result } of expressionsOf(ruleset)) {
    const checked = checkExpression(source, { ...environment, result })
    if (!checked.ok) continue
    for (const name of checked.expression.readNames) {
      if (own.has(name)) continue
      names.add(name)
      if (name.startsWith(LIST_SIGNAL)) lists.add(name.slice(LIST_SIGNAL.length))
    }
  }
  return { signals: [...names].sort(), lists }
}

interface Source {
  readonly source: string
  readonly result: 'bool' | 'number'
}

function expressionsOf({ scorecard, rules, policy = [] }: Ruleset): Source[] {
  const conditions = [...scorecard.base.parts, ...rules, ...policy]
  return [
    ...conditions.map(({ when }): Source => ({ source: when, result: 'bool' })),
    ...rules.flatMap(({ graded }): Source[] =>
      graded === undefined ? [] : [{ source: graded.by, result: 'number' }],
    ),
  ]
}
