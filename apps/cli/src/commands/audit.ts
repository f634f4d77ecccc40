import { AUDIT_KINDS } from '@gatehouse/contract'
import type { AuditEntry } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { suggestion } from '../nearest.ts'
import { iso, onStore, WHERE } from '../on-store.ts'
import { timeOption } from '../read-time.ts'
import { textTable, type Cell } from '../text-table.ts'

const SHOWN = 50
const SHOWN_MAX = 10_000
const PAGE = 200

export const auditCommand: Command = {
  name: 'audit',
  operands: [],
  summary: 'say who changed settings, rulesets, lists, keys and models, and when',
  details: `Prints the audit log, newest first: who did what to which thing, and the note that was given. The
database writes it with every change, one made past Gatehouse too, and \`gatehouse record verify\`
proves that nobody has touched it. Kinds: ${AUDIT_KINDS.join(', ')}. ${WHERE}`,
  options: {
    shop: { value: 'S', doc: 'only changes of this shop (all shops, and what is of none)' },
    kind: { value: 'KIND', doc: 'only changes of these' },
    by: { value: 'NAME', doc: 'only what this one did' },
    since: { value: 'TIME', doc: 'from here on' },
    until: { value: 'TIME', doc: 'before this' },
    find: { value: 'TEXT', doc: 'only entries with this text somewhere' },
    limit: { value: 'N', doc: `at most so many (${SHOWN})` },
    json: { doc: 'print them as JSON, one to a line, with what they were before and after' },
  },
  async run(input, terminal) {
    const filter = {
      shopId: input.text('shop') ?? null,
      kind: kindOf(input),
      actor: input.text('by'),
      fromMs: timeOf(input, 'since'),
      toMs: timeOf(input, 'until'),
      text: input.text('find'),
    }
    const most = limitOf(input)
    const entries = await onStore(terminal, async ({ auditLog }) => {
      const all: AuditEntry[] = []
      while (all.length < most) {
        const limit = Math.min(PAGE, most - all.length)
        const page = await auditLog.page({ ...filter, before: all.at(-1), limit })
        all.push(...page)
        if (page.length < limit) break
      }
      return all
    })
    if (input.flag('json')) {
      for (const { atMs, ...entry } of entries) {
        terminal.print(JSON.stringify({ at: iso(atMs), ...entry }))
      }
    } else if (entries.length === 0) terminal.print('nothing was changed')
    else terminal.print(textTable([HEAD, ...entries.map(rowOf)]))
    return 0
  },
}

const HEAD = ['when', 'shop', 'by', 'what', '', '', 'note']

function rowOf({ atMs, shopId, actor, kind, subject, action, note }: AuditEntry): Cell[] {
  return [iso(atMs), shopId ?? '', actor, kind, subject, action, note]
}

function kindOf(input: Input): string | undefined {
  const kind = input.text('kind')
  if (kind === undefined || AUDIT_KINDS.some((known) => known === kind)) return kind
  const hint = suggestion(kind, AUDIT_KINDS) || `: give one of ${AUDIT_KINDS.join(', ')}`
  throw new CliError('usage', `\`--kind\`: there is no kind \`${kind}\`${hint}`)
}

function timeOf(input: Input, option: string): number | undefined {
  const time = timeOption(input, option)
  return time === undefined ? undefined : Date.parse(time)
}

function limitOf(input: Input): number {
  const text = input.text('limit')
  if (text === undefined) return SHOWN
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit > 0 && limit <= SHOWN_MAX) return limit
  throw new CliError('usage', `\`--limit ${text}\` must be a whole number from 1 to ${SHOWN_MAX}`)
}
