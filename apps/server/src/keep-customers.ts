import type { WindowKey } from '@gatehouse/contract'
import {
  accountKey,
  accountText,
  createCustomerBook,
  knownCustomer,
  type CustomerBook,
} from '@gatehouse/pipeline'
import { unpackRankings, type Store } from '@gatehouse/store'
import type { FastifyBaseLogger } from 'fastify'

/** What orders left at another node is heard of this late; what people change at once. */
const ASK_EVERY_MS = 1000
const ACCOUNTS_PER_READ = 500

export interface KeptCustomers {
  readonly customers: CustomerBook
  /** Reads anew what the database knows of these accounts (`accountText`). */
  reload(accounts: readonly string[]): Promise<void>
  /** What was learned of one did not happen after all. */
  unlearn(account: WindowKey): void
  /** Waits for what is being read. */
  close(): Promise<void>
}

/** Reads what is remembered of every customer, and then what any node writes. */
export async function keepCustomers(
  store: Pick<Store, 'customers' | 'configChanges'>,
  customersMax: number,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<KeptCustomers> {
  const customers = createCustomerBook(customersMax)

  async function unlearn(key: WindowKey): Promise<void> {
    const [found] = await store.customers.find([accountText(key)])
    customers.set(key, knownCustomer(found!), true)
  }

  async function reload(accounts: readonly string[]): Promise<void> {
    for (let at = 0; at < accounts.length; at += ACCOUNTS_PER_READ) {
      const found = await store.customers.find(accounts.slice(at, at + ACCOUNTS_PER_READ))
      for (const each of found) customers.set(accountKey(each.account), knownCustomer(each))
    }
  }

  function learn(packed: Uint8Array): void {
    unpackRankings(packed, (hi, lo, asOfMs, trust) =>
      customers.learn({ hi, lo }, { trust, asOfMs, standing: null }),
    )
  }

  let from = await store.customers.horizon()
  for await (const page of store.customers.rankings()) learn(page)
  for await (const accounts of store.customers.changed()) await reload(accounts)

  const failed = (error: unknown) =>
    log.error({ err: error }, 'what customers did could not be read')
  const state = { isStopped: false }
  let wake = () => {}
  let isFailing = false

  async function readNew(): Promise<void> {
    const { packed, changed, next } = await store.customers.since(from)
    for (const page of packed) learn(page)
    await reload(changed)
    from = next
  }

  const done = (async () => {
    while (!state.isStopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ASK_EVERY_MS)
        timer.unref()
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (state.isStopped) return
      try {
        await readNew()
        isFailing = false
      } catch (error) {
        // Said once: the database is away, and everybody says so.
        if (!isFailing) failed(error)
        isFailing = true
      }
    }
  })()
  const stop = store.configChanges.listen(() => wake())
  return {
    customers,
    reload,
    unlearn: (key) => void unlearn(key).catch((error: unknown) => failed(error)),
    async close() {
      stop()
      state.isStopped = true
      wake()
      await done
    },
  }
}
