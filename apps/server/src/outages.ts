import { currencyExponent, OUTAGE_ORDERS_MAX, type Outages } from '@gatehouse/contract'
import { unpackWindowEvent } from '@gatehouse/signals'
import type { Store, StoredRecord } from '@gatehouse/store'

export interface OutagesRequest {
  readonly shopId: string
  /** Milliseconds since the epoch. */
  readonly fromMs: number
  readonly toMs: number
  readonly currency: string
  /** What was stored before is in another currency and counts with no value. */
  readonly currencySinceMs: number
}

const PAGE_ROWS = 200
/** Orders of one outage come closer than that. */
const APART_MS = 10 * 60_000
const RESCORES_MAX = 50
const COUNTED = ['decided', 'rescored', 'stopped_later', 'released_later', 'changed'] as const
type Counted = Record<(typeof COUNTED)[number], { orders: number; value: number }>

/** What orders that were decided while the database was away came to when they were scored again. */
export async function outagesOf(
  { shopId, fromMs, toMs, currency, currencySinceMs }: OutagesRequest,
  { reading }: { readonly reading: Pick<Store['reading'], 'search' | 'rescores'> },
): Promise<Outages> {
  const minorPerUnit = 10 ** (currencyExponent(currency) ?? 0)
  const total = nothing()
  const outages: (Counted & { fromMs: number; toMs: number })[] = []
  let seen = 0
  for (let cursor: string | null | undefined; cursor !== null && seen < OUTAGE_ORDERS_MAX;) {
    const page = await reading.search({
      shopId,
      kind: 'decision',
      checkpoint: 'order',
      isDegraded: true,
      fromMs,
      toMs,
      limit: PAGE_ROWS,
      ...(cursor === undefined ? {} : { cursor }),
    })
    cursor = page.nextCursor
    for (const order of page.records) {
      if (order.rescoredFrom !== null || seen === OUTAGE_ORDERS_MAX) continue
      seen++
      const value = order.receivedAtMs < currencySinceMs ? 0 : valueOf(order) / minorPerUnit
      let outage = outages.at(-1)
      if (outage === undefined || outage.fromMs - order.receivedAtMs > APART_MS) {
        outage = { ...nothing(), fromMs: order.receivedAtMs, toMs: order.receivedAtMs }
        outages.push(outage)
      }
      outage.fromMs = order.receivedAtMs
      // The first one is what came of it when the database was back.
      const again = (await reading.rescores(shopId, order, RESCORES_MAX)).at(-1)
      for (const name of whatCameOf(order, again)) {
        for (const each of [total, outage]) {
          each[name].orders++
          each[name].value += value
        }
      }
    }
    if (cursor !== null && seen === OUTAGE_ORDERS_MAX) return shown(true)
  }
  return shown(false)

  function shown(isPartial: boolean): Outages {
    return {
      currency,
      total: rounded(total),
      outages: outages.map(({ fromMs: first, toMs: last, ...counted }) => ({
        from: new Date(first).toISOString(),
        to: new Date(last).toISOString(),
        ...rounded(counted),
      })),
      is_partial: isPartial,
    }
  }
}

function whatCameOf(
  { outcome: then }: StoredRecord,
  again: StoredRecord | undefined,
): readonly (typeof COUNTED)[number][] {
  if (again === undefined) return ['decided']
  const isSame = again.outcome === then
  const [wasStopped, isStopped] = [then, again.outcome].map(
    (outcome) => outcome === 'review' || outcome === 'decline',
  )
  return [
    'decided',
    'rescored',
    ...(isSame ? [] : (['changed'] as const)),
    ...(!wasStopped && isStopped ? (['stopped_later'] as const) : []),
    ...(wasStopped && !isStopped ? (['released_later'] as const) : []),
  ]
}

/** In minor units; what the windows counted of it. */
function valueOf({ window }: StoredRecord): number {
  const unpacked = window === null ? null : unpackWindowEvent(window)
  return unpacked?.ok === true ? unpacked.event.amountMinor : 0
}

function nothing(): Counted {
  const none = () => ({ orders: 0, value: 0 })
  return {
    decided: none(),
    rescored: none(),
    stopped_later: none(),
    released_later: none(),
    changed: none(),
  }
}

/** Sums of decimals carry the errors of binary ones. */
function rounded(counted: Counted): Counted {
  const made = nothing()
  for (const name of COUNTED) {
    const { orders, value } = counted[name]
    made[name] = { orders, value: Math.round(value * 1000) / 1000 }
  }
  return made
}
