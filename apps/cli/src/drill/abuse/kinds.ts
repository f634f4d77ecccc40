import type { AbuseKind } from './drill-abuse.ts'
import {
  refundRing,
  RING_DAYS,
  RING_TARGETS,
  RING_VARIANTS,
  type RingVariant,
} from './refund-ring.ts'

/** In the order of the help. */
export const ABUSE_KINDS: readonly AbuseKind[] = [
  {
    name: 'refund-ring',
    summary:
      'Accounts that share drop addresses, machines and phones buy, are delivered to, and say that nothing came or that the box was empty, for more each time.',
    packs: ['starter', 'returns'],
    variants: RING_VARIANTS,
    defaultSize: 40,
    targets: RING_TARGETS,
    quietDays: 14,
    days: RING_DAYS,
    attack: ({ size, variant }, fromMs, random) =>
      refundRing({ accounts: size, variant: variant as RingVariant, fromMs }, random),
  },
]
