import type { ListChange, ListItem } from '@gatehouse/contract'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { onLists, shopOption, WHERE } from '../lists/shop-lists.ts'
import { counted, number, right, textTable, type Cell } from '../text-table.ts'

const LISTS_MAX = 1000
const ROWS_SHOWN = 20
const ROWS_MAX = 1000
/** Of each change that `list log --items` shows. */
const ITEMS_OF_CHANGE = 20

const rowsOption = (what: string) => ({ value: 'N', doc: `${what} that are shown (${ROWS_SHOWN})` })

export const listLsCommand: Command = {
  name: 'list ls',
  operands: [],
  summary: 'print the lists of a shop',
  details: `Name, kind, standing (deny, allow, watch or none), how many items, when it was changed, what it is for.
${WHERE}`,
  options: shopOption,
  async run(input, terminal) {
    const lists = await onLists(input, terminal, (shop) =>
      shop.lists.page(shop.shopId, '', LISTS_MAX),
    )
    if (lists.length === 0) terminal.print('no lists: `gatehouse list create NAME KIND` makes one')
    else {
      const rows = lists.map((list): Cell[] => [
        list.name,
        list.type,
        list.standing,
        right(number(list.itemsCount)),
        day(list.updatedAtMs),
        list.description,
      ])
      terminal.print(
        textTable([['NAME', 'KIND', 'STANDING', right('ITEMS'), 'CHANGED', 'WHAT FOR'], ...rows]),
      )
    }
    return 0
  },
}

export const listShowCommand: Command = {
  name: 'list show',
  operands: ['NAME'],
  summary: 'print a list and its newest items',
  details: `What the list is for and the items that were added last. A list of emails, accounts, devices, cards,
phones, addresses or single IP addresses keeps tokens: of such an item only its id can be shown.
${WHERE}`,
  options: { ...shopOption, limit: rowsOption('items') },
  async run(input, terminal) {
    const limit = rows(input)
    const { kindOf, shownItem } = await import('@gatehouse/server')
    const { list, items } = await onLists(input, terminal, async (shop) => {
      const found = await shop.find(input.positionals[0]!)
      const page = await shop.lists.items(shop.shopId, found.name, { limit })
      return { list: found, items: page.items }
    })
    const facts: Cell[][] = [
      ['kind', list.type],
      ['standing', list.standing],
      ['items', number(list.itemsCount)],
      ['changed', iso(list.updatedAtMs)],
      ['revision', String(list.revision)],
    ]
    if (list.description !== '') facts.unshift(['what for', list.description])
    terminal.print(`${list.name}\n\n${textTable(facts)}`)
    if (items.length === 0) return 0
    const shown = items.map((item) => shownItem(kindOf(list.type), item))
    const isAll = items.length === list.itemsCount
    terminal.print(
      `\n${isAll ? 'items' : `the newest ${counted(items.length, 'item')}`}\n\n${itemTable(shown)}`,
    )
    return 0
  },
}

function itemTable(items: readonly ListItem[]): string {
  const nowMs = Date.now()
  const table = items.map((item): Cell[] => [
    item.value ?? `token ${item.id}`,
    item.match,
    untilText(item.expires_at, nowMs),
    item.source,
    item.note,
    item.created_at,
  ])
  return textTable([['VALUE', 'MATCH', 'UNTIL', 'SOURCE', 'NOTE', 'ADDED'], ...table])
}

function untilText(expiresAt: string | null, nowMs: number): string {
  if (expiresAt === null) return ''
  return Date.parse(expiresAt) > nowMs ? expiresAt : `expired ${expiresAt}`
}

export const listLogCommand: Command = {
  name: 'list log',
  operands: ['NAME'],
  summary: 'print who changed a list and when',
  details: `Newest first: the revision of the list, when, by which key or person, what was done and how many items it
was. The log is only ever added to, and outlives the list. ${WHERE}`,
  options: {
    ...shopOption,
    limit: rowsOption('changes'),
    items: { doc: `show the items of each change, at most ${ITEMS_OF_CHANGE}` },
  },
  async run(input, terminal) {
    const limit = rows(input)
    const name = input.positionals[0]!
    const withItems = input.flag('items')
    const { shownChange } = await import('@gatehouse/server')
    const changes = await onLists(input, terminal, async (shop) => {
      const page = { before: null, limit, itemsMax: withItems ? ITEMS_OF_CHANGE : 0 }
      const found = await shop.lists.log.page(shop.shopId, name, page)
      // Says that there is no such list, unless it is from before there was a log.
      if (found.length === 0) await shop.find(name)
      return found.map(shownChange)
    })
    if (changes.length === 0) terminal.print('nothing was done to it since there is a log')
    else if (!withItems) terminal.print(textTable([LOG_HEAD, ...changes.map(logRow)]))
    else for (const change of changes) terminal.print(changeWithItems(change))
    return 0
  },
}

const LOG_HEAD: Cell[] = [
  right('REVISION'),
  'WHEN',
  'BY',
  'WHAT',
  right('ADDED'),
  right('RENEWED'),
  right('REMOVED'),
  'SOURCE',
]

function logRow(change: ListChange): Cell[] {
  const { revision, at, by, action, added, renewed, removed, source } = change
  const many = (count: number) => right(count === 0 ? '' : number(count))
  return [
    right(String(revision)),
    at,
    by,
    action,
    many(added),
    many(renewed),
    many(removed),
    source,
  ]
}

function changeWithItems(change: ListChange): string {
  const { revision, at, by, action, items, has_more_items: hasMore } = change
  const rowsOfItems = items.map((item): Cell[] => [
    `  ${SIGNS[item.change]}`,
    item.value ?? `token ${item.id}`,
    item.match,
    item.expires_at === null ? '' : `until ${item.expires_at}`,
    item.source,
    item.note,
  ])
  return [
    `${revision}  ${at}  ${action} by ${by}`,
    ...(items.length === 0 ? [] : [textTable(rowsOfItems)]),
    ...(hasMore ? ['      ... and more (`GET /v1/lists/NAME/changes/REVISION/items`)'] : []),
  ].join('\n')
}

const SIGNS = { added: '+', renewed: '~', removed: '-' } as const

function rows(input: Input): number {
  const text = input.text('limit')
  if (text === undefined) return ROWS_SHOWN
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit > 0 && limit <= ROWS_MAX) return limit
  throw new CliError('usage', `\`--limit ${text}\` must be a whole number from 1 to ${ROWS_MAX}`)
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function day(ms: number): string {
  return iso(ms).slice(0, 10)
}
