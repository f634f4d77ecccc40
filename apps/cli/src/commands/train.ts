import { rm, writeFile } from 'node:fs/promises'
import type { Checkpoint, ModelRecord } from '@gatehouse/contract'
import type { TrainingSettings } from '@gatehouse/scoring'
import { askServer } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { WHERE } from '../on-store.ts'
import { timeOption } from '../read-time.ts'
import { renderTraining } from '../train/training-report.ts'

const DAY_MS = 86_400_000
const NEGATIVES_PER_FRAUD = 100
const ANOMALY_DAYS = 90
const ANOMALY_ROWS = 20_000

/** Options that are settings of the training, with their defaults. */
const SETTINGS = {
  trees: 'trees',
  leaves: 'leaves',
  'learning-rate': 'learningRate',
  'min-rows-per-leaf': 'minRowsPerLeaf',
  seed: 'seed',
} as const satisfies Record<string, keyof TrainingSettings>

export const trainCommand: Command = {
  name: 'train',
  operands: [],
  summary: "train a model on a shop's own decisions and labels",
  details: `Reads the decisions of a shop with the signals that they were made from, and what became of them:
labels of fraud are the positives; what was labelled good, or went on and was not complained of within
the maturity, is the rest. Declined orders without a label are left out. The first 60 % of the time are
learned from, the next 20 % say when to stop and calibrate, and the figures are those of the last 20 %.
With --anomaly no label is read: the model tells how unlike the recent orders of the shop one is.
With --scorecard few labels will do, and what is written is a ruleset in YAML: a draft to change.
${WHERE}`,
  options: {
    shop: { value: 'SHOP', doc: 'whose decisions (default)' },
    checkpoint: { value: 'CHECKPOINT', doc: 'where it is to decide (order)' },
    anomaly: { doc: 'learn what is usual, without labels, instead of what is fraud' },
    scorecard: { doc: 'write rules with points, from 20 frauds on, instead of a model' },
    from: {
      value: 'TIME',
      doc: `only decisions from here on (all; with --anomaly ${ANOMALY_DAYS} days ago)`,
    },
    to: {
      value: 'TIME',
      doc: 'only decisions before this (now less the maturity; with --anomaly now)',
    },
    'maturity-days': {
      value: 'DAYS',
      doc: "days after which an order that nobody complained of is good (the shop's setting)",
    },
    negatives: {
      value: 'N',
      doc: `good orders that are learned from for each fraud (${NEGATIVES_PER_FRAUD})`,
    },
    rows: { value: 'N', doc: `with --anomaly: orders learned from at most (${ANOMALY_ROWS})` },
    trees: { value: 'N', doc: 'trees at most (400; with --anomaly 100)' },
    leaves: { value: 'N', doc: 'leaves of a tree at most (15)' },
    'learning-rate': { value: 'X', doc: 'share of each tree that is believed (0.05)' },
    'min-rows-per-leaf': { value: 'N', doc: 'rows that a leaf needs (50)' },
    monotone: {
      value: 'SIGNAL=+1',
      multiple: true,
      doc: 'the more, the riskier; with -1 the less risky, whatever the orders say (none)',
    },
    seed: { value: 'N', doc: 'same data and seed, same model (1)' },
    out: { value: 'FILE', doc: 'write the model here' },
    add: { doc: 'add it to the registry of the running server, as a candidate' },
    name: { value: 'NAME', doc: 'what to call it there (trained, or anomaly)' },
    kept: { value: 'FILE', doc: 'keep an unfinished training here, and go on from it' },
    json: { value: 'FILE', doc: 'write the report as JSON' },
  },
  async run(input, terminal) {
    const out = input.text('out')
    if (input.flag('scorecard')) return scorecard(input, terminal, out)
    if (out === undefined && !input.flag('add')) {
      throw new CliError('usage', 'say where the model goes: `--out FILE`, `--add` or both')
    }
    const isAnomaly = input.flag('anomaly')
    const trained = isAnomaly ? await anomaly(input, terminal) : await fraud(input, terminal)
    terminal.print(trained.shown)
    if (out !== undefined) await writeFile(out, trained.file)
    const json = input.text('json')
    if (json !== undefined) await writeFile(json, `${JSON.stringify(trained.report, null, 2)}\n`)
    if (input.flag('add')) {
      const name = input.text('name') ?? (isAnomaly ? 'anomaly' : 'trained')
      const query = new URLSearchParams({ name, checkpoint: checkpointOf(input) })
      const path = `/v1/models?${query.toString()}`
      const shop = input.text('shop')
      const about = { method: 'POST', path, text: trained.file, shop } as const
      const model = (await askServer(about, terminal)) as ModelRecord
      terminal.print(`\nadded as a ${model.state}: ${model.id}`)
    }
    const keptAt = input.text('kept')
    if (keptAt !== undefined) await rm(keptAt, { force: true })
    return 0
  },
}

interface TrainedFile {
  readonly file: string
  readonly report: object
  /** The report in the words of a person. */
  readonly shown: string
}

/** Rules are for a person to read first: they go into a file, and nowhere else. */
async function scorecard(
  input: Input,
  terminal: Terminal,
  out: string | undefined,
): Promise<number> {
  if (out === undefined || input.flag('add') || input.flag('anomaly')) {
    const why = 'a scorecard is a ruleset: `--scorecard --out rules.yaml`, without `--add`'
    throw new CliError('usage', why)
  }
  const unused = OF_LABELS.filter((option) => option !== 'maturity-days')
  refuseOptions(input, ['rows', 'trees', 'seed', ...unused], '`--scorecard` has no use for')
  const { readConfig } = await import('@gatehouse/server')
  const { trainScorecard } = await import('../train/train-scorecard.ts')
  const nowMs = Date.now()
  const request = {
    shopId: input.text('shop') ?? 'default',
    checkpoint: checkpointOf(input),
    ...spanOf(input, 0, nowMs),
    maturityDays: number(input, 'maturity-days'),
    nowMs,
    name: input.text('name') ?? 'scorecard',
  }
  const { file, report, shown } = await trainScorecard(request, readConfig(terminal.env), terminal)
  terminal.print(shown)
  await writeFile(out, file)
  const json = input.text('json')
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`)
  return 0
}

async function fraud(input: Input, terminal: Terminal): Promise<TrainedFile> {
  refuseOptions(input, ['rows'], 'only `--anomaly` takes')
  const { readConfig, trainingReport } = await import('@gatehouse/server')
  const { writeModel } = await import('@gatehouse/scoring')
  const { monotoneOf } = await import('../train/monotone.ts')
  const { trainOnHistory } = await import('../train/train-model.ts')
  const nowMs = Date.now()
  const request = {
    shopId: input.text('shop') ?? 'default',
    checkpoint: checkpointOf(input),
    ...spanOf(input, 0, nowMs),
    maturityDays: number(input, 'maturity-days'),
    nowMs,
    negativesPerFraud: number(input, 'negatives') ?? NEGATIVES_PER_FRAUD,
    settings: settingsOf(input),
    monotone: monotoneOf(input.texts('monotone')),
    keptAt: input.text('kept'),
  }
  const result = await trainOnHistory(request, readConfig(terminal.env), terminal)
  const report = trainingReport(result, request)
  const file = writeModel({ ...result.model, about: report })
  return { file, report, shown: renderTraining(report) }
}

/** Nothing has to ripen: what an order was like is known when it comes. */
async function anomaly(input: Input, terminal: Terminal): Promise<TrainedFile> {
  refuseOptions(input, OF_LABELS, '`--anomaly` has no use for')
  const { anomalyReport, readConfig } = await import('@gatehouse/server')
  const { writeAnomalyModel } = await import('@gatehouse/scoring')
  const { trainAnomaly } = await import('../train/train-anomaly.ts')
  const { renderAnomaly } = await import('../train/anomaly-report.ts')
  const nowMs = Date.now()
  const trees = number(input, 'trees')
  const request = {
    shopId: input.text('shop') ?? 'default',
    checkpoint: checkpointOf(input),
    ...spanOf(input, nowMs - ANOMALY_DAYS * DAY_MS, nowMs),
    rowsMax: number(input, 'rows') ?? ANOMALY_ROWS,
    settings: { seed: number(input, 'seed') ?? 1, ...(trees === undefined ? {} : { trees }) },
  }
  const result = await trainAnomaly(request, readConfig(terminal.env), terminal)
  const report = anomalyReport(result, { ...request, nowMs, seed: request.settings.seed })
  const file = writeAnomalyModel({ ...result.model, about: report })
  return { file, report, shown: renderAnomaly(report) }
}

/** Options that speak of labels, or of trees that learn from them. */
const OF_LABELS = [
  'maturity-days',
  'negatives',
  'leaves',
  'learning-rate',
  'min-rows-per-leaf',
  'monotone',
  'kept',
]

function refuseOptions(input: Input, options: readonly string[], why: string): void {
  const given = options.find(
    (option) => input.text(option) !== undefined || input.texts(option).length > 0,
  )
  if (given !== undefined) throw new CliError('usage', `${why} \`--${given}\``)
}

function checkpointOf(input: Input): Checkpoint {
  return (input.text('checkpoint') ?? 'order') as Checkpoint
}

function spanOf(input: Input, fromMs: number, toMs: number) {
  const from = timeOption(input, 'from')
  const to = timeOption(input, 'to')
  return {
    fromMs: from === undefined ? fromMs : Date.parse(from),
    toMs: to === undefined ? toMs : Date.parse(to),
  }
}

function settingsOf(input: Input): Partial<TrainingSettings> {
  return Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([option, setting]) => {
      const value = number(input, option)
      return value === undefined ? [] : [[setting, value]]
    }),
  )
}

function number(input: Input, option: string): number | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0 && text.trim() !== '') return value
  throw new CliError('usage', `\`--${option} ${text}\` must be a number, 0 or more`)
}
