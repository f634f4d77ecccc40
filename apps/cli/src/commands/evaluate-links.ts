import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'

export const evaluateLinksCommand: Command = {
  name: 'evaluate links',
  operands: [],
  summary: 'measure how well the address alone tells malicious links from benign ones',
  details: `Reads tables of links (CSV, plain or gzip) with the columns \`url\` and \`label\` (1: malicious),
and \`source\`, \`novel\`, \`in_shared_reference\` where they have them. With \`--train\` a model learns
from those links, on top of the one that ships, and both are measured on the links of \`--test\`;
without it only the one that ships is. A trained model is not kept. Scheme, \`www.\` and the slash
at the end are never looked at. docs/reference/evaluation.md has the figures.`,
  options: {
    test: { value: 'FILE', doc: 'links to measure on (required)' },
    train: {
      value: 'FILE',
      doc: 'links to learn from; without it the model that ships is measured',
    },
    'hard-benign': { value: 'FILE', doc: 'benign links or domains that look malicious to people' },
    json: { value: 'FILE', doc: 'write the figures as JSON' },
    scores: { value: 'FILE', doc: 'write `row,label,score` of every test link as CSV' },
  },
  async run(input, terminal) {
    const test = input.text('test')
    if (test === undefined) {
      throw new CliError('usage', '`--test FILE` is missing: see `gatehouse evaluate links --help`')
    }
    const { evaluateLinks } = await import('../evaluate/links/evaluate-links.ts')
    const { renderLinks } = await import('../evaluate/links/render-links.ts')
    const request = { test, train: input.text('train'), hardBenign: input.text('hard-benign') }
    const { evaluation, rows, risks } = await evaluateLinks(request, terminal)
    terminal.print(renderLinks(evaluation))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 2)}\n`)
    const path = input.text('scores')
    if (path !== undefined) {
      const lines = rows.map(({ row, label }, at) => `${row},${label},${risks[at]!}\n`)
      writeFileSync(path, `row,label,score\n${lines.join('')}`)
    }
    return 0
  },
}
