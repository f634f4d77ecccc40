import type { Customer, CustomerAct, CustomerHistory } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { textTable, type Cell } from '../text-table.ts'

const customersShowCommand: Command = {
  name: 'customers show',
  operands: ['USER_ID'],
  summary: 'say whether a registered customer may order, and why not',
  details: `Prints what is remembered of the customer whom events name by \`account.user_id\`: the ranking that the
newest order left, what the account is, and what was done about it by whom. ${SERVER_HELP}`,
  options: { ...serverShopOption, json: { doc: 'print what the server answers as JSON' } },
  async run(input, terminal) {
    const body = { user_id: input.positionals[0]! }
    const about = { body, shop: input.text('shop'), notFound: 'there is no such shop' }
    const ask = (path: string) => askServer({ method: 'POST', path, ...about }, terminal)
    const customer = (await ask('/v1/customers/lookup')) as Customer
    const history = (await ask('/v1/customers/history')) as CustomerHistory
    terminal.print(
      input.flag('json')
        ? JSON.stringify({ ...customer, history }, null, 2)
        : [...shownCustomer(customer, history), ...shownHistory(history)].join('\n'),
    )
    return 0
  },
}

function shownCustomer(customer: Customer, { ranking }: CustomerHistory): string[] {
  const { inherited_trust: trust, is_restored: isRestored, mode, reasons } = customer
  const order = ranking === null ? '' : `, left by ${ranking.order} on ${ranking.since}`
  return [
    `may order:  ${customer.may_order ? 'yes' : 'no'}${mode === 'observe' && customer.would_be_refused ? ' (the rules only observe: else no)' : ''}`,
    `account:    ${customer.standing}`,
    `trust:      ${trust === null ? 'no order left any' : `${trust}${isRestored ? ', restored by a person' : ''}${order}`}`,
    ...reasons.map(({ code, text }) => `because:    ${code}: ${text}`),
    ...(customer.message === '' ? [] : [`the shopper reads: ${customer.message}`]),
  ]
}

function shownHistory({ changes }: CustomerHistory): string[] {
  if (changes.length === 0) return []
  const rows = changes.map(({ at, change, by, order, note }): Cell[] => [
    at,
    change,
    by ?? 'a decision',
    order ?? '',
    note,
  ])
  return ['', textTable([['when', 'what', 'by', 'order', 'why'], ...rows])]
}

function actCommand(act: CustomerAct['act'], summary: string, done: string): Command {
  return {
    name: `customers ${act === 'open' ? 'unblock' : act}`,
    operands: ['USER_ID'],
    summary,
    details: `Needs a key that may overrule decisions (scope \`review\`). It is written down with the name of the key
and the note. ${SERVER_HELP}`,
    options: { ...serverShopOption, note: { value: 'TEXT', doc: 'why (required)' } },
    async run(input, terminal) {
      const note = input.text('note')
      if (note === undefined || note === '') throw new CliError('usage', '`--note` is missing')
      const userId = input.positionals[0]!
      const body = { user_id: userId, act, note }
      const notFound =
        act === 'restore'
          ? `no order of the customer \`${userId}\` left a ranking`
          : `the account of \`${userId}\` is open`
      const about = { body, shop: input.text('shop'), notFound }
      const path = '/v1/customers/acts'
      const customer = (await askServer({ method: 'POST', path, ...about }, terminal)) as Customer
      const may = customer.may_order ? 'may order' : 'may not order'
      terminal.print(`${done}: the customer ${may}`)
      return 0
    },
  }
}

export const customerCommands: readonly Command[] = [
  customersShowCommand,
  actCommand('restore', 'let the inherited ranking of a customer no longer count', 'restored'),
  actCommand('block', 'refuse further orders of an account', 'blocked'),
  actCommand('close', 'refuse further orders of an account, for good', 'closed'),
  actCommand('open', 'let a blocked or closed account order again', 'open'),
]
