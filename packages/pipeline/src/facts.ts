import {
  parseEvent,
  unknownBecause,
  type DistanceAnswer,
  type FactsAnswer,
  type FactsRequest,
  type OrderEvent,
  type PlaceAnswer,
  type Reference,
  type SignalValue,
} from '@gatehouse/contract'
import { rankBase } from '@gatehouse/gate'
import { NO_PROFILE } from './customers/customer-book.ts'
import type { ShopRuntime } from './runtime.ts'
import { slotFor } from './slots.ts'

type Place = FactsAnswer['billing']
type Distance = FactsAnswer['distances']['ip_to_billing']
type NotSent = { readonly known: false; readonly reason: 'not_sent' }

const ROUNDING = 10

/**
 * Distances, top-level facts and the base ranking for an IP and up to two addresses. Stateless: it
 * reads local data and the shop's base facts, and nothing of the request outlives the answer.
 */
export function factsOf(
  request: FactsRequest,
  runtime: ShopRuntime,
  reference: Reference,
  nowMs: number,
): FactsAnswer {
  const event = parseEvent<OrderEvent>(
    {
      ...(request.ip_address === undefined ? {} : { device: { ip_address: request.ip_address } }),
      ...(request.billing === undefined ? {} : { billing: request.billing }),
      ...(request.shipping === undefined ? {} : { shipping: request.shipping }),
    },
    {
      eventId: '',
      shopId: runtime.shopId,
      receivedAt: new Date(nowMs).toISOString(),
      type: 'purchase',
    },
  )
  const readings = runtime.plan.read(event, reference)
  const { ip } = readings
  const location = ip.known ? ip.location : ip
  const billing = placeOf(event.billing, reference)
  const shipping = placeOf(event.shipping, reference)
  const as = ip.known ? ip.autonomousSystem : null
  return {
    ip: {
      kind: ip.known ? ip.kind : 'unknown',
      place: placeAnswer(location),
      is_hosting: as?.known ? as.hosting : null,
      as_number: as?.known ? as.number : null,
      as_name: as?.known ? as.name : null,
    },
    billing: placeAnswer(billing),
    shipping: placeAnswer(shipping),
    distances: {
      ip_to_billing: distance(location, billing, reference),
      ip_to_shipping: distance(location, shipping, reference),
      billing_to_shipping: distance(billing, shipping, reference),
    },
    countries_differ: {
      ip_and_billing: differ(countryOf(location), event.billing?.country),
      ip_and_shipping: differ(countryOf(location), event.shipping?.country),
      billing_and_shipping: differ(event.billing?.country, event.shipping?.country),
    },
    base_ranking: baseOf(runtime, event, readings, nowMs),
    reference: reference.versions.combined,
  }
}

function baseOf(
  runtime: ShopRuntime,
  event: Parameters<ShopRuntime['plan']['compute']>[0]['event'],
  readings: Parameters<ShopRuntime['plan']['compute']>[0]['readings'],
  nowMs: number,
): number {
  const profile = NO_PROFILE
  const computed = runtime.plan.compute({ event, readings, profile, shop: runtime.settings })
  // Windows and lists belong to whole events; a question about an address has none.
  const missing: SignalValue = unknownBecause('not_sent')
  const rest = runtime.snapshots.order.declarations.length - computed.length
  const signals = [...computed, ...Array.from({ length: rest }, () => missing)]
  const { snapshot } = slotFor(runtime, 'order', signals)
  return rankBase(snapshot, signals, nowMs)
}

function placeOf(address: OrderEvent['billing'], reference: Reference): PlaceAnswer | NotSent {
  if (address?.country === undefined) return { known: false, reason: 'not_sent' }
  const { country, region, city, postal } = address
  return reference.place({
    country,
    region: region ?? null,
    city: city ?? null,
    postcode: postal ?? null,
  })
}

function placeAnswer(place: PlaceAnswer | NotSent): Place {
  if (!place.known) return { unknown: place.reason }
  const { country, region, city, precision } = place
  return { country, region, city, precision }
}

function distance(
  from: PlaceAnswer | NotSent,
  to: PlaceAnswer | NotSent,
  reference: Reference,
): Distance {
  if (isNotSent(from) || isNotSent(to)) return { unknown: 'not_sent' }
  const answer: DistanceAnswer = reference.distance(from, to)
  if (!answer.known) return { unknown: answer.reason }
  return { km: round(answer.km), miles: round(answer.miles) }
}

function isNotSent(place: PlaceAnswer | NotSent): place is NotSent {
  return !place.known && place.reason === 'not_sent'
}

function countryOf(place: PlaceAnswer | NotSent): string | undefined {
  return place.known ? place.country : undefined
}

function differ(a: string | undefined, b: string | undefined): boolean | null {
  return a === undefined || b === undefined ? null : a !== b
}

/** Places are known to some kilometres at best: one decimal is more than enough. */
function round(value: number): number {
  return Math.round(value * ROUNDING) / ROUNDING
}
