import { basename } from 'node:path'
import type { Reference } from '@gatehouse/contract'
import { creditSharer, DEFAULT_COSTS, spellOut } from '@gatehouse/gate'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import type { CompiledMapping } from '../mapping/compile-mapping.ts'
import { openTables } from '../open-tables.ts'
import { showProgress, type Progress } from '../progress.ts'
import { openTable } from '../replay/read-table.ts'
import { readMapping } from '../replay/read-mapping.ts'
import { openReplayGateway } from '../replay/replay-gateway.ts'
import { replay, type ReplayOptions, type ReplayResult } from '../replay/replay.ts'
import type { Scores } from '../replay/scores.ts'
import { createTally, type Tally } from '../replay/tally.ts'
import { readLists } from '../rulesets/read-ruleset.ts'
import { shopCatalogue, type ShopCatalogue } from '../rulesets/shop-catalogue.ts'
import { mappingOfSet } from './data-sets.ts'
import { evaluationOf, type Evaluation, type VariantResult } from './evaluation.ts'
import { makeVariants, type Variant, type VariantName } from './variants.ts'

export interface EvaluationRequest {
  /** Name of a data set: see `mappingOfSet`. */
  readonly set: string
  /** Earlier orders, in the order of time: they fill the windows and are not measured. */
  readonly train: readonly string[]
  readonly test: string
  readonly packs: readonly string[]
}

/** Replays one history through every variant and measures how each ranks its fraud. */
export async function evaluateRules(
  request: EvaluationRequest,
  terminal: Terminal,
): Promise<{ evaluation: Evaluation; scoresOf: (variant: VariantName) => Scores }> {
  const mapping = readMapping(mappingOfSet(request.set))
  const catalogue = shopCatalogue(mapping.customInputs, readLists())
  const variants = makeVariants(request.packs, catalogue)
  const files = [...request.train, request.test]
  for (const path of files) (await openTable(path)).close()
  const reference = await openTables(terminal)
  const progress = showProgress('evaluate', terminal, 'orders')
  const results: VariantResult[] = []
  const scores = new Map<VariantName, Scores>()
  let rowsRead = 0
  try {
    for (const [index, variant] of variants.entries()) {
      const place = {
        first: index * files.length,
        rows: rowsRead,
        files: variants.length * files.length,
      }
      const run = { files, mapping, catalogue, reference, progress, place }
      const { tally, result, rows } = await runVariant(variant, run)
      rowsRead += rows
      refuseUnlabelled(request.test, tally, result)
      results.push({ variant, tally, result })
      scores.set(variant.name, tally.scores)
    }
  } finally {
    progress.stop()
    reference.close()
  }
  const evaluation = evaluationOf({
    ...request,
    test: basename(request.test),
    train: request.train.map((path) => basename(path)),
    reference: reference.versions.combined,
    results,
  })
  return { evaluation, scoresOf: (variant) => scores.get(variant)! }
}

interface Run {
  /** The last one is measured. */
  readonly files: readonly string[]
  readonly mapping: CompiledMapping
  readonly catalogue: ShopCatalogue
  readonly reference: Reference
  readonly progress: Progress
  /** Files and rows read before this run, and files in all. */
  readonly place: { readonly first: number; readonly rows: number; readonly files: number }
}

async function runVariant(
  { ruleset }: Variant,
  { files, mapping, catalogue, reference, progress, place }: Run,
): Promise<{ tally: Tally; result: ReplayResult; rows: number }> {
  const gate = openReplayGateway(mapping, catalogue, ruleset, reference)
  const tally = createTally(DEFAULT_COSTS, creditSharer(ruleset), [])
  let notBeforeMs = -Infinity
  let result: ReplayResult | undefined
  let rowsBefore = 0
  for (const [index, path] of files.entries()) {
    const isTest = index === files.length - 1
    result = await replayPart(path, mapping, gate, {
      notBeforeMs,
      onDecided(row, label, amount, ruling) {
        if (isTest) tally.add(row, label, amount, spellOut(ruling))
      },
      onProgress: (share, rows) =>
        progress.update(
          (place.first + index + share) / place.files,
          place.rows + rowsBefore + rows,
        ),
    })
    rowsBefore += result.rows
    notBeforeMs = result.span?.[1] ?? notBeforeMs
  }
  return { tally, result: result!, rows: rowsBefore }
}

/** @throws CliError that names the file */
async function replayPart(
  path: string,
  mapping: CompiledMapping,
  gate: ReturnType<typeof openReplayGateway>,
  options: Pick<ReplayOptions, 'notBeforeMs' | 'onDecided' | 'onProgress'>,
): Promise<ReplayResult> {
  const table = await openTable(path)
  try {
    return await replay(table, mapping, gate, {
      sort: false,
      strict: false,
      limit: Infinity,
      ...options,
    })
  } catch (error) {
    if (error instanceof CliError) throw new CliError(error.code, `${path}: ${error.message}`)
    throw error
  } finally {
    table.close()
  }
}

function refuseUnlabelled(path: string, { scores }: Tally, { badExamples }: ReplayResult): void {
  const seen = new Set<string | null>()
  for (let index = 0; index < scores.length; index++) seen.add(scores.label(index))
  if (seen.has('fraud') && seen.has('good')) return
  const [bad] = badExamples
  throw new CliError(
    'invalid',
    scores.length === 0 && bad !== undefined
      ? `${path}: not one row is an order; row ${bad.number}: ${bad.reason}`
      : `${path}: its labels are not of both kinds, so there is nothing to measure`,
  )
}
