import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { DATA_SET_NAMES } from '../evaluate/data-sets.ts'

const SEEDS = 3
const SEEDS_MAX = 20

export const evaluateModelsCommand: Command = {
  name: 'evaluate models',
  operands: [],
  summary: 'train models on a labelled history and measure them on what came after',
  details: `Replays the orders of all files (CSV, plain or gzip, in the order of time) through the gate and
keeps the signals of each order as they were when it came. Models learn from those of \`--train\`,
settings are chosen by those of \`--dev\`, and those of \`--test\` are scored once. Prints one row for
each part of the signals, beside the packs, a score without labels, and what others published.
docs/reference/evaluation.md has the sets and the figures.`,
  options: {
    set: { value: 'NAME', doc: `columns of the files: ${DATA_SET_NAMES.join(', ')} (required)` },
    train: {
      value: 'FILE',
      multiple: true,
      doc: 'orders to learn from, oldest file first (required)',
    },
    dev: { value: 'FILE', doc: 'later orders to choose settings by (required)' },
    test: { value: 'FILE', doc: 'the latest orders, which are measured (required)' },
    warm: { value: 'FILE', multiple: true, doc: 'earliest orders: they only fill the windows' },
    gap: {
      value: 'FILE',
      multiple: true,
      doc: 'orders between dev and test that are not learned from: labels come late',
    },
    seeds: { value: 'N', doc: `models that are averaged (${SEEDS})` },
    json: { value: 'FILE', doc: 'write the figures as JSON' },
    scores: { value: 'FILE', doc: 'write `row,label,score` of every test order as CSV' },
  },
  async run(input, terminal) {
    const request = {
      set: required(input, 'set', 'NAME'),
      train: [required(input, 'train', 'FILE'), ...input.texts('train').slice(1)],
      dev: required(input, 'dev', 'FILE'),
      test: required(input, 'test', 'FILE'),
      warm: input.texts('warm'),
      gap: input.texts('gap'),
      seeds: seedsOf(input),
    }
    const { evaluateModels } = await import('../evaluate/models/evaluate-models.ts')
    const { renderModels } = await import('../evaluate/models/render-models.ts')
    const { evaluation, scores } = await evaluateModels(request, terminal)
    terminal.print(renderModels(evaluation))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 2)}\n`)
    const path = input.text('scores')
    if (path !== undefined) {
      const lines = scores.map(({ row, label, score }) => `${row},${label ?? ''},${score}\n`)
      writeFileSync(path, `row,label,score\n${lines.join('')}`)
    }
    return 0
  },
}

/** The first of them, where there may be several. */
function required(input: Input, option: string, value: string): string {
  const [text] = input.texts(option)
  if (text !== undefined) return text
  throw new CliError(
    'usage',
    `\`--${option} ${value}\` is missing: see \`gatehouse evaluate models --help\``,
  )
}

function seedsOf(input: Input): number {
  const text = input.text('seeds') ?? String(SEEDS)
  const seeds = Number(text)
  if (Number.isInteger(seeds) && seeds >= 1 && seeds <= SEEDS_MAX) return seeds
  throw new CliError('usage', `\`--seeds ${text}\` must be a whole number from 1 to ${SEEDS_MAX}`)
}
