import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Backtest, BacktestRequest } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'
import { timeOption } from '../read-time.ts'
import { costOptions, costsTyped } from '../replay/costs.ts'
import { isVersionName, readVersionName } from '../rulesets/version-name.ts'

const POLL_MS = 250

export const rulesBacktestCommand: Command = {
  name: 'rules backtest',
  operands: ['FILE'],
  summary: 'run a ruleset over the decisions that the shop has stored',
  details: `Sends the ruleset of FILE (or a stored version, \`starter@3\`) to a running server, which decides its
stored decisions again from the signals that they were made from, and prints the outcomes before and
after, what changes, precision and recall on labelled orders, money saved and lost, and every rule.
Labels of young decisions are not counted, because more are to come. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    from: { value: 'TIME', doc: 'decisions from here on (90 days before the end)' },
    to: { value: 'TIME', doc: 'decisions before this (now)' },
    'maturity-days': { value: 'DAYS', doc: "count no labels of younger decisions (the shop's)" },
    'allow-missing': { doc: 'take signals that no stored decision carries as unknown' },
    json: { value: 'FILE', doc: 'write the whole result as JSON' },
    ...costOptions,
  },
  async run(input, terminal) {
    const { renderBacktest } = await import('../rulesets/render-backtest.ts')
    const body = await requestOf(input)
    const { result, error } = await run(body, input.text('shop'), terminal)
    if (result === null) throw new CliError('invalid', `the backtest was not made: ${error}`)
    terminal.print(renderBacktest(result))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`)
    return 0
  },
}

async function requestOf(input: Input): Promise<BacktestRequest> {
  const what = input.positionals[0]!
  const from = timeOption(input, 'from')
  const to = timeOption(input, 'to')
  const days = input.text('maturity-days')
  if (days !== undefined && !/^\d{1,4}$/.test(days)) {
    throw new CliError('usage', `\`--maturity-days ${days}\` must be a number of days`)
  }
  return {
    ...(await rulesetOf(what)),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(days === undefined ? {} : { label_maturity_days: Number(days) }),
    ...(input.flag('allow-missing') ? { allow_missing: true } : {}),
    costs: costsTyped(input),
  }
}

/** A file is checked here first: its faults are shown with its name. */
async function rulesetOf(what: string): Promise<Pick<BacktestRequest, 'stored' | 'ruleset'>> {
  if (isVersionName(what)) return { stored: readVersionName(what) }
  const { readRuleset } = await import('../rulesets/read-ruleset.ts')
  return { ruleset: readRuleset(what).document }
}

async function run(
  body: BacktestRequest,
  shop: string | undefined,
  terminal: Terminal,
): Promise<Backtest> {
  const notFound = 'there is no such version, shop or backtest'
  const begun = (await askServer(
    { method: 'POST', path: '/v1/backtests', body, shop, notFound },
    terminal,
  )) as Backtest
  const progress = showProgress('backtest', terminal, 'decisions')
  try {
    for (;;) {
      const path = `/v1/backtests/${begun.id}`
      const now = (await askServer(
        { method: 'GET', path: path, shop, notFound },
        terminal,
      )) as Backtest
      progress.update(now.progress, now.decisions)
      if (now.state === 'done' || now.state === 'failed') return now
      await sleep(POLL_MS)
    }
  } finally {
    progress.stop()
  }
}
