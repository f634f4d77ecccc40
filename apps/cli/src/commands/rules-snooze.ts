import { SNOOZE_ENTITIES, type Snooze } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { timeOption } from '../read-time.ts'
import { textTable, type Cell } from '../text-table.ts'

const SHOWN_MAX = 200

export const rulesSnoozeAddCommand: Command = {
  name: 'rules snooze add',
  operands: ['RULE'],
  summary: 'switch a rule off for one entity, for a time',
  details: `For events of that entity the rule is traced as \`snoozed\` and has no effect; for all others nothing
changes. Entities: ${SNOOZE_ENTITIES.join(', ')}. The value is kept as a keyed token only. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    entity: { value: 'KIND', doc: 'what it is switched off for (required)' },
    value: { value: 'VALUE', doc: 'the entity, spelled as in a list (required)' },
    until: { value: 'TIME', doc: 'when the rule is on again, a day or a time (required)' },
    why: { value: 'TEXT', doc: 'why (required)' },
  },
  async run(input, terminal) {
    const until = timeOption(input, 'until')
    if (until === undefined) throw new CliError('usage', '`--until` is missing')
    const body = {
      rule: input.positionals[0]!,
      entity: required(input, 'entity'),
      value: required(input, 'value'),
      until,
      why: required(input, 'why'),
    }
    const about = { body, shop: input.text('shop'), notFound: 'there is no such shop' }
    const made = (await askServer(
      { method: 'POST', path: '/v1/snoozes', ...about },
      terminal,
    )) as Snooze
    terminal.print(
      `\`${made.rule}\` is off for this ${made.entity} until ${made.until} (${made.id})`,
    )
    return 0
  },
}

export const rulesSnoozeListCommand: Command = {
  name: 'rules snooze list',
  operands: [],
  summary: 'list rules that are switched off for single entities',
  details: `Prints those that are not over, the newest first. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const about = { shop: input.text('shop'), notFound: 'there is no such shop' }
    const page = await askServer(
      { method: 'GET', path: `/v1/snoozes?limit=${SHOWN_MAX}`, ...about },
      terminal,
    )
    const { items } = page as { items: readonly Snooze[] }
    if (items.length === 0) terminal.print('no rule is switched off for anybody')
    else {
      const rows = items.map(({ id, rule, entity, until, why, created_by: by }): Cell[] => [
        id,
        rule,
        entity,
        `until ${until}`,
        by,
        why,
      ])
      terminal.print(textTable(rows))
    }
    return 0
  },
}

export const rulesSnoozeDeleteCommand: Command = {
  name: 'rules snooze delete',
  operands: ['ID'],
  summary: 'switch a snoozed rule on again',
  details: `ID is that of the snooze: see \`rules snooze list\`. ${SERVER_HELP}`,
  options: serverShopOption,
  async run(input, terminal) {
    const id = input.positionals[0]!
    await askServer(
      {
        method: 'DELETE',
        path: `/v1/snoozes/${encodeURIComponent(id)}`,
        shop: input.text('shop'),
        notFound: `there is no snooze \`${id}\` in this shop`,
      },
      terminal,
    )
    terminal.print(`the snooze \`${id}\` is gone`)
    return 0
  },
}

function required(input: Input, option: string): string {
  const text = input.text(option)
  if (text === undefined) throw new CliError('usage', `\`--${option}\` is missing`)
  return text
}
