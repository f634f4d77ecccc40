import { basename } from 'node:path'
import { compileRuleset, creditSharer, spellOut } from '@gatehouse/gate'
import { CliError } from '../cli-error.ts'
import type { Input, Terminal } from '../command.ts'
import type { CompiledMapping } from '../mapping/compile-mapping.ts'
import { openTables } from '../open-tables.ts'
import { showProgress } from '../progress.ts'
import { percent, readCosts } from './costs.ts'
import { labelDelayMs } from './label-delay.ts'
import { readMapping } from './read-mapping.ts'
import { openTable } from './read-table.ts'
import { openReplayGateway, refuseOtherCheckpoints, type ReplayGateway } from './replay-gateway.ts'
import { replay, type ReplayOptions } from './replay.ts'
import { makeReport, type ReplayReport } from './report.ts'
import type { Scores } from './scores.ts'
import { createTally } from './tally.ts'
import { packPath } from '../rulesets/packs.ts'
import { readLists, readRuleset } from '../rulesets/read-ruleset.ts'
import { shopCatalogue } from '../rulesets/shop-catalogue.ts'
import { explain } from '../rulesets/explain-issue.ts'

const REVIEW_BUDGET = 0.05

/** Replays the file of a command line and makes the report. */
export async function replayFile(
  input: Input,
  terminal: Terminal,
): Promise<{ report: ReplayReport; scores: Scores }> {
  const path = input.positionals[0]!
  const costs = readCosts(input)
  const budgetShare = percent(input, 'review-budget') ?? REVIEW_BUDGET
  const limit = rowLimit(input)
  const reported = labelsReported(input)
  const mapping = readMapping(mappingPath(input))
  const ruleset = readRuleset(input.text('ruleset') ?? packPath('starter.yaml'))
  refuseOtherCheckpoints(ruleset.document)
  const catalogue = shopCatalogue(mapping.customInputs, readLists())
  const compiled = compileRuleset(ruleset.document, 1, catalogue.declarations)
  if (!compiled.ok) {
    const issues = compiled.issues.map((issue) => explain(ruleset.file, issue))
    throw new CliError('invalid', issues.join('\n\n'))
  }
  const table = await openTable(path)
  const reference = await openTables(terminal)
  const gate = openReplayGateway(mapping, catalogue, ruleset.document, reference)
  const tally = createTally(
    costs,
    creditSharer(ruleset.document),
    catalogue.declarations.map(({ name }) => name),
  )
  const progress = showProgress('replay', terminal)
  try {
    const options: Omit<ReplayOptions, 'onDecided'> = {
      sort: input.flag('sort'),
      strict: input.flag('strict'),
      limit,
      ...reported,
      notBeforeMs: await warmUp(input, mapping, gate),
      onProgress: (share, rows) => progress.update(share, rows),
    }
    const result = await replay(table, mapping, gate, {
      ...options,
      onDecided: (row, label, amount, ruling) => tally.add(row, label, amount, spellOut(ruling)),
    })
    const report = makeReport({
      file: basename(path),
      mapping: mapping.name,
      ruleset: ruleset.document,
      reference: reference.versions.combined,
      currency: mapping.currency,
      costs,
      budgetShare,
      result,
      tally,
    })
    return { report, scores: tally.scores }
  } finally {
    progress.stop()
    table.close()
    reference.close()
  }
}

/** Sends earlier orders through the gate and answers the time of the last one. */
async function warmUp(
  input: Input,
  mapping: CompiledMapping,
  gate: ReplayGateway,
): Promise<number> {
  const path = input.text('warm-up')
  if (path === undefined) return -Infinity
  const { span } = await replay(await openTable(path), mapping, gate, {
    sort: input.flag('sort'),
    strict: input.flag('strict'),
    limit: Infinity,
    ...labelsReported(input),
    notBeforeMs: -Infinity,
    onDecided() {},
    onProgress() {},
  })
  return span?.[1] ?? -Infinity
}

function labelsReported(input: Input): Pick<ReplayOptions, 'labelDelayMs'> {
  const delayMs = labelDelayMs(input)
  return delayMs === undefined ? {} : { labelDelayMs: delayMs }
}

function mappingPath(input: Input): string {
  const path = input.text('mapping')
  if (path !== undefined) return path
  throw new CliError('usage', '`--mapping FILE` is missing: see `gatehouse replay --help`')
}

function rowLimit(input: Input): number {
  const text = input.text('limit')
  if (text === undefined) return Infinity
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit > 0) return limit
  throw new CliError('usage', `\`--limit ${text}\` must be a whole number above 0`)
}
