import type { ChangeRelation, ChangeSet, CounterfactualAnswer } from '@gatehouse/contract'
import { valueText } from './explain-decision.ts'

/** What would have changed a decision, in the words of a person. */
export function explainCounterfactual(answer: CounterfactualAnswer): string {
  const { milder, stricter, reproduced, by_model: byModel } = answer
  const model = byModel ? [BY_MODEL] : []
  if (milder === null && stricter === null) {
    return ['what would have changed it: nothing that a few other values could do', ...model].join(
      '\n\n',
    )
  }
  return [
    'what would have changed it',
    ...[milder, stricter].flatMap((set) => (set === null ? [] : [setText(set)])),
    ...model,
    ...(reproduced
      ? []
      : ['  (lists or values that are not kept have changed since: told of what is known today)']),
  ].join('\n\n')
}

const BY_MODEL = '  (the model made the score: only values at which a rule turns were tried on it)'

function setText({ outcome, risk_score: risk, changes, is_smallest: isSmallest }: ChangeSet) {
  const lines = changes.map(
    ({ signal, from, relation, to }) =>
      `    ${signal} ${RELATIONS[relation]} ${valueText(to)} (was ${valueText(from)})`,
  )
  const doubt = isSmallest ? [] : ['    (maybe less would have done)']
  return [`  ${outcome}, risk ${risk}, if`, ...lines, ...doubt].join('\n')
}

const RELATIONS: Readonly<Record<ChangeRelation, string>> = {
  is: 'were',
  is_not: 'were not',
  at_most: 'were at most',
  at_least: 'were at least',
  below: 'were below',
  above: 'were above',
  not_on_list: 'were not on the list',
}
