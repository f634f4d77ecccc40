import { Type } from 'typebox'
import { block, optionalId, oneOf, time } from '../schema.ts'
import { eventTypesOf, type EventKind, type EventTypeOf } from './event-types.ts'

const common = {
  event_id: optionalId("The shop's own id of this event. Made by the gate when it is absent."),
  transaction_id: optionalId('Id of the order or payment. Several events may carry the same one.'),
  shop_id: optionalId("The shop. Must be the key's shop or a sub-shop of it."),
  time: time('When it happened. The time of arrival when absent.'),
  party: oneOf(['agent', 'customer'], 'Who acts: the customer, or an agent in their name.'),
}

/** The `event` block of one kind of event: only that kind's types are accepted. */
export function headerOf<Kind extends EventKind>(kind: Kind) {
  const types = eventTypesOf(kind) as [EventTypeOf<Kind>, ...EventTypeOf<Kind>[]]
  return block(
    { ...common, type: oneOf(types, 'What happened. `EVENT_TYPES` has the meaning of each.') },
    'What happened, when, and under which ids.',
  )
}

/** The same where the type must be stated, because nothing else says what the event is. */
export function typedHeaderOf<Kind extends EventKind>(kind: Kind) {
  const types = eventTypesOf(kind) as [EventTypeOf<Kind>, ...EventTypeOf<Kind>[]]
  const { event_id, transaction_id, shop_id, time, party } = common
  return Type.Object(
    {
      type: oneOf(types, 'What happened. `EVENT_TYPES` has the meaning of each.'),
      event_id: Type.Optional(event_id),
      transaction_id: Type.Optional(transaction_id),
      shop_id: Type.Optional(shop_id),
      time: Type.Optional(time),
      party: Type.Optional(party),
    },
    { additionalProperties: false, description: 'What happened, when, and under which ids.' },
  )
}
