import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { readExpiry } from '../lists/expiry.ts'
import { formatOf } from '../lists/list-file.ts'
import { onLists, shopOption, WHERE, withTables } from '../lists/shop-lists.ts'

const BAD_SHARE_MAX = 0.01
const REFUSALS_SHOWN = 10
const REFUSALS_MAX = 1000
const ADDRESS_KINDS = ['ip', 'ip_range']

export const listImportCommand: Command = {
  name: 'list import',
  operands: ['NAME', 'FILE'],
  summary: 'put the items of a file on a list',
  details: `Reads a UTF-8 file, plain or gzip, of any length: \`txt\` has a value to a line (\`#\` and \`;\` begin a
comment), \`csv\` a header with the column \`value\` and perhaps \`expires_at\`, \`source\`, \`note\`, \`json\` an
array or a value to a line, texts or objects with these fields. What is there already is renewed.

A line that cannot be read is refused, by its number and never by what it holds. With more of them than
\`--max-bad\`, or when the file is cut off, nothing is changed and the exit code is 1. The list changes at
one moment, with \`--replace\` too. ${WHERE}`,
  options: {
    ...shopOption,
    format: { value: 'F', doc: 'txt, csv or json (by the ending of the name)' },
    source: { value: 'S', doc: 'where the items come from (the name of the file)' },
    expires: { value: 'T', doc: 'until when they count: `90d`, `12h`, a date, an RFC 3339 time' },
    replace: { doc: 'take off the list what is not in the file' },
    'dry-run': { doc: 'read all of it, say what would happen, and change nothing' },
    'public-only': { doc: 'refuse addresses and networks that are not public' },
    'max-bad': { value: 'PERCENT', doc: 'share of the lines that may be refused (1%)' },
    'allow-shrink': { doc: 'let `--replace` make a long list less than half as long' },
    reasons: { value: 'N', doc: `refused lines that are shown (${REFUSALS_SHOWN})` },
  },
  async run(input, terminal) {
    const [name = '', path = ''] = input.positionals
    const format = formatOf(path, input.text('format'))
    const expires = input.text('expires')
    const request = {
      path,
      format,
      source: input.text('source'),
      expiresAt: expires === undefined ? undefined : readExpiry(expires, Date.now()),
      isReplacing: input.flag('replace'),
      isDryRun: input.flag('dry-run'),
      publicOnly: input.flag('public-only'),
      mayShrink: input.flag('allow-shrink'),
      badShareMax: badShare(input),
      refusalsMax: refusals(input),
    }
    const { importList } = await import('../lists/import-list.ts')
    const { renderImport, renderRefusals } = await import('../lists/render-import.ts')
    return onLists(input, terminal, async (shop) => {
      const list = await shop.find(name)
      if (request.publicOnly && !ADDRESS_KINDS.includes(list.type)) {
        throw new CliError(
          'usage',
          `\`--public-only\` is for lists of addresses; \`${name}\` is of kind \`${list.type}\``,
        )
      }
      const outcome = await withTables(terminal, (reference) =>
        importList(shop, list, reference, request, terminal),
      )
      terminal.print(renderImport(name, path, outcome, request.isDryRun))
      const refused = renderRefusals(outcome)
      if (refused !== '') terminal.note(`\n${refused}`)
      return outcome.refusedBecause === null ? 0 : 1
    })
  },
}

function badShare(input: Input): number {
  const text = input.text('max-bad')
  if (text === undefined) return BAD_SHARE_MAX
  const [, percent] = /^(\d{1,3}(?:\.\d{1,3})?)%?$/.exec(text) ?? []
  if (percent !== undefined && Number(percent) <= 100) return Number(percent) / 100
  throw new CliError('usage', `\`--max-bad ${text}\` must be a percentage such as \`1%\``)
}

function refusals(input: Input): number {
  const text = input.text('reasons')
  if (text === undefined) return REFUSALS_SHOWN
  const many = Number(text)
  if (Number.isSafeInteger(many) && many >= 0 && many <= REFUSALS_MAX) return many
  throw new CliError('usage', `\`--reasons ${text}\` must be a whole number up to ${REFUSALS_MAX}`)
}
