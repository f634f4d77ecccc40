import { basename } from 'node:path'
import { CliError } from '../../cli-error.ts'
import type { Terminal } from '../../command.ts'
import { openTables } from '../../open-tables.ts'
import { showProgress } from '../../progress.ts'
import { readMapping } from '../../replay/read-mapping.ts'
import { openTable } from '../../replay/read-table.ts'
import { readLists } from '../../rulesets/read-ruleset.ts'
import { shopCatalogue } from '../../rulesets/shop-catalogue.ts'
import { makeVariants, MEASURED_PACKS } from '../variants.ts'
import { collectOrders, PARTS, type CollectedOrders, type PartFile } from './collect-orders.ts'
import type { VariantsOutcome } from './evaluate-variants.ts'
import { modelSet } from './model-sets.ts'
import { figuresOf, variantFigures, type ModelsEvaluation } from './models-evaluation.ts'
import { runTraining } from './run-training.ts'

export interface ModelsRequest {
  /** Name of a data set: see `mappingOfSet`. */
  readonly set: string
  /** Earlier orders that fill the windows and are not learned from. */
  readonly warm: readonly string[]
  readonly train: readonly string[]
  readonly dev: string
  /** Orders between `dev` and `test`, not learned from: their labels are not known yet. */
  readonly gap: readonly string[]
  readonly test: string
  readonly seeds: number
}

export interface TestScore {
  readonly row: number
  readonly label: 0 | 1 | null
  readonly score: number
}

/** Trains models of every variant on one history and measures them on what came after. */
export async function evaluateModels(
  request: ModelsRequest,
  terminal: Terminal,
): Promise<{ evaluation: ModelsEvaluation; scores: readonly TestScore[] }> {
  const set = modelSet(request.set)
  const mapping = readMapping(set.mapping)
  const catalogue = shopCatalogue(mapping.customInputs, readLists())
  const files: PartFile[] = [
    ...request.warm.map((path) => ({ part: 'warm' as const, path })),
    ...request.train.map((path) => ({ part: 'train' as const, path })),
    { part: 'dev', path: request.dev },
    ...request.gap.map((path) => ({ part: 'gap' as const, path })),
    { part: 'test', path: request.test },
  ]
  for (const { path } of files) (await openTable(path)).close()
  const ruleset = makeVariants(MEASURED_PACKS, catalogue).find(
    ({ name }) => name === 'packs',
  )!.ruleset
  const started = performance.now()
  const orders = await collected(files, { set, mapping, catalogue, ruleset }, terminal)
  const collectSeconds = (performance.now() - started) / 1000
  for (const part of ['train', 'dev', 'test'] as const) refuseOneKind(part, orders)
  const outcome = await trained(orders, request.seeds, terminal)
  const chosen = outcome.variants.find(({ name }) => name === outcome.chosen)!
  const evaluation: ModelsEvaluation = {
    set: request.set,
    ...figuresOf(chosen),
    warm: request.warm.map((path) => basename(path)),
    train: request.train.map((path) => basename(path)),
    dev: basename(request.dev),
    gap: request.gap.map((path) => basename(path)),
    test: basename(request.test),
    chosen: outcome.chosen,
    seeds: request.seeds,
    label_delay_days: set.labelDelayDays,
    train_rows: outcome.trainRows,
    dev_rows: outcome.devRows,
    collect_seconds: collectSeconds,
    bad_rows: orders.badRows,
    bad_examples: orders.badExamples,
    leaks: outcome.leaks,
    variants: outcome.variants.map(variantFigures),
    published: set.published,
  }
  return { evaluation, scores: testScores(orders, chosen.scores) }
}

async function collected(
  files: readonly PartFile[],
  parts: Pick<Parameters<typeof collectOrders>[0], 'set' | 'mapping' | 'catalogue' | 'ruleset'>,
  terminal: Terminal,
): Promise<CollectedOrders> {
  const reference = await openTables(terminal)
  const progress = showProgress('replay', terminal, 'orders')
  try {
    return await collectOrders({ files, ...parts, reference, progress })
  } finally {
    progress.stop()
    reference.close()
  }
}

async function trained(
  orders: CollectedOrders,
  seeds: number,
  terminal: Terminal,
): Promise<VariantsOutcome> {
  const progress = showProgress('train', terminal, 'trees')
  try {
    return await runTraining({ orders, seeds }, ({ share, trees }) => progress.update(share, trees))
  } finally {
    progress.stop()
  }
}

function refuseOneKind(part: 'train' | 'dev' | 'test', orders: CollectedOrders): void {
  const { parts, labels, badExamples } = orders
  const seen = new Set<number>()
  let rows = 0
  for (const [row, each] of parts.entries()) {
    if (PARTS[each] !== part) continue
    rows++
    seen.add(labels[row]!)
  }
  if (seen.has(0) && seen.has(1)) return
  const [bad] = badExamples
  throw new CliError(
    'invalid',
    rows === 0 && bad !== undefined
      ? `\`--${part}\`: not one row is an order; row ${bad.number}: ${bad.reason}`
      : `\`--${part}\`: its labels are not of both kinds, so there is nothing to learn or measure`,
  )
}

function testScores(
  { parts, numbers, labels }: CollectedOrders,
  scores: Float64Array,
): TestScore[] {
  const rows = [...parts.keys()].filter((row) => PARTS[parts[row]!] === 'test')
  return rows.map((row, at) => {
    const label = labels[row]
    return {
      row: numbers[row]!,
      label: label === 1 || label === 0 ? label : null,
      score: scores[at]!,
    }
  })
}
