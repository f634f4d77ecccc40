import { writeFile } from 'node:fs/promises'
import type { RulesetDocument, RulesetState, ThresholdAnswer } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { timeOption } from '../read-time.ts'
import { costOptions, costsTyped, percent } from '../replay/costs.ts'

export const thresholdsCommand: Command = {
  name: 'thresholds',
  operands: ['NAME'],
  summary: 'where the thresholds of a ruleset would have earned most',
  details: `Scores past orders again by the live version of the ruleset NAME, and counts for every pair of
thresholds (decline below, review below) what stopping fraud saves and what stopping good orders costs,
with the costs of the shop. Prints today's pair, the best one within the limits, how much of the
difference may be chance, and both curves. \`--draft\` writes the best ones as a draft of the ruleset, to
be backtested and published like every other. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    'fraud-share': { value: 'PERCENT', doc: 'fraud among what goes on, at most (0.5%)' },
    'review-share': { value: 'PERCENT', doc: 'orders that people can look at (100%)' },
    from: { value: 'TIME', doc: 'orders from here on (180 days before the end)' },
    to: { value: 'TIME', doc: 'orders before this (now less the maturity)' },
    'maturity-days': {
      value: 'DAYS',
      doc: "days after which an order that nobody complained of is good (the shop's)",
    },
    svg: { value: 'FILE', doc: 'draw the curves' },
    draft: { doc: 'write the best thresholds as a draft of the ruleset' },
    note: { value: 'TEXT', doc: 'why, for the draft' },
    overwrite: { doc: 'a draft that is there may be lost' },
    json: { value: 'FILE', doc: 'write all of it as JSON' },
    ...costOptions,
  },
  async run(input, terminal) {
    const { renderThresholds } = await import('../thresholds/render-thresholds.ts')
    const name = input.positionals[0]!
    const shop = input.text('shop')
    const answer = (await askServer(
      {
        method: 'GET',
        path: `/v1/rulesets/${encodeURIComponent(name)}/thresholds${queryOf(input)}`,
        shop,
        notFound: `no ruleset \`${name}\` is live in this shop`,
      },
      terminal,
    )) as ThresholdAnswer
    terminal.print(renderThresholds(answer))
    const svg = input.text('svg')
    if (svg !== undefined) {
      const { drawThresholds } = await import('../thresholds/draw-thresholds.ts')
      await writeFile(svg, drawThresholds(answer))
    }
    const json = input.text('json')
    if (json !== undefined) await writeFile(json, `${JSON.stringify(answer, null, 2)}\n`)
    if (input.flag('draft')) await writeDraft(name, answer, input, terminal)
    return 0
  },
}

function queryOf(input: Input): string {
  const query = new URLSearchParams()
  for (const option of ['from', 'to']) {
    const time = timeOption(input, option)
    if (time !== undefined) query.set(option, time)
  }
  const days = input.text('maturity-days')
  if (days !== undefined && !/^\d{1,3}$/.test(days)) {
    throw new CliError('usage', `\`--maturity-days ${days}\` must be a number of days`)
  }
  const asked = {
    maturity_days: days,
    fraud_share: percent(input, 'fraud-share'),
    review_share: percent(input, 'review-share'),
    ...costsTyped(input),
  }
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined) query.set(name, plain(Number(value)))
  }
  return query.size === 0 ? '' : `?${query.toString()}`
}

/** Without an exponent, which a query does not read. */
function plain(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '')
}

/** The document of the live version with other thresholds: reading it over and publishing is as ever. */
async function writeDraft(
  name: string,
  { ruleset, best, gain, verdict, unreachable, currency }: ThresholdAnswer,
  input: Input,
  terminal: Terminal,
): Promise<void> {
  const shop = input.text('shop')
  if (verdict === 'few_frauds' || unreachable !== null) {
    throw new CliError('invalid', 'no draft was written: there are no thresholds to recommend')
  }
  const ask = { shop, notFound: `there is no ruleset \`${name}\` in this shop` }
  const version = ruleset.split('@')[1]!
  const base = `/v1/rulesets/${encodeURIComponent(name)}`
  const state = (await askServer({ method: 'GET', path: base, ...ask }, terminal)) as RulesetState
  if (state.draft !== null && !input.flag('overwrite')) {
    throw new CliError(
      'invalid',
      `there is a draft \`${name}@${state.draft}\` already: publish it first, or write over it with \`--overwrite\``,
    )
  }
  const path = `${base}/versions/${version}`
  const live = (await askServer({ method: 'GET', path, ...ask }, terminal)) as RulesetDocument
  const { withThresholds } = await import('../thresholds/with-thresholds.ts')
  const note =
    input.text('note') ??
    `thresholds that would have earned ${gain.expected.toFixed(2)} ${currency} more (${gain.low.toFixed(2)} to ${gain.high.toFixed(2)})`
  const body = { ...withThresholds(live, best.thresholds), note }
  const about = { method: 'PUT', path: `${base}/draft`, body, ...ask } as const
  const { draft } = (await askServer(about, terminal)) as RulesetState
  terminal.print(
    `\nwritten as the draft \`${name}@${draft}\`: \`rules backtest ${name}@${draft}\`, then \`rules publish ${name}@${draft}\``,
  )
}
