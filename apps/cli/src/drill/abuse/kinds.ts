import {
  accountFarm,
  FARM_DAYS,
  FARM_TARGETS,
  FARM_VARIANTS,
  type FarmVariant,
} from './account-farm.ts'
import {
  sellerTakeover,
  TAKEOVER_DAYS,
  TAKEOVER_TARGETS,
  TAKEOVER_VARIANTS,
  type TakeoverVariant,
} from './seller-takeover.ts'
import { createSellers, sellerOf } from './sellers.ts'
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
  {
    name: 'account-farm',
    summary:
      'Hundreds of accounts are opened on few machines and lines, left to age, and used once each for a voucher or for goods that are easily sold on.',
    packs: ['accounts', 'starter'],
    variants: FARM_VARIANTS,
    defaultSize: 200,
    targets: FARM_TARGETS,
    quietDays: 14,
    days: FARM_DAYS,
    shop: () => ({ hasSignUps: true }),
    attack: ({ size, variant }, fromMs, random) =>
      accountFarm({ accounts: size, variant: variant as FarmVariant, fromMs }, random),
  },
  {
    name: 'seller-takeover',
    summary:
      'Accounts of good sellers are taken over, paid to another account, and then bought from with stolen cards.',
    packs: ['sellers', 'marketplace'],
    variants: TAKEOVER_VARIANTS,
    defaultSize: 60,
    targets: TAKEOVER_TARGETS,
    quietDays: 14,
    days: TAKEOVER_DAYS,
    shop: (random, fromMs) => ({ sellerOf: sellerOf(createSellers(random, fromMs), random) }),
    attack: ({ size, variant }, fromMs, random) =>
      sellerTakeover({ orders: size, variant: variant as TakeoverVariant, fromMs }, random),
  },
]
