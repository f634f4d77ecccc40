import { from } from '../answer.ts'
import { DISTANCE_DECIMALS, rounded } from '../rounded.ts'
import type { SignalDefinition } from '../signal.ts'

type DistanceRead = 'ip_to_billing' | 'ip_to_shipping' | 'billing_to_shipping'

/**
 * Great-circle distances. An end that is known by country only, or whose city name is ambiguous,
 * makes the distance unknown (`too_coarse`): a centroid is no address.
 */
export const distanceSignals: readonly SignalDefinition[] = [
  ...bothUnits('ip.distance_to_billing', 'ip_to_billing', 'IP address to the billing address'),
  ...bothUnits('ip.distance_to_shipping', 'ip_to_shipping', 'IP address to the shipping address'),
  ...bothUnits(
    'billing.distance_to_shipping',
    'billing_to_shipping',
    'billing address to the shipping address',
  ),
]

function bothUnits(name: string, read: DistanceRead, ends: string): SignalDefinition[] {
  return [
    {
      name: `${name}_km`,
      type: 'double',
      doc: `Distance from the ${ends}, kilometres, to 0.01.`,
      privacy: 'none',
      reads: [read],
      compute: ({ readings }) => from(readings[read], ({ km }) => rounded(km, DISTANCE_DECIMALS)),
    },
    {
      name: `${name}_mi`,
      type: 'double',
      doc: `Distance from the ${ends}, miles, to 0.01.`,
      privacy: 'none',
      reads: [read],
      compute: ({ readings }) =>
        from(readings[read], ({ miles }) => rounded(miles, DISTANCE_DECIMALS)),
    },
    {
      name: `${name}_precision`,
      type: 'string',
      doc: `How exact the coarser end is: \`postcode\`, \`city\` or \`postcode_prefix\`.`,
      privacy: 'none',
      reads: [read],
      compute: ({ readings }) => from(readings[read], (distance) => distance.precision),
    },
  ]
}
