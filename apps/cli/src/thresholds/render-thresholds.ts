import type { ThresholdAnswer } from '@gatehouse/contract'
import { counted, number, percentage, right, textTable, type Cell } from '../text-table.ts'
import { curveInText } from './curve-in-text.ts'

type Stand = ThresholdAnswer['best']

/** Where thresholds would have earned most, as a person reads it. */
export function renderThresholds(answer: ThresholdAnswer): string {
  const parts = [headline(answer)]
  if (answer.orders.total > 0) {
    parts.push(stands(answer), verdict(answer), ...findings(answer), curves(answer))
  }
  parts.push(answer.notes.map((note) => `note: ${note}`).join('\n'), prices(answer))
  return parts.filter((part) => part !== '').join('\n\n')
}

function headline({ ruleset, orders, from, to, sampled, complete }: ThresholdAnswer): string {
  const lines = [
    `thresholds of \`${ruleset}\`: ${counted(orders.total, 'order')} from ${from} to ${to}`,
    '',
    `  ${number(orders.fraud)} fraud, ${number(orders.good)} good, ${number(orders.unknown)} that nobody knows`,
  ]
  if (sampled) lines.push('  a sample: some orders from every part of the time')
  if (!complete) lines.push(`  later ones than ${to} were not reached in time`)
  return lines.join('\n')
}

function stands({ today, best, cost_of_limit: limit, currency, orders }: ThresholdAnswer): string {
  const columns: [string, Stand][] = [
    ['today', today],
    ['best', best],
    ...(limit === null ? [] : ([['without limit', limit.free]] as [string, Stand][])),
  ]
  const row = (name: string, of: (stand: Stand) => string): Cell[] => [
    name,
    ...columns.map(([, stand]) => right(of(stand))),
  ]
  const share = (count: number) => percentage(count / orders.total, 2)
  const rows: Cell[][] = [
    ['', ...columns.map(([name]) => right(name))],
    row('decline below', ({ thresholds }) => String(thresholds.reject_below)),
    row('review below', ({ thresholds }) => String(thresholds.submit_to_processor)),
  ]
  if (today.thresholds.challenge_below !== undefined) {
    rows.push(row('challenge below', ({ thresholds }) => String(thresholds.challenge_below)))
  }
  rows.push(
    row(`profit, ${currency}`, ({ profit }) => number(profit, 2)),
    row('  saved by stopping fraud', ({ saved }) => number(saved, 2)),
    row('  lost with good orders', ({ lost }) => number(lost, 2)),
    row('good orders declined, worth', (stand) => number(stand.good_declined_amount, 2)),
    row('fraud that goes on, worth', (stand) => number(stand.fraud_through_amount, 2)),
    row('fraud among what goes on', (stand) => percentage(stand.fraud_share, 2)),
    row('  95 % interval', ({ fraud_share_interval: interval }) =>
      interval === null
        ? '-'
        : `${number(interval.low * 100, 2)} to ${percentage(interval.high, 2)}`,
    ),
    row('declined', ({ declined }) => share(declined)),
    row('reviewed', ({ reviewed }) => share(reviewed)),
  )
  return textTable(rows)
}

function verdict({
  verdict: said,
  gain,
  limits,
  unreachable,
  today,
  currency,
}: ThresholdAnswer): string {
  const money = (value: number) => `${number(value, 2)} ${currency}`
  const interval = `${number(gain.low, 2)} to ${money(gain.high)}, 95 %`
  switch (said) {
    case 'move':
      return `The best ones are worth moving to: expect ${money(gain.expected)} more on as many orders (${interval}).`
    case 'needed':
      return `Today's do not keep to the limits (${limitsSaid(limits)}), the best ones do: ${money(gain.expected)} on as many orders (${interval}).`
    case 'noise':
      return `Stay: the best ones may be best by chance alone (${money(gain.expected)}; ${interval}).`
    case 'stay':
      return "Stay: no others would have earned more than today's."
    case 'few_frauds':
      return 'Stay: fewer than 20 frauds are known, too few to choose by.'
    case 'unreachable':
      return unreachable === 'fraud_share'
        ? `No thresholds keep fraud at ${percentage(limits.fraud_share, 2)} or less of what goes on: \`best\` comes nearest. Rules and model have to tell fraud better (today ${percentage(today.fraud_share, 2)}).`
        : `No thresholds keep reviews at ${percentage(limits.review_share, 1)} or less of the orders: rules ask for more. \`best\` comes nearest.`
  }
}

function limitsSaid(limits: ThresholdAnswer['limits']): string {
  const fraud = `fraud ${percentage(limits.fraud_share, 2)} of what goes on`
  return limits.review_share >= 1
    ? fraud
    : `${fraud}, reviews ${percentage(limits.review_share, 1)} of the orders`
}

function findings(answer: ThresholdAnswer): string[] {
  const { too_strict: strict, cost_of_limit: limit, today, best, currency, limits } = answer
  const money = (value: number) => `${number(value, 2)} ${currency}`
  const said: string[] = []
  if (strict !== null) {
    said.push(
      `Too strict: today's let ${percentage(today.fraud_share, 2)} fraud through, and stop good orders of ${money(today.good_declined_amount)}; the best ones stop ${money(best.good_declined_amount)} of those. Next to no fraud means that good customers are turned away.`,
    )
  }
  if (limit !== null) {
    said.push(
      `Keeping fraud at ${percentage(limits.fraud_share, 2)} costs ${money(limit.cost)}: without that limit ${limit.free.thresholds.reject_below} and ${limit.free.thresholds.submit_to_processor} would earn most, with ${percentage(limit.free.fraud_share, 2)} fraud.`,
    )
  }
  return said
}

function curves({
  decline_curve: decline,
  review_curve: review,
  best,
  today,
}: ThresholdAnswer): string {
  const of = (threshold: 'reject_below' | 'submit_to_processor') => ({
    today: today.thresholds[threshold],
    best: best.thresholds[threshold],
  })
  return [
    `profit by where orders are declined\n\n${curveInText(decline, of('reject_below'))}`,
    `profit by where reviews end\n\n${curveInText(review, of('submit_to_processor'))}`,
  ].join('\n\n')
}

function prices({ costs, currency }: ThresholdAnswer): string {
  const money = (value: number) => `${number(value, 2)} ${currency}`
  return [
    `counted with ${percentage(costs.margin)} margin, ${percentage(costs.fraud_loss)} of a fraud lost and ${money(costs.dispute_fee)} for its chargeback,`,
    `${number(costs.review_minutes)} minutes a review at ${money(costs.minute_cost)}, ${percentage(costs.challenge_loss)} of those asked lost and ${money(costs.challenge_fee)} for asking (settings of the shop, unless typed)`,
  ].join('\n')
}
