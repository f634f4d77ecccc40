import type { SignalDeclaration } from '@gatehouse/contract'
import type { Fact, FactPoints, PointsTable } from '@gatehouse/scoring'

export interface ScorecardAbout {
  readonly name: string
  readonly checkpoint: string
  readonly from: string | null
  readonly to: string | null
  readonly maturityDays: number
}

/**
 * The points as a ruleset that a merchant can read, change, backtest and publish: a rule for each
 * fact, whose weight is its points.
 */
export function scorecardRules(
  { points, rows, frauds, measured }: PointsTable,
  declarations: readonly SignalDeclaration[],
  { name, checkpoint, from, to, maturityDays }: ScorecardAbout,
): string {
  const types = new Map(declarations.map(({ name: signal, type }) => [signal, type]))
  const worth =
    measured === null
      ? 'too few frauds to say how well it ranks orders that it was not made from'
      : `made from the earlier orders in the same way it ranked ${measured.rows} later ones, ${measured.frauds} of them fraud, with an AUC of ${measured.auc.toFixed(2)}`
  return [
    `# A scorecard from ${rows} orders, ${frauds} of them fraud, ${from} to ${to} (labels: ${maturityDays} days).`,
    `# ${worth[0]!.toUpperCase()}${worth.slice(1)}.`,
    '# 50 points make an order of which nothing else holds as probably fraud as not. The intervals are',
    '# those of 95 %; that the facts were chosen by the same labels is not counted in them.',
    '# A draft: change what you know better, then backtest it, and try it in shadow before it decides.',
    '',
    `name: ${name}`,
    `checkpoints: [${checkpoint}]`,
    'scorecard: { base: { start: 100, floor: 0, parts: [] } }',
    'thresholds: { reject_below: 30, submit_to_processor: 50 }',
    '',
    'rules:',
    ...points.map((each, at) => ruleOf(each, at, types, frauds)),
    '',
  ].join('\n')
}

function ruleOf(
  { fact, points, low, high, rows, frauds }: FactPoints,
  at: number,
  types: ReadonlyMap<string, string>,
  allFrauds: number,
): string {
  const id = `card_${at + 1}_${fact.signal.replace(/[^a-z0-9]+/g, '_')}`.slice(0, 64)
  const text = `${factText(fact)}: ${frauds} of ${allFrauds} frauds, ${rows} orders; 95 %: ${shown(low)} to ${shown(high)} points`
  return [
    `  - id: ${id}`,
    `    when: ${JSON.stringify(expressionOf(fact, types))}`,
    '    when_unknown: skip',
    `    weight: ${shown(points)}`,
    `    text: ${JSON.stringify(text)}`,
  ].join('\n')
}

/** In the rule language: a double has a point, or it would be an int. */
export function expressionOf(fact: Fact, types: ReadonlyMap<string, string>): string {
  switch (fact.is) {
    case 'true':
      return fact.signal
    case 'equal':
      return `${fact.signal} == ${JSON.stringify(fact.value)}`
    case 'at_least': {
      const text = String(fact.value)
      const isDouble = types.get(fact.signal) !== 'int' && /^-?\d+$/.test(text)
      return `${fact.signal} >= ${text}${isDouble ? '.0' : ''}`
    }
  }
}

export function factText(fact: Fact): string {
  if (fact.is === 'true') return fact.signal
  return fact.is === 'equal'
    ? `${fact.signal} is ${fact.value}`
    : `${fact.signal} of ${fact.value} or more`
}

function shown(points: number): string {
  return String(Math.round(points))
}
