import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { onLists, shopOption, WHERE } from '../lists/shop-lists.ts'
import { suggestion } from '../nearest.ts'

const FORMATS = ['csv', 'json'] as const

export const listExportCommand: Command = {
  name: 'list export',
  operands: ['NAME'],
  summary: 'print the items of a list, or write them to a file',
  details: `Every item with its expiry, source and note, expired ones too, in a form that \`gatehouse list import\`
reads. What is kept as a token leaves as one: it says nothing to anybody, and only this shop of this
installation takes it again. ${WHERE}`,
  options: {
    ...shopOption,
    format: { value: 'F', doc: 'csv or json (csv, or by the ending of `--output`)' },
    output: { value: 'FILE', doc: 'the file to write (standard output)' },
  },
  async run(input, terminal) {
    const output = input.text('output')
    const format = formatOf(input.text('format') ?? (output?.endsWith('.json') ? 'json' : 'csv'))
    const { exportedLines, kindOf } = await import('@gatehouse/server')
    return onLists(input, terminal, async ({ shopId, lists, tokenise, find }) => {
      const { name, type } = await find(input.positionals[0]!)
      const items = lists.everything(shopId, name)
      const blocks = exportedLines(format, kindOf(type), items, tokenise)
      if (output === undefined) {
        for await (const block of blocks) terminal.print(block)
        return 0
      }
      await pipeline(withBreaks(blocks), createWriteStream(output))
      terminal.note(`${name} is in ${output}`)
      return 0
    })
  },
}

async function* withBreaks(blocks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const block of blocks) yield `${block}\n`
}

function formatOf(text: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((known) => known === text)
  if (format !== undefined) return format
  const hint = suggestion(text, FORMATS) || ': give csv or json'
  throw new CliError('usage', `\`--format\`: there is no format \`${text}\`${hint}`)
}
