import { number, percentage, right, textTable } from '../text-table.ts'
import { REFUSAL_COST, type BystanderReport, type DrillReport } from './report.ts'

/** The report of a drill, for somebody who has never heard of card testing. */
export function renderDrillReport(report: DrillReport): string {
  const { attempts, approved, challenged, declined } = report
  const from = report.addresses === 1 ? 'one IP address' : `${report.addresses} IP addresses`
  const last = report.last_approved_after_seconds
  const became = (what: string, count: number) => [
    what,
    right(number(count)),
    right(percentage(count / attempts, 2)),
  ]
  return [
    `Card testing drill: a bot tries ${number(attempts)} stolen cards with ${amounts(report)} each, from ${from},`,
    `about ${report.attempts_per_second} a second. Each card comes in a new session, on a new device and under another name.`,
    '',
    `The shop: ${number(report.checkouts_per_day)} checkouts a day (${report.background}), ${report.history_days} ordinary days before the attack.`,
    `Decided by the ruleset ${report.ruleset}. Seed ${report.seed}: the same seed gives the same drill.`,
    '',
    "what became of the bot's attempts",
    '',
    textTable([
      ['', right('attempts'), right('share')],
      became('sent to the bank', approved),
      became('asked for a captcha, seen or silent, which the bot does not solve', challenged),
      became('declined', declined),
    ]),
    '',
    `Stopped ${report.stopped_after_seconds.toFixed(1)} s after the first attempt: from then on at most 1 in 1,000 went to the bank,`,
    `the last one after ${last.toFixed(1)} s of ${number(report.attack_seconds)} s. The bot found ${number(report.live_cards_found)} cards that work.`,
    `Refusals cost the shop ${euros(report.cost)}, at ${euros(REFUSAL_COST)} each; without a gate up to ${euros(report.cost_without_gate)}.`,
    '',
    'what shoppers noticed who had nothing to do with it',
    '',
    textTable([
      [
        '',
        right('checkouts'),
        right('captcha'),
        right('share'),
        right('silent'),
        right('declined'),
      ],
      noticed('from the midnight before the attack on', report.shoppers),
      noticed('while it lasted and 10 minutes more', report.shoppers_during_attack),
    ]),
    '',
    "rules that hit the bot's attempts",
    '',
    textTable([
      ['rule', right('attempts')],
      ...Object.entries(report.rules).map(([id, hits]) => [id, right(number(hits))]),
    ]),
  ].join('\n')
}

function noticed(when: string, of: BystanderReport) {
  return [
    when,
    right(number(of.checkouts)),
    right(number(of.challenged)),
    right(percentage(of.challenged_share, 3)),
    right(number(of.checked_silently)),
    right(number(of.declined)),
  ]
}

function amounts({ amount, amount_to: amountTo }: DrillReport): string {
  return amountTo > amount ? `${number(amount, 2)} to ${euros(amountTo)}` : euros(amount)
}

function euros(amount: number): string {
  return `${number(amount, 2)} EUR`
}
