import { writeFileSync } from 'node:fs'
import type { Command } from '../command.ts'
import { costOptions } from '../replay/costs.ts'
import { labelDelayOption } from '../replay/label-delay.ts'

export const replayCommand: Command = {
  name: 'replay',
  operands: ['FILE'],
  summary: 'run past orders through the gate and print what it caught',
  details: `Streams a CSV file (plain or gzip, ordered by time) through the same gate as the server's, with
windows in memory and no database, and prints the outcome table, how well the risk score ranks
fraud, the rules that earned and cost most, and what was unknown. Labels do not reach the gate
unless \`--label-delay-days\` is given; then each is known so long after its order, as in life.
docs/how-to/replay-your-history.md explains the mapping file and the figures.`,
  options: {
    mapping: { value: 'FILE', doc: 'how columns become fields of the order (required)' },
    ruleset: { value: 'FILE', doc: 'the rules (packs/starter.yaml)' },
    'review-budget': { value: 'PERCENT', doc: 'share of the orders that people can review (5%)' },
    'warm-up': {
      value: 'FILE',
      doc: 'earlier orders, of the same columns: they fill the windows only',
    },
    ...labelDelayOption,
    limit: { value: 'N', doc: 'read only the first N rows' },
    sort: { doc: 'sort the rows by time first, in memory' },
    strict: { doc: 'stop at the first row that is no order' },
    json: { value: 'FILE', doc: 'write the whole report as JSON' },
    scores: { value: 'FILE', doc: 'write `row,label,score` of every row as CSV' },
    ...costOptions,
  },
  async run(input, terminal) {
    const { replayFile } = await import('../replay/replay-file.ts')
    const { renderReport } = await import('../replay/render-report.ts')
    const { writeScores } = await import('../replay/scores.ts')
    const { report, scores } = await replayFile(input, terminal)
    terminal.print(renderReport(report))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
    const scoresFile = input.text('scores')
    if (scoresFile !== undefined) await writeScores(scoresFile, scores)
    return 0
  },
}
