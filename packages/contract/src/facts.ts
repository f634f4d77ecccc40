import { Type, type Static } from 'typebox'
import { billingSchema, shippingSchema } from './event/person.ts'
import { IP_KINDS, PLACE_PRECISIONS } from './reference.ts'
import { closed, countryCode, flag, id, oneOf, quantity, text } from './schema.ts'

/** Half the circumference of the Earth is 20,038 km; no distance on it is larger. */
const DISTANCE_KM_MAX = 20_040
const DISTANCE_MILES_MAX = 12_453

/** The question of a cart that evaluates its own rules. Nothing of it is stored. */
export const factsRequestSchema = closed(
  {
    shop_id: Type.Optional(id("The shop. Must be the key's shop or a sub-shop of it.")),
    ip_address: Type.Optional(
      Type.String({
        description:
          "The shopper's IP address, IPv4 or IPv6. Absent: unknown, unless the shop takes it from the connection.",
        format: 'ip',
        maxLength: 45,
        'x-card-scan': 'exempt',
        'x-personal': true,
      }),
    ),
    billing: Type.Optional(billingSchema),
    shipping: Type.Optional(shippingSchema),
  },
  { description: 'An IP address and up to two postal addresses.' },
)
export type FactsRequest = Static<typeof factsRequestSchema>

const nullable = <Schema extends ReturnType<typeof text>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

const distanceSchema = Type.Union([
  closed({
    km: quantity('Kilometres along the great circle.', DISTANCE_KM_MAX),
    miles: quantity('The same in statute miles.', DISTANCE_MILES_MAX),
  }),
  closed({ unknown: text('Why there is no distance.', 64) }),
])

const placeSchema = Type.Union([
  closed({
    country: countryCode('ISO 3166-1 alpha-2.'),
    region: nullable(text('Region, as the reference data names it.')),
    city: nullable(text('City, as the reference data names it.')),
    precision: oneOf(PLACE_PRECISIONS, 'How exactly the place is known.'),
  }),
  closed({ unknown: text('Why there is no place.', 64) }),
])

/** The answer: what the reference data knows, and the base ranking that the scorecard starts from. */
export const factsAnswerSchema = closed(
  {
    ip: closed({
      kind: oneOf([...IP_KINDS, 'unknown'], 'Range that the address belongs to.'),
      place: placeSchema,
      is_hosting: Type.Union([flag('The address belongs to a data centre.'), Type.Null()]),
      as_number: Type.Union([quantity('Autonomous system.', 4_294_967_295), Type.Null()]),
      as_name: nullable(text('Name of the autonomous system.')),
    }),
    billing: placeSchema,
    shipping: placeSchema,
    distances: closed({
      ip_to_billing: distanceSchema,
      ip_to_shipping: distanceSchema,
      billing_to_shipping: distanceSchema,
    }),
    countries_differ: closed({
      ip_and_billing: Type.Union([flag('They differ.'), Type.Null()]),
      ip_and_shipping: Type.Union([flag('They differ.'), Type.Null()]),
      billing_and_shipping: Type.Union([flag('They differ.'), Type.Null()]),
    }),
    base_ranking: Type.Number({
      description: '0 to 100, high is good: what the merchant’s own rules take their weights off.',
      minimum: 0,
      maximum: 100,
    }),
    reference: text('Version of the reference data.'),
  },
  { description: 'Distances and top-level facts.' },
)
export type FactsAnswer = Static<typeof factsAnswerSchema>
