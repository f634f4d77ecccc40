import { onCircle, WHERE } from '../circles/on-circles.ts'
import { readCircleFile, writeCircleFile } from '../circles/circle-file.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { iso, required } from '../on-store.ts'
import { textTable, type Cell } from '../text-table.ts'

const LOG_ROWS = 100

const circlePullCommand: Command = {
  name: 'circle pull',
  operands: ['NAME'],
  summary: 'ask the members of a circle now what is new',
  details: `A running server does so every five minutes. Exit code 1: one of them could not be asked, or what it said was
refused. ${WHERE}`,
  options: {},
  async run(input, terminal) {
    const name = input.positionals[0]!
    const pulled = await onCircle(name, terminal, async (store) => {
      const { pullCircles } = await import('@gatehouse/server')
      return pullCircles({ store, nowMs: Date.now }, name)
    })
    const rows = pulled.map((each): Cell[] => [
      each.title,
      `${each.said}`,
      `${each.withdrawn}`,
      each.problem ?? '',
    ])
    terminal.print(textTable([['member', 'said', 'withdrawn', 'problem'], ...rows]))
    return pulled.some(({ problem }) => problem !== null) ? 1 : 0
  },
}

const circleExportCommand: Command = {
  name: 'circle export',
  operands: ['NAME'],
  summary: 'write what a shop says to a file, for members that do not reach it',
  details: `Signed, and without a value of anybody: only members of the circle make something of it. ${WHERE}`,
  options: {
    shop: { value: 'S', doc: 'the shop (default)' },
    output: { value: 'FILE', doc: 'where to (required)' },
  },
  async run(input, terminal) {
    const name = input.positionals[0]!
    const shopId = input.text('shop') ?? 'default'
    const path = required(input, 'output')
    const done = await onCircle(name, terminal, (store) =>
      writeCircleFile(store, shopId, name, path),
    )
    if (done === undefined) {
      throw new CliError('invalid', `the shop \`${shopId}\` is not in the circle \`${name}\``)
    }
    terminal.print(`${done.items} items in ${path}`)
    return 0
  },
}

const circleImportCommand: Command = {
  name: 'circle import',
  operands: ['NAME', 'FILE'],
  summary: 'take in what a member wrote to a file',
  details: `The whole file is checked before anything of it is taken. What was taken before changes nothing. ${WHERE}`,
  options: {},
  async run(input, terminal) {
    const [name, path] = input.positionals as [string, string]
    const done = await onCircle(name, terminal, (store) => readCircleFile(store, name, path))
    terminal.print(`${done.said} said, ${done.withdrawn} withdrawn`)
    return 0
  },
}

const circleLogCommand: Command = {
  name: 'circle log',
  operands: ['NAME'],
  summary: 'show who said how much and when, and who changed the circle',
  details: `The newest ${LOG_ROWS} entries. ${WHERE}`,
  options: {},
  async run(input, terminal) {
    const name = input.positionals[0]!
    const { log, members } = await onCircle(name, terminal, async ({ circles }) => ({
      log: await circles.log(name, LOG_ROWS),
      members: await circles.members(name),
    }))
    const titles = new Map(members.map(({ member, title }) => [member, title]))
    const rows = log.map((each): Cell[] => [
      iso(each.atMs),
      titles.get(each.member) ?? each.member,
      each.action,
      `${each.said}`,
      `${each.withdrawn}`,
      each.author,
      each.detail,
    ])
    const head = ['when', 'member', 'what', 'said', 'withdrawn', 'by', '']
    terminal.print(textTable([head, ...rows]))
    return 0
  },
}

export const circleExchangeCommands: readonly Command[] = [
  circlePullCommand,
  circleExportCommand,
  circleImportCommand,
  circleLogCommand,
]
