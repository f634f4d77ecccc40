import { Type, type Static } from 'typebox'
import { closed, count, id, listOf, oneOf, text, time } from './schema.ts'

/** What the items of a list are: says how a value is normalised before it is compared. */
export const LIST_KINDS = [
  'email',
  'email_domain',
  'ip',
  'ip_range',
  'phone',
  'account',
  'device',
  'card',
  'bin',
  'address',
  'country',
  'sku',
  'string',
] as const
export type ListKind = (typeof LIST_KINDS)[number]

/** Items of one list, and of one bulk call. */
export const LIST_ITEMS_MAX = 1_000_000
export const LIST_BULK_ITEMS_MAX = 10_000

const name = () =>
  Type.String({
    description: 'Name of the list, as rules write it: `lists.NAME`.',
    pattern: '^[a-z][a-z0-9_]{0,63}$',
    maxLength: 64,
  })

export const listDraftSchema = closed({
  name: name(),
  kind: oneOf(LIST_KINDS, 'What its items are.'),
  description: Type.Optional(text('What it is for.', 1000)),
})
export type ListDraft = Static<typeof listDraftSchema>

export const listSchema = closed({
  name: name(),
  kind: oneOf(LIST_KINDS, 'What its items are.'),
  description: text('What it is for.', 1000),
  items_count: count('How many items it has.', LIST_ITEMS_MAX),
  updated_at: time('When it last changed.'),
})
export type List = Static<typeof listSchema>

export const listItemDraftSchema = closed({
  value: Type.String({
    // Not an `id`: a merchant who blocks a card must not send its number, so it is looked through.
    description: 'The value; normalised as the kind of the list asks for. Cards go by token.',
    minLength: 1,
    maxLength: 255,
  }),
  expires_at: Type.Optional(time('From then on it does not match.')),
  note: Type.Optional(text('Why it is on the list.', 500)),
  source: Type.Optional(text('Where it came from.', 128)),
})
export type ListItemDraft = Static<typeof listItemDraftSchema>

export const listItemSchema = closed({
  id: id('Id of the item.'),
  value: Type.Union([id('The value.'), Type.Null()]),
  expires_at: Type.Union([time('From then on it does not match.'), Type.Null()]),
  note: text('Why it is on the list.', 500),
  source: text('Where it came from.', 128),
  created_at: time('When it was added.'),
})
/** `value` is `null` where only its token is kept (privacy). */
export type ListItem = Static<typeof listItemSchema>

export const listBulkSchema = closed({
  add: Type.Optional(listOf(listItemDraftSchema, LIST_BULK_ITEMS_MAX, 'Added, or renewed.')),
  remove: Type.Optional(
    listOf(listItemDraftSchema.properties.value, LIST_BULK_ITEMS_MAX, 'Removed.'),
  ),
})
export type ListBulk = Static<typeof listBulkSchema>

export const listBulkAnswerSchema = closed({
  added: count('How many are new.', LIST_BULK_ITEMS_MAX),
  renewed: count('How many were there before.', LIST_BULK_ITEMS_MAX),
  removed: count('How many are gone.', LIST_BULK_ITEMS_MAX),
})
export type ListBulkAnswer = Static<typeof listBulkAnswerSchema>
