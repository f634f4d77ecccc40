import { Type, type Static } from 'typebox'
import { OUTCOMES } from './decision.ts'
import { LABEL_NAMES } from './label.ts'
import { LINK_ENTITIES, LINK_STEPS_MAX } from './links.ts'
import { closed, count, flag, id, listOf, oneOf, text, time } from './schema.ts'

/** Events and entities that are shown of one cluster. */
export const SHOWN_EVENTS_MAX = 50
export const SHOWN_ENTITIES_MAX = 256
/** Labels of one order that are shown. */
const LABELS_MAX = 20

const steps = Type.Integer({
  description: 'How many shared entities lie between it and the order that was asked about.',
  minimum: 1,
  maximum: LINK_STEPS_MAX,
})

export const linkedEntitySchema = closed({
  key: text('Names it within this answer: `e1`, `e2` ...', 8),
  type: oneOf(LINK_ENTITIES, 'What it is.'),
  label: text('Its type and the first digits of its token: the same in every answer.', 40),
  is_own: flag('The order that was asked about carries it.'),
  is_hub: flag('So many strangers share it that it links nothing.'),
  events: count('Events with it in 90 days, of the newest 80, the order itself left out.', 80),
  first_seen: time('When the oldest of them happened.'),
  last_seen: time('When the newest of them happened.'),
  steps,
})
export type LinkedEntity = Static<typeof linkedEntitySchema>

const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const linkedEventSchema = closed({
  key: text('Names it within this answer: `o1`, `o2` ...', 8),
  id: id('Id of its decision or record.'),
  type: nullable(text('Type of the event; null: it is not kept any more.', 64)),
  transaction_id: nullable(id('The order or payment.')),
  time: time('When it happened.'),
  outcome: nullable(oneOf(OUTCOMES, 'What is in force about it; null: nothing was decided.')),
  risk_score: nullable(Type.Number({ minimum: 0, maximum: 100 })),
  labels: listOf(oneOf(LABEL_NAMES, 'What it turned out to be.'), LABELS_MAX, 'Newest first.'),
  steps,
  path: listOf(
    text('Key of an entity or event.', 8),
    2 * LINK_STEPS_MAX,
    'Why it belongs: the shortest way to it, entity and event in turn.',
  ),
})
export type LinkedEvent = Static<typeof linkedEventSchema>

/** What hangs together with an order, as it is now: nearest first, bounded in size. */
export const orderLinksSchema = closed({
  id: id('Id of the decision that was asked about.'),
  is_ring: flag('By the definition of `links.is_ring`.'),
  people: count('Names, accounts or email addresses, whichever are most, this order counted.'),
  is_partial: flag('More hangs together than was looked at, or older events were let go.'),
  left_out: count('Events of the cluster that are not shown: they are further away.'),
  entities: listOf(
    linkedEntitySchema,
    SHOWN_ENTITIES_MAX,
    'The order’s own, and those that hold two events together.',
  ),
  events: listOf(linkedEventSchema, SHOWN_EVENTS_MAX, 'The order itself left out.'),
  edges: listOf(
    closed({
      event: text('Key of the event; `this` is the order that was asked about.', 8),
      entity: text('Key of the entity that it carries.', 8),
    }),
    (SHOWN_EVENTS_MAX + 1) * LINK_ENTITIES.length,
    'Which event carries which entity.',
  ),
})
export type OrderLinks = Static<typeof orderLinksSchema>
