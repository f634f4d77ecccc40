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

/**
 * What a list is for, told to people: rules say what a hit does. A hit on a `watch` list that no
 * rule gives weight to shows as a reason with 0 points.
 */
export const LIST_STANDINGS = ['deny', 'allow', 'watch', 'none'] as const
export type ListStanding = (typeof LIST_STANDINGS)[number]

/**
 * How an item is compared: with the value itself, with what begins like it, with a domain and all
 * below it (`example.com`), only with those below it (`*.example.com`), with the mailboxes of one
 * domain (`*@example.com`), with the addresses of a network, with the streets of a postcode.
 */
export const LIST_MATCHES = [
  'exact',
  'prefix',
  'domain',
  'subdomains',
  'mailboxes',
  'network',
  'postcode',
] as const
export type ListMatch = (typeof LIST_MATCHES)[number]

/** Lists of one shop: what a ruleset may name. */
export const LISTS_MAX = 200
/** Items of one list, and of one bulk call. */
export const LIST_ITEMS_MAX = 1_000_000
export const LIST_BULK_ITEMS_MAX = 10_000

const name = () =>
  Type.String({
    description: 'Name of the list, as rules write it: `lists.NAME`.',
    pattern: '^[a-z][a-z0-9_]{0,63}$',
    maxLength: 64,
  })

const standing = () =>
  oneOf(LIST_STANDINGS, 'What a hit means to people; what it does is for the rules to say.')

export const listDraftSchema = closed({
  name: name(),
  kind: oneOf(LIST_KINDS, 'What its items are.'),
  standing: Type.Optional(standing()),
  description: Type.Optional(text('What it is for.', 1000)),
})
/** Without a standing it is `none`. */
export type ListDraft = Static<typeof listDraftSchema>

export const listSettingsSchema = closed({
  standing: Type.Optional(standing()),
  description: Type.Optional(text('What it is for.', 1000)),
})
/** What of a list may be changed later; what is absent stays as it is. */
export type ListSettings = Static<typeof listSettingsSchema>

export const listSchema = closed({
  name: name(),
  kind: oneOf(LIST_KINDS, 'What its items are.'),
  standing: standing(),
  description: text('What it is for.', 1000),
  items_count: count('How many items it has.', LIST_ITEMS_MAX),
  updated_at: time('When it last changed.'),
})
export type List = Static<typeof listSchema>

export const listItemDraftSchema = closed({
  value: Type.String({
    // Not an `id`: a merchant who blocks a card must not send its number, so it is looked through.
    description:
      'The value or pattern; normalised as the kind of the list asks for (docs/how-to/keep-lists.md). Cards go by token.',
    minLength: 1,
    maxLength: 255,
  }),
  expires_at: Type.Optional(time('From then on it does not match.')),
  note: Type.Optional(text('Why it is on the list.', 500)),
  source: Type.Optional(text('Where it came from.', 128)),
})
export type ListItemDraft = Static<typeof listItemDraftSchema>

const match = () => oneOf(LIST_MATCHES, 'How it is compared.')
const shownValue = () => Type.Union([id('The value.'), Type.Null()])

export const listItemSchema = closed({
  id: id('Id of the item.'),
  value: shownValue(),
  match: match(),
  expires_at: Type.Union([time('From then on it does not match.'), Type.Null()]),
  note: text('Why it is on the list.', 500),
  source: text('Where it came from.', 128),
  created_at: time('When it was added.'),
})
/** `value` is `null` where only its token is kept (privacy). */
export type ListItem = Static<typeof listItemSchema>

export const exportedItemSchema = closed({
  value: id('The value; `token:...` where only its token is kept.'),
  match: match(),
  expires_at: Type.Union([time('From then on it does not match.'), Type.Null()]),
  source: text('Where it came from.', 128),
  note: text('Why it is on the list.', 500),
  created_at: time('When it was added.'),
})
/**
 * An item as it leaves and comes back: a token stays a token, and is taken again by the shop and
 * installation that it is from.
 */
export type ExportedItem = Static<typeof exportedItemSchema>
/** The columns of an exported CSV file. */
export const EXPORT_COLUMNS = Object.keys(exportedItemSchema.properties) as (keyof ExportedItem)[]

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
