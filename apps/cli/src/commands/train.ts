import { rm, writeFile } from 'node:fs/promises'
import type { Checkpoint, ModelRecord } from '@gatehouse/contract'
import type { TrainingSettings } from '@gatehouse/scoring'
import { askServer } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { WHERE } from '../on-store.ts'
import { timeOption } from '../read-time.ts'
import { trainingReport, renderTraining } from '../train/training-report.ts'

const DAY_MS = 86_400_000
const MATURITY_DAYS = 60
const NEGATIVES_PER_FRAUD = 100

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
${WHERE}`,
  options: {
    shop: { value: 'SHOP', doc: 'whose decisions (default)' },
    checkpoint: { value: 'CHECKPOINT', doc: 'where it is to decide (order)' },
    from: { value: 'TIME', doc: 'only decisions from here on (all)' },
    to: { value: 'TIME', doc: 'only decisions before this (now less the maturity)' },
    'maturity-days': {
      value: 'DAYS',
      doc: `days after which an order that nobody complained of is good (${MATURITY_DAYS})`,
    },
    negatives: {
      value: 'N',
      doc: `good orders that are learned from for each fraud (${NEGATIVES_PER_FRAUD})`,
    },
    trees: { value: 'N', doc: 'trees at most (400)' },
    leaves: { value: 'N', doc: 'leaves of a tree at most (15)' },
    'learning-rate': { value: 'X', doc: 'share of each tree that is believed (0.05)' },
    'min-rows-per-leaf': { value: 'N', doc: 'rows that a leaf needs (50)' },
    seed: { value: 'N', doc: 'same data and seed, same model (1)' },
    out: { value: 'FILE', doc: 'write the model here' },
    add: { doc: 'add it to the registry of the running server, as a candidate' },
    name: { value: 'NAME', doc: 'what to call it there (trained)' },
    kept: { value: 'FILE', doc: 'keep an unfinished training here, and go on from it' },
    json: { value: 'FILE', doc: 'write the report as JSON' },
  },
  async run(input, terminal) {
    const out = input.text('out')
    if (out === undefined && !input.flag('add')) {
      throw new CliError('usage', 'say where the model goes: `--out FILE`, `--add` or both')
    }
    const { readConfig } = await import('@gatehouse/server')
    const { writeModel } = await import('@gatehouse/scoring')
    const { trainOnHistory } = await import('../train/train-model.ts')
    const shopId = input.text('shop') ?? 'default'
    const checkpoint = (input.text('checkpoint') ?? 'order') as Checkpoint
    const maturityDays = number(input, 'maturity-days') ?? MATURITY_DAYS
    const nowMs = Date.now()
    const from = timeOption(input, 'from')
    const to = timeOption(input, 'to')
    const keptAt = input.text('kept')
    const settings = settingsOf(input)
    const request = {
      shopId,
      checkpoint,
      fromMs: from === undefined ? 0 : Date.parse(from),
      toMs: Math.min(nowMs - maturityDays * DAY_MS, to === undefined ? Infinity : Date.parse(to)),
      negativesPerFraud: number(input, 'negatives') ?? NEGATIVES_PER_FRAUD,
      settings,
      keptAt,
    }
    const result = await trainOnHistory(request, readConfig(terminal.env), terminal)
    const report = trainingReport(result, { ...request, maturityDays, trainedAtMs: nowMs })
    const file = writeModel({ ...result.model, about: report })
    terminal.print(renderTraining(report))
    if (out !== undefined) await writeFile(out, file)
    const json = input.text('json')
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`)
    if (input.flag('add')) {
      const query = new URLSearchParams({ name: input.text('name') ?? 'trained', checkpoint })
      const path = `/v1/models?${query.toString()}`
      const shop = input.text('shop')
      const about = { method: 'POST', path, text: file, shop } as const
      const model = (await askServer(about, terminal)) as ModelRecord
      terminal.print(`\nadded as a ${model.state}: ${model.id}`)
    }
    if (keptAt !== undefined) await rm(keptAt, { force: true })
    return 0
  },
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
