import {
  LIST_ITEMS_MAX,
  LIST_STANDINGS,
  listDraftSchema,
  listItemDraftSchema,
  LISTS_MAX,
  type ListDraft,
  type ListItemDraft,
} from '@gatehouse/contract'
import { CliError } from '../cli-error.ts'
import type { Command, Input, Terminal } from '../command.ts'
import { readExpiry } from '../lists/expiry.ts'
import {
  author,
  listKind,
  onLists,
  shopOption,
  WHERE,
  withTables,
  type ShopLists,
} from '../lists/shop-lists.ts'
import { suggestion } from '../nearest.ts'

export const listCreateCommand: Command = {
  name: 'list create',
  operands: ['NAME', 'KIND'],
  summary: 'make a list',
  details: `Rules ask for the list as \`list.NAME\`: does it hold the email, card, network ... of this event? The kind says
what its items are: email, email_domain, ip, ip_range, phone, account, device, card, bin, address,
country, sku, or string for texts that rules compare with themselves (\`x in lists.NAME\`). The standing
tells people what a hit means; what it does is for the rules to say, and a hit on a watch list that no
rule asks for is a reason with 0 points. ${WHERE}`,
  options: {
    ...shopOption,
    standing: { value: 'S', doc: `${LIST_STANDINGS.join(', ')} (none)` },
    description: { value: 'TEXT', doc: 'what it is for' },
  },
  async run(input, terminal) {
    const [name = '', kindText = ''] = input.positionals
    const kind = listKind(kindText)
    const standing = standingOf(input.text('standing') ?? 'none')
    const draft: ListDraft = {
      name,
      kind,
      standing,
      description: input.text('description') ?? '',
    }
    const { createValidators, newListOf } = await import('@gatehouse/server')
    const [issue] = createValidators()(listDraftSchema)(draft)
    if (issue !== undefined) {
      const hint =
        issue.pointer === '/name' ? ': small letters, digits and `_`, a letter first' : ''
      throw new CliError('usage', `\`${issue.pointer.slice(1)}\` ${issue.message}${hint}`)
    }
    await onLists(input, terminal, async ({ shopId, lists }) => {
      if ((await lists.all(shopId)).length >= LISTS_MAX) {
        throw new CliError('invalid', `the shop \`${shopId}\` has ${LISTS_MAX} lists: delete one`)
      }
      const made = await lists.create(shopId, newListOf(draft), author())
      if (made === undefined) {
        throw new CliError('invalid', `the shop \`${shopId}\` has a list \`${name}\` already`)
      }
    })
    terminal.print(`made the list \`${name}\` of kind \`${kind}\`, standing \`${standing}\``)
    terminal.note(`\`gatehouse list add ${name} VALUE\` puts something on it`)
    return 0
  },
}

export const listAddCommand: Command = {
  name: 'list add',
  operands: ['NAME', 'VALUE'],
  summary: 'put an item on a list, or renew it',
  details: `The value is read as the kind of the list asks for; docs/how-to/keep-lists.md has the wildcards of each
kind. Quote a value with a \`*\`, or the shell takes it. ${WHERE}`,
  options: {
    ...shopOption,
    expires: { value: 'T', doc: 'until when it counts: `90d`, `12h`, a date, an RFC 3339 time' },
    note: { value: 'TEXT', doc: 'why it is on the list' },
    source: { value: 'S', doc: 'where it comes from (who is at the command line)' },
  },
  async run(input, terminal) {
    const expires = input.text('expires')
    const note = input.text('note')
    const draft: ListItemDraft = {
      value: input.positionals[1]!,
      source: input.text('source') ?? author(),
      ...(expires === undefined ? {} : { expires_at: readExpiry(expires, Date.now()) }),
      ...(note === undefined ? {} : { note }),
    }
    const { createValidators, kindOf, readItem } = await import('@gatehouse/server')
    const [issue] = createValidators()(listItemDraftSchema)(draft)
    if (issue !== undefined) throw refusal(issue.pointer.slice(1), issue.message)
    return changeItem(input, terminal, async (shop, list, reference) => {
      const share = await shop.shareOf(list, reference)
      const parts = {
        reference,
        tokenise: shop.tokenise,
        nowMs: Date.now(),
        source: '',
        ...(share === undefined ? {} : { share }),
      }
      const read = readItem(kindOf(list.type), draft, parts)
      if (!read.ok) throw refusal(read.field, read.message)
      const done = await change(shop, list.name, { put: [read.item], take: [] })
      return done.added > 0 ? `added to \`${list.name}\`` : `renewed on \`${list.name}\``
    })
  },
}

export const listRemoveCommand: Command = {
  name: 'list remove',
  operands: ['NAME', 'VALUE'],
  summary: 'take an item off a list',
  details: `The value in any spelling that stands for the same. Exit code 1 when it is not on the list. ${WHERE}`,
  options: shopOption,
  async run(input, terminal) {
    const { kindOf, readValue } = await import('@gatehouse/server')
    return changeItem(input, terminal, async (shop, list, reference) => {
      const parts = { reference, tokenise: shop.tokenise }
      const read = readValue(kindOf(list.type), input.positionals[1]!, parts)
      if (!read.ok) throw refusal('value', read.message)
      if ((await shop.lists.item(shop.shopId, list.name, read.value)) === undefined) {
        throw new CliError('invalid', `that is not on the list \`${list.name}\``)
      }
      await change(shop, list.name, { put: [], take: [read.value] })
      return `removed from \`${list.name}\``
    })
  },
}

type Found = Awaited<ReturnType<ShopLists['find']>>

async function changeItem(
  input: Input,
  terminal: Terminal,
  work: (
    shop: ShopLists,
    list: Found,
    reference: Parameters<Parameters<typeof withTables>[1]>[0],
  ) => Promise<string>,
): Promise<number> {
  await onLists(input, terminal, async (shop) => {
    const list = await shop.find(input.positionals[0]!)
    terminal.print(await withTables(terminal, (reference) => work(shop, list, reference)))
  })
  return 0
}

type Changes = Pick<Parameters<ShopLists['lists']['change']>[2], 'put' | 'take'>

async function change({ shopId, lists }: ShopLists, name: string, changes: Changes) {
  const done = await lists.change(shopId, name, {
    ...changes,
    itemsMax: LIST_ITEMS_MAX,
    author: author(),
  })
  if (done.state === 'changed') return done
  throw new CliError(
    'invalid',
    done.state === 'full'
      ? `the list \`${name}\` is full: remove what has expired, or start another list`
      : `the list \`${name}\` was deleted meanwhile`,
  )
}

/** Says what is wrong, never the value: it may be somebody's. */
function refusal(field: string, message: string): CliError {
  return new CliError('usage', `${field === 'value' ? 'the value' : `\`--${field}\``} ${message}`)
}

function standingOf(text: string): (typeof LIST_STANDINGS)[number] {
  const standing = LIST_STANDINGS.find((known) => known === text)
  if (standing !== undefined) return standing
  const hint = suggestion(text, LIST_STANDINGS) || `: give one of ${LIST_STANDINGS.join(', ')}`
  throw new CliError('usage', `\`--standing\`: there is no standing \`${text}\`${hint}`)
}
