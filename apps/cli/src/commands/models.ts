import { readFile } from 'node:fs/promises'
import type { ModelComparison, ModelList, ModelRecord, ModelRollback } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { modelsImportCommand } from './models-import.ts'
import { renderComparison } from '../models/render-comparison.ts'
import { renderModel } from '../models/render-model.ts'
import { timeOption } from '../read-time.ts'
import { right, textTable, type Cell } from '../text-table.ts'

/** Beginnings of ids that stand for the whole: as git has them. */
const ID_LENGTH_MIN = 6
const ID_SHOWN = 12

async function modelsOf(input: Input, terminal: Terminal): Promise<ModelList['items']> {
  const about = { shop: input.text('shop'), notFound: 'there is no such shop' }
  const answer = await askServer({ method: 'GET', path: '/v1/models', ...about }, terminal)
  return (answer as ModelList).items
}

/** @throws CliError `usage` when no model of the shop begins so, or more than one */
async function idOf(input: Input, terminal: Terminal): Promise<string> {
  const given = input.positionals[0]!
  if (/^[0-9a-f]{64}$/.test(given)) return given
  if (given.length < ID_LENGTH_MIN) {
    throw new CliError(
      'usage',
      `\`${given}\` is too short: give ${ID_LENGTH_MIN} characters or more`,
    )
  }
  const found = (await modelsOf(input, terminal)).filter(({ id }) => id.startsWith(given))
  if (found.length === 1) return found[0]!.id
  const problem = found.length === 0 ? 'no model of this shop begins' : 'several models begin'
  throw new CliError('usage', `${problem} with \`${given}\`: \`gatehouse models list\` shows them`)
}

export const modelsListCommand: Command = {
  name: 'models list',
  operands: [],
  summary: 'list the models of a shop and what they are used for',
  details: `Prints all of them, the newest first. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print the list as JSON' } },
  async run(input, terminal) {
    const items = await modelsOf(input, terminal)
    if (input.flag('json')) terminal.print(JSON.stringify({ items }, null, 2))
    else if (items.length === 0) terminal.print('the shop has no model')
    else {
      const rows = items.map(
        ({ id, name, kind, checkpoint, state, trees, features, created_at: at }) => [
          id.slice(0, ID_SHOWN),
          name,
          kind,
          checkpoint,
          state,
          right(`${trees} trees`),
          right(`${features} signals`),
          at,
        ],
      )
      terminal.print(textTable(rows satisfies Cell[][]))
    }
    return 0
  },
}

export const modelsShowCommand: Command = {
  name: 'models show',
  operands: ['ID'],
  summary: 'print what a model says of itself and what it was used for',
  details: `The first ${ID_LENGTH_MIN} characters of the id will do. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print the stored body as JSON' } },
  async run(input, terminal) {
    const id = await idOf(input, terminal)
    const about = { shop: input.text('shop'), notFound: `there is no model \`${id}\`` }
    const model = await askServer({ method: 'GET', path: `/v1/models/${id}`, ...about }, terminal)
    terminal.print(
      input.flag('json') ? JSON.stringify(model, null, 2) : renderModel(model as ModelRecord),
    )
    return 0
  },
}

export const modelsCompareCommand: Command = {
  name: 'models compare',
  operands: ['ID'],
  summary: 'compare a challenger with what decided, on the same live events',
  details: `From what was stored of both when they were asked: where they disagreed, how well each ranks the frauds
that are known by now, and whether what the challenger said came true. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    from: { value: 'TIME', doc: 'only events from here on (90 days ago)' },
    to: { value: 'TIME', doc: 'only events before this (now)' },
    'maturity-days': {
      value: 'DAYS',
      doc: "days until an order without a label is good (the shop's)",
    },
    json: { doc: 'print the comparison as JSON' },
  },
  async run(input, terminal) {
    const id = await idOf(input, terminal)
    const query = new URLSearchParams()
    for (const name of ['from', 'to']) {
      const time = timeOption(input, name)
      if (time !== undefined) query.set(name, time)
    }
    const days = input.text('maturity-days')
    if (days !== undefined) query.set('maturity_days', days)
    const path = `/v1/models/${id}/comparison${query.size === 0 ? '' : `?${query.toString()}`}`
    const about = { shop: input.text('shop'), notFound: `there is no model \`${id}\`` }
    const answer = await askServer({ method: 'GET', path, ...about }, terminal)
    terminal.print(
      input.flag('json')
        ? JSON.stringify(answer, null, 2)
        : renderComparison(answer as ModelComparison),
    )
    return 0
  },
}

export const modelsAddCommand: Command = {
  name: 'models add',
  operands: ['FILE'],
  summary: 'add a model file as a candidate',
  details: `The file is kept byte for byte; its SHA-256 is its id. It is refused where it is malformed, or reads
what is no signal of the shop. A candidate does nothing until it is promoted. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    name: { value: 'NAME', doc: 'what to call it (model)' },
    checkpoint: { value: 'CHECKPOINT', doc: 'where it is to decide (order)' },
    note: { value: 'TEXT', doc: 'why' },
  },
  async run(input, terminal) {
    const path = input.positionals[0]!
    const file = await readFile(path, 'utf8').catch((error: Error) => {
      throw new CliError('file', `\`${path}\` cannot be read: ${error.message}`)
    })
    const query = new URLSearchParams({ name: input.text('name') ?? 'model' })
    for (const name of ['checkpoint', 'note']) {
      const value = input.text(name)
      if (value !== undefined) query.set(name, value)
    }
    const about = { shop: input.text('shop'), notFound: 'there is no such shop' }
    const model = (await askServer(
      { method: 'POST', path: `/v1/models?${query.toString()}`, text: file, ...about },
      terminal,
    )) as ModelRecord
    terminal.print(`\`${model.name}\` is ${model.state} at \`${model.checkpoint}\`: ${model.id}`)
    return 0
  },
}

const TARGETS = ['champion', 'challenger', 'candidate']

export const modelsPromoteCommand: Command = {
  name: 'models promote',
  operands: ['ID'],
  summary: 'let a model decide, or try it beside the one that does',
  details: `As \`champion\` it decides from now on and the one before is retired; as \`challenger\` it is asked
about every live event at its checkpoint and not answered. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    to: { value: 'STATE', doc: `${TARGETS.join(', ')} (required)` },
    note: { value: 'TEXT', doc: 'why' },
  },
  async run(input, terminal) {
    const to = input.text('to')
    if (to === undefined || !TARGETS.includes(to)) {
      throw new CliError('usage', `\`--to\` is one of ${TARGETS.join(', ')}`)
    }
    return setState(input, terminal, to)
  },
}

export const modelsRetireCommand: Command = {
  name: 'models retire',
  operands: ['ID'],
  summary: 'stop using a model; it stays in the registry',
  details: `When it was champion no model decides at its checkpoint. ${SERVER_HELP}`,
  options: { ...serverShopOption, note: { value: 'TEXT', doc: 'why' } },
  run: (input, terminal) => setState(input, terminal, 'retired'),
}

async function setState(input: Input, terminal: Terminal, state: string): Promise<number> {
  const id = await idOf(input, terminal)
  const note = input.text('note')
  const model = (await askServer(
    {
      method: 'POST',
      path: `/v1/models/${id}/state`,
      body: { state, ...(note === undefined ? {} : { note }) },
      shop: input.text('shop'),
      notFound: `there is no model \`${id}\``,
    },
    terminal,
  )) as ModelRecord
  terminal.print(`\`${model.name}\` (${id.slice(0, ID_SHOWN)}) is ${model.state}`)
  return 0
}

export const modelsRollbackCommand: Command = {
  name: 'models rollback',
  operands: [],
  summary: 'put the champion of before back in the place of the one that decides',
  details: `Where there was none before, no model decides. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    checkpoint: { value: 'CHECKPOINT', doc: 'where (order)' },
    kind: { value: 'KIND', doc: 'of which kind: fraud or anomaly (fraud)' },
    note: { value: 'TEXT', doc: 'why' },
  },
  async run(input, terminal) {
    const checkpoint = input.text('checkpoint') ?? 'order'
    const kind = input.text('kind') ?? 'fraud'
    const note = input.text('note')
    const { champion } = (await askServer(
      {
        method: 'POST',
        path: '/v1/models/rollback',
        body: { checkpoint, kind, ...(note === undefined ? {} : { note }) },
        shop: input.text('shop'),
        notFound: `no model decides at \`${checkpoint}\``,
      },
      terminal,
    )) as ModelRollback
    terminal.print(
      champion === null
        ? `no model decides at \`${checkpoint}\` any more: there was none before`
        : `\`${champion.name}\` (${champion.id.slice(0, ID_SHOWN)}) is champion again`,
    )
    return 0
  },
}

export const modelCommands: readonly Command[] = [
  modelsListCommand,
  modelsShowCommand,
  modelsAddCommand,
  modelsImportCommand,
  modelsPromoteCommand,
  modelsCompareCommand,
  modelsRollbackCommand,
  modelsRetireCommand,
]
