import { number, percentage, right, textTable, type Cell } from '../../text-table.ts'
import type { AbuseReport, StageReport, TargetReport } from './abuse-report.ts'

/** Rules that are listed for each side. */
const RULES_MAX = 12

/** @param summary what the attackers do, in a sentence */
export function renderAbuseReport(report: AbuseReport, summary: string): string {
  return [
    `${report.drill} drill (synthetic: shop and attackers are made up, the rules are the real ones)`,
    summary,
    `Size ${report.size}, variant ${report.variant}, ${report.days} days at ${number(report.checkouts_per_day)} checkouts a day. Seed ${report.seed}: the same seed gives the same drill.`,
    `Decided by ${report.rulesets.join(', ')}.`,
    '',
    'targets',
    '',
    textTable([
      ['', right('stopped'), right('wanted'), right('customers'), right('at most'), 'met'],
      ...report.targets.map(targetRow),
    ]),
    ...report.stages.flatMap((stage) => ['', ...stageLines(stage)]),
    '',
    'timeline of the attack',
    '',
    textTable([
      [right('day'), 'at', right('events'), right('stopped'), 'rules that hit for the first time'],
      ...report.timeline.map((day) => [
        right(number(day.day)),
        day.checkpoint,
        right(number(day.events)),
        right(number(day.stopped)),
        day.new_rules.join(', '),
      ]),
    ]),
  ].join('\n')
}

function targetRow(target: TargetReport): Cell[] {
  return [
    `${target.checkpoint}, after the first ${target.after_first} at ${target.after_checkpoint}`,
    right(percentage(target.stopped_share, 1)),
    right(percentage(target.stopped_share_min, 0)),
    right(percentage(target.touched_share, 2)),
    right(target.touched_share_max === null ? '' : percentage(target.touched_share_max, 1)),
    target.met ? 'yes' : 'NO',
  ]
}

function stageLines(stage: StageReport): string[] {
  const { attack, shop } = stage
  const side = (who: string, of: StageReport['shop']): Cell[] => [
    who,
    ...[of.events, of.approve, of.challenge, of.review, of.decline].map((n) => right(number(n))),
  ]
  const first =
    stage.first_stopped === null
      ? 'None of the attack was stopped'
      : `Event ${stage.first_stopped} of the attack was the first to be stopped`
  return [
    `at the checkpoint: ${stage.checkpoint}`,
    '',
    textTable([
      ['', ...['events', 'passed', 'asked', 'held', 'declined'].map((word) => right(word))],
      side('attack', attack),
      side('customers', shop),
    ]),
    '',
    `${first}; what passed is worth ${number(stage.leaked_value)} EUR. Customers held up: ${percentage(stage.touched_share, 2)}.`,
    `Rules that hit the attack: ${rulesOf(stage.attack_rules)}.`,
    `Rules that held up customers: ${rulesOf(stage.shop_rules)}.`,
  ]
}

function rulesOf(rules: Readonly<Record<string, number>>): string {
  const listed = Object.entries(rules).slice(0, RULES_MAX)
  return listed.length === 0 ? 'none' : listed.map(([id, hits]) => `${id} ${hits}`).join(', ')
}
