import type { Scores } from './scores.ts'

/**
 * How well the risk score ranks fraud above good orders. Rows without a label are left out. Equal
 * scores are one group: where a budget ends inside one, the orders of the group are taken in
 * random order, and what is given is the expected value.
 */
export interface Measures {
  readonly labelled: number
  readonly fraud: number
  /** Probability that a fraud scores above a good order, ties counted half. */
  readonly auc: number
  /** Average precision: precision at each group, weighted by the recall that it adds. */
  readonly averagePrecision: number
  readonly atBudget: AtBudget
  /** How many times more fraud than chance is in the riskiest fifth. */
  readonly liftAt20Percent: number
}

/** What reviewing the riskiest part of the orders would find. */
export interface AtBudget {
  /** Share of the orders, 0 to 1. */
  readonly share: number
  /** Orders reviewed: the share of the labelled ones. */
  readonly orders: number
  readonly recall: number
  readonly precision: number
  /** Share of the fraud amount that is found. */
  readonly amountRecall: number
  /** Risk score at which the budget ends. */
  readonly lowestScore: number
}

/** Rows of equal score. */
interface Group {
  readonly score: number
  fraud: number
  good: number
  fraudAmount: number
}

/** `null` unless there is fraud and there are good orders: nothing can be ranked. */
export function measure(scores: Scores, budgetShare: number): Measures | null {
  const groups = groupByScore(scores)
  const fraud = sum(groups, (group) => group.fraud)
  const good = sum(groups, (group) => group.good)
  if (fraud === 0 || good === 0) return null
  let auc = 0
  let averagePrecision = 0
  let fraudAbove = 0
  let goodAbove = 0
  for (const group of groups) {
    auc += group.fraud * (good - goodAbove - group.good / 2)
    fraudAbove += group.fraud
    goodAbove += group.good
    averagePrecision += (group.fraud / fraud) * (fraudAbove / (fraudAbove + goodAbove))
  }
  const labelled = fraud + good
  return {
    labelled,
    fraud,
    auc: auc / (fraud * good),
    averagePrecision,
    atBudget: atBudget(groups, labelled, fraud, budgetShare),
    liftAt20Percent: atBudget(groups, labelled, fraud, 0.2).recall / 0.2,
  }
}

function groupByScore(scores: Scores): Group[] {
  const groups = new Map<number, Group>()
  for (let index = 0; index < scores.length; index++) {
    const label = scores.label(index)
    if (label === null) continue
    const score = scores.riskScore(index)
    let group = groups.get(score)
    if (group === undefined) {
      group = { score, fraud: 0, good: 0, fraudAmount: 0 }
      groups.set(score, group)
    }
    if (label === 'fraud') {
      group.fraud++
      group.fraudAmount += scores.amount(index)
    } else group.good++
  }
  return [...groups.values()].sort((a, b) => b.score - a.score)
}

function atBudget(
  groups: readonly Group[],
  labelled: number,
  fraud: number,
  share: number,
): AtBudget {
  const orders = labelled * share
  const fraudAmount = sum(groups, (group) => group.fraudAmount)
  let left = orders
  let found = 0
  let foundAmount = 0
  let lowestScore = groups[0]!.score
  for (const group of groups) {
    const size = group.fraud + group.good
    const part = Math.min(1, left / size)
    if (part <= 0) break
    found += part * group.fraud
    foundAmount += part * group.fraudAmount
    lowestScore = group.score
    left -= part * size
  }
  return {
    share,
    orders,
    recall: found / fraud,
    precision: orders === 0 ? 0 : found / orders,
    amountRecall: fraudAmount === 0 ? 0 : foundAmount / fraudAmount,
    lowestScore,
  }
}

function sum(groups: readonly Group[], of: (group: Group) => number): number {
  return groups.reduce((total, group) => total + of(group), 0)
}
