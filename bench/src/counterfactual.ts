/**
 * `counterfactualOf` for orders under the starter ruleset, both directions: what an analyst waits
 * for beside one stored decision. Promised: under 50 ms.
 */
import { fileURLToPath } from 'node:url'
import { counterfactualOf, rulingOf } from '@gatehouse/gate'
import { makeOrders } from './record.ts'

const ORDERS = 400

export async function benchCounterfactual() {
  const orders = await makeOrders(ORDERS)
  const millis: number[] = []
  const outcomes: Record<string, number> = {}
  let found = 0
  let smallest = 0
  for (const { decide } of orders) {
    const startedMs = performance.now()
    const milder = counterfactualOf(decide, 'milder')
    const stricter = counterfactualOf(decide, 'stricter')
    millis.push(performance.now() - startedMs)
    const { would_be_outcome: outcome } = rulingOf(decide)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    for (const each of [milder, stricter]) {
      if (each !== null) found += 1
      if (each?.is_smallest === true) smallest += 1
    }
  }
  millis.sort((a, b) => a - b)
  const at = (share: number) => Math.round(millis[Math.floor(millis.length * share)]! * 10) / 10
  return {
    orders: orders.length,
    outcomes,
    found,
    smallest,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: Math.round(millis.at(-1)! * 10) / 10,
  }
}

/** Run on its own: `gatehouse --run bench/src/counterfactual.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchCounterfactual())
