import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import type { DrillReport } from '../drill/report.ts'

export const drillCardTestingCommand: Command = {
  name: 'drill card-testing',
  operands: [],
  summary: 'play a card testing attack against the rules, in memory',
  details: `A simulated bot tries stolen cards at a shop that goes about its ordinary days; the payment rules
decide every attempt as they would live. Prints what got through, how soon it stopped, what it cost
and what honest shoppers noticed. Nothing is stored and nothing leaves the machine.
docs/how-to/stop-card-testing.md explains the figures.`,
  options: {
    ips: { value: 'N', doc: 'IP addresses that the bot has (500)' },
    cards: { value: 'N', doc: 'cards that it tries (10000)' },
    rate: { value: 'N', doc: 'attempts per second (20)' },
    amount: { value: 'EUR', doc: 'amount of each attempt (1)' },
    'amount-to': { value: 'EUR', doc: 'each attempt has one between the two' },
    seed: { value: 'N', doc: 'another seed is another drill (1)' },
    seeds: { value: 'N', doc: 'so many drills, from that seed on, and a table of all' },
    'checkouts-per-day': { value: 'N', doc: 'how busy the shop is (2000)' },
    'history-days': { value: 'N', doc: 'ordinary days before the attack (8)' },
    background: { value: 'FILE', doc: 'a history in place of made-up shoppers' },
    mapping: { value: 'FILE', doc: 'how its columns become fields of an order' },
    ruleset: { value: 'FILE', doc: 'the rules (packs/card-testing.yaml)' },
    json: { value: 'FILE', doc: 'write the report as JSON' },
  },
  async run(input, terminal) {
    const { drillCardTesting } = await import('../drill/card-testing.ts')
    const { renderDrillReport } = await import('../drill/render-report.ts')
    const { renderSummary, summarise } = await import('../drill/summary.ts')
    const { openTables } = await import('../open-tables.ts')
    const { showProgress } = await import('../progress.ts')
    const options = {
      seed: positive(input, 'seed', 1),
      cards: positive(input, 'cards', 10_000),
      addresses: positive(input, 'ips', 500),
      perSecond: positive(input, 'rate', 20, false),
      amount: positive(input, 'amount', 1, false),
      amountTo: positive(input, 'amount-to', positive(input, 'amount', 1, false), false),
      checkoutsPerDay: positive(input, 'checkouts-per-day', 2000),
      historyDays: positive(input, 'history-days', 8),
      background: backgroundOf(input),
      ruleset: input.text('ruleset') ?? null,
    }
    const reference = await openTables(terminal)
    const seeds = positive(input, 'seeds', 1)
    const progress = showProgress('drill', terminal)
    const reports: DrillReport[] = []
    try {
      for (let done = 0; done < seeds; done++) {
        const seed = options.seed + done
        const report = await drillCardTesting({ ...options, seed }, reference, (share, events) =>
          progress.update((done + share) / seeds, events),
        )
        reports.push(report)
      }
      const [first] = reports
      const isOne = seeds === 1
      const summary = summarise(reports)
      terminal.print(isOne ? renderDrillReport(first!) : renderSummary(summary))
      const json = input.text('json')
      const written = isOne ? first : { summary, reports }
      if (json !== undefined) writeFileSync(json, `${JSON.stringify(written, null, 2)}\n`)
    } finally {
      progress.stop()
      reference.close()
    }
    return 0
  },
}

function backgroundOf(input: Input): { file: string; mapping: string } | null {
  const [file, mapping] = [input.text('background'), input.text('mapping')]
  if (file === undefined && mapping === undefined) return null
  if (file !== undefined && mapping !== undefined) return { file, mapping }
  throw new CliError('usage', '`--background` and `--mapping` go together')
}

/** @throws CliError `usage` when it is no number above 0 */
function positive(input: Input, option: string, otherwise: number, isWhole = true): number {
  const text = input.text(option)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (value > 0 && value <= 1e7 && (!isWhole || Number.isInteger(value))) return value
  const wanted = isWhole ? 'a whole number' : 'a number'
  throw new CliError('usage', `\`--${option} ${text}\` must be ${wanted} above 0`)
}
