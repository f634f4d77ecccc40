import { ACCOUNT_STANDINGS, type AccountStanding, type WindowKey } from '@gatehouse/contract'
import type { Profile } from '@gatehouse/signals'
import { CustomerTable, type CustomerEntry } from './customer-table.ts'

/** What an order, or a decision about an account, leaves behind of a customer. */
export interface Learned {
  /** Trust, 0 to 100; `null`: it says nothing. */
  readonly trust: number | null
  /** When the order was decided first, milliseconds since the epoch. */
  readonly asOfMs: number
  /** `null`: as before. */
  readonly standing: AccountStanding | null
}

/** All that is known of a customer, as the journal's log says it. */
export interface Known {
  /** `null`: no order said anything. */
  readonly trust: number | null
  readonly asOfMs: number
  readonly isRestored: boolean
  readonly standing: AccountStanding
}

/** Registered customers in memory, so that deciding does not wait for the database. */
export interface CustomerBook {
  of(account: WindowKey): Profile
  /** The newest order counts: what an older one left is passed over. */
  learn(account: WindowKey, learned: Learned): void
  /**
   * Takes the place of what was known, unless a newer order has come meanwhile; with `isAll` in any
   * case.
   */
  set(account: WindowKey, known: Known, isAll?: boolean): void
  readonly count: number
  /** Memory in use. */
  readonly bytes: number
  /** Customers left out because there was no room. */
  readonly forgotten: number
}

/** Nobody is known by it: a guest, or a customer without orders. */
export const NO_PROFILE: Profile = Object.freeze({ inheritedTrust: null, restored: false })

const RESTORED = 1
const STANDING_SHIFT = 1
/** Scores carry two decimals; 32 bits hold more than that of 100. */
const STEPS_PER_POINT = 100
/** What is kept when there is no room for all. */
const KEPT_SHARE = 3 / 4
const NOBODY: CustomerEntry = { trust: NaN, asOfMs: 0, flags: 0 }

/**
 * @param customersMax beyond it those are left out whose last order is the oldest and whose account
 * is open: they count as unknown. Some 30 bytes each.
 */
export function createCustomerBook(customersMax: number): CustomerBook {
  const table = new CustomerTable()
  let forgotten = 0

  function put(account: WindowKey, entry: CustomerEntry): void {
    table.set(account, entry)
    if (table.count <= customersMax) return
    const before = table.count
    const times: number[] = []
    for (const { asOfMs, flags } of table.entries()) if (isOpen(flags)) times.push(asOfMs)
    const left = Math.max(0, Math.floor(customersMax * KEPT_SHARE) - (before - times.length))
    const oldest = Float64Array.from(times).sort()[times.length - left] ?? Infinity
    table.keep(({ asOfMs, flags }) => !isOpen(flags) || asOfMs >= oldest)
    forgotten += before - table.count
  }

  return {
    of(account) {
      const entry = table.get(account)
      return entry === undefined ? NO_PROFILE : profileOf(entry)
    },
    learn(account, { trust, asOfMs, standing }) {
      const known = table.get(account) ?? NOBODY
      const isNewer = Number.isNaN(known.trust) || asOfMs > known.asOfMs
      const counts = trust !== null && (isNewer || asOfMs === known.asOfMs)
      if (!counts && standing === null) return
      // Restored was what earlier orders had left.
      const flags = counts && isNewer ? known.flags & ~RESTORED : known.flags
      put(account, {
        trust: counts ? trust : known.trust,
        asOfMs: counts ? asOfMs : known.asOfMs,
        flags: standing === null || isClosed(flags) ? flags : withStanding(flags, standing),
      })
    },
    set(account, { trust, asOfMs, isRestored, standing }, isAll = false) {
      const known = table.get(account) ?? NOBODY
      const isOvertaken = !isAll && !Number.isNaN(known.trust) && known.asOfMs > asOfMs
      const ranking = isOvertaken
        ? known
        : { trust: trust ?? NaN, asOfMs, flags: isRestored ? RESTORED : 0 }
      const flags = withStanding(ranking.flags, standing)
      put(account, { trust: ranking.trust, asOfMs: ranking.asOfMs, flags })
    },
    get count() {
      return table.count
    },
    get bytes() {
      return table.bytes
    },
    get forgotten() {
      return forgotten
    },
  }
}

function profileOf({ trust, flags }: CustomerEntry): Profile {
  return {
    inheritedTrust: Number.isNaN(trust)
      ? null
      : Math.round(trust * STEPS_PER_POINT) / STEPS_PER_POINT,
    restored: (flags & RESTORED) !== 0,
    standing: ACCOUNT_STANDINGS[flags >> STANDING_SHIFT] ?? 'open',
  }
}

/** A decision changes nothing about it any more. */
function isClosed(flags: number): boolean {
  return ACCOUNT_STANDINGS[flags >> STANDING_SHIFT] === 'closed'
}

function isOpen(flags: number): boolean {
  return flags >> STANDING_SHIFT === 0
}

function withStanding(flags: number, standing: AccountStanding): number {
  return (flags & RESTORED) | (ACCOUNT_STANDINGS.indexOf(standing) << STANDING_SHIFT)
}
