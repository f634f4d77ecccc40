import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { DATA_SET_NAMES } from '../evaluate/data-sets.ts'
import { suggestion } from '../nearest.ts'
import { MEASURED_PACKS, VARIANTS, type VariantName } from '../evaluate/variants.ts'

export const evaluateRulesCommand: Command = {
  name: 'evaluate rules',
  operands: [],
  summary: 'measure the packs against static rules on a labelled history',
  details: `Replays the orders of \`--test\` (CSV, plain or gzip, in the order of time) through three rulesets
and prints how well each ranks fraud: a shop's usual static rules, the packs without what is counted
over time, and the packs. Orders of \`--train\` come first and only fill the windows; nothing learns
from a label. docs/reference/evaluation.md has the sets and the figures.`,
  options: {
    set: { value: 'NAME', doc: `columns of the files: ${DATA_SET_NAMES.join(', ')} (required)` },
    test: { value: 'FILE', doc: 'the orders that are measured (required)' },
    train: { value: 'FILE', multiple: true, doc: 'earlier orders, oldest file first' },
    pack: {
      value: 'NAME',
      multiple: true,
      doc: `packs to put together (${MEASURED_PACKS.join(', ')})`,
    },
    json: { value: 'FILE', doc: 'write the figures as JSON' },
    scores: { value: 'FILE', doc: 'write `row,label,score` of every measured order as CSV' },
    'scores-of': { value: 'RULESET', doc: `whose scores: ${VARIANTS.join(', ')} (packs)` },
  },
  async run(input, terminal) {
    const scoresOf = variantOf(input)
    const packs = input.texts('pack')
    const { evaluateRules } = await import('../evaluate/evaluate-rules.ts')
    const { renderEvaluation } = await import('../evaluate/render-evaluation.ts')
    const { writeScores } = await import('../replay/scores.ts')
    const result = await evaluateRules(
      {
        set: required(input, 'set', 'NAME'),
        test: required(input, 'test', 'FILE'),
        train: input.texts('train'),
        packs: packs.length === 0 ? MEASURED_PACKS : packs,
      },
      terminal,
    )
    terminal.print(renderEvaluation(result.evaluation))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result.evaluation, null, 2)}\n`)
    const scores = input.text('scores')
    if (scores !== undefined) await writeScores(scores, result.scoresOf(scoresOf))
    return 0
  },
}

function required(input: Input, option: string, value: string): string {
  const text = input.text(option)
  if (text !== undefined) return text
  throw new CliError(
    'usage',
    `\`--${option} ${value}\` is missing: see \`gatehouse evaluate rules --help\``,
  )
}

function variantOf(input: Input): VariantName {
  const name = input.text('scores-of') ?? 'packs'
  const variant = VARIANTS.find((known) => known === name)
  if (variant !== undefined) return variant
  throw new CliError(
    'usage',
    `\`--scores-of ${name}\`: there is no such ruleset${suggestion(name, VARIANTS)}`,
  )
}
