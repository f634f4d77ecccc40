import type { OrderLocks } from '@gatehouse/store'

/** The last one in the line of each order that is being scored again. */
const lines = new WeakMap<OrderLocks, Map<string, Promise<unknown>>>()

/**
 * Scores an order again after whoever does so at the moment: two that read the same decision before
 * them would both ask for what is to be done about it. Inside this process they stand in a line, and the
 * first of it takes the order from other servers.
 *
 * @param firstId the id of the order's first decision
 */
export async function inOrderTurn<Result>(
  { orderLocks }: { readonly orderLocks: OrderLocks },
  shopId: string,
  firstId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const locked = () => orderLocks.hold(shopId, firstId, work)
  const own = lines.get(orderLocks) ?? new Map<string, Promise<unknown>>()
  lines.set(orderLocks, own)
  const turn = (own.get(firstId) ?? Promise.resolve()).then(locked, locked)
  own.set(firstId, turn)
  try {
    return await turn
  } finally {
    if (own.get(firstId) === turn) own.delete(firstId)
  }
}
