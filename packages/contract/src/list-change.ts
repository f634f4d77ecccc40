import { Type, type Static } from 'typebox'
import { LIST_ITEMS_MAX, LIST_MATCHES, LIST_STANDINGS } from './list.ts'
import { closed, count, flag, id, listOf, oneOf, text, time } from './schema.ts'

/** What was done to a list. Files are imported: what they hold is added, or takes its place. */
export const LIST_ACTIONS = [
  'created',
  'described',
  'changed',
  'imported',
  'replaced',
  'deleted',
] as const
export type ListAction = (typeof LIST_ACTIONS)[number]

/** Of each change on a page; the rest has pages of its own. */
export const CHANGE_ITEMS_SHOWN = 20

export const listChangeItemSchema = closed({
  change: oneOf(['added', 'renewed', 'removed'], 'What became of the item.'),
  id: id('Id of the item.'),
  value: Type.Union([id('The value.'), Type.Null()]),
  match: oneOf(LIST_MATCHES, 'How it is compared.'),
  expires_at: Type.Union([time('From then on it does not match.'), Type.Null()]),
  source: text('Where it came from.', 128),
  note: text('Why it is on the list.', 500),
})
/** An item as it was stored, or for one that was removed as it had been. */
export type ListChangeItem = Static<typeof listChangeItemSchema>

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const listChangeSchema = closed({
  revision: count('Number of the list’s state after it: grows, and may leave out numbers.'),
  at: time('When.'),
  by: text('Name of the key, or who was at the command line.', 128),
  action: oneOf(LIST_ACTIONS, 'What was done.'),
  source: text('Where the items came from, if they all say the same.', 128),
  added: count('Items that are new.', LIST_ITEMS_MAX),
  renewed: count('Items that were there before.', LIST_ITEMS_MAX),
  removed: count('Items that are gone.', LIST_ITEMS_MAX),
  standing: orNull(oneOf(LIST_STANDINGS, 'What it was set to; `null`: it stayed.')),
  description: orNull(text('What it was set to; `null`: it stayed.', 1000)),
  items: listOf(
    listChangeItemSchema,
    CHANGE_ITEMS_SHOWN,
    'What was added, removed, or renewed with something new to say.',
  ),
  has_more_items: flag('There are more than are shown here.'),
})
/** One entry of a list's log, which is only ever added to. */
export type ListChange = Static<typeof listChangeSchema>
