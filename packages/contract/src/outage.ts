import { Type, type Static } from 'typebox'
import { closed, count, currencyCode, listOf, quantity, time } from './schema.ts'

/** Orders that are looked through, the newest, and outages that are told apart among them. */
export const OUTAGE_ORDERS_MAX = 5000
const OUTAGES_MAX = 1000

export const outagesQuerySchema = closed({
  from: Type.Optional(
    time('Only orders that came at this time or later; 30 days ago when absent.'),
  ),
  to: Type.Optional(time('Only orders that came before this time; now when absent.')),
})
export type OutagesQuery = Static<typeof outagesQuerySchema>

const tally = (what: string) =>
  closed(
    {
      orders: count('Orders.', OUTAGE_ORDERS_MAX),
      value: quantity(
        'What they are worth, in the currency of the shop. Of some it is not known.',
        1e15,
      ),
    },
    { description: what },
  )

const counted = {
  decided: tally('Orders that were decided while the database was away.'),
  rescored: tally('Those of them that were scored again since.'),
  stopped_later: tally(
    'Approved or challenged then, held or declined when they were scored again.',
  ),
  released_later: tally('Held or declined then, and let go on when they were scored again.'),
  changed: tally('Scored again with another outcome, these and the rest.'),
}

export const outagesSchema = closed(
  {
    currency: currencyCode(),
    total: closed(counted),
    outages: listOf(
      closed({
        from: time('The first order that was decided while the database was away.'),
        to: time('The last one.'),
        ...counted,
      }),
      OUTAGES_MAX,
      'Newest first. Orders ten minutes apart and more belong to different ones.',
    ),
    is_partial: Type.Boolean({
      description: `There were more than ${OUTAGE_ORDERS_MAX} orders: these are the newest.`,
    }),
  },
  { description: 'What it cost that the database was away.' },
)
export type Outages = Static<typeof outagesSchema>
