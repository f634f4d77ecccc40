import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inOrderTurn } from './order-turns.ts'

/** As that of the database, without one. */
const store = {
  orderLocks: {
    hold: <Result>(_shop: string, _order: string, work: () => Promise<Result>) => work(),
  },
}

it('runs the work on one order one after the other, past what fails, and beside other orders', async () => {
  const said: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      said.push(`${name} begins`)
      await nextTurn()
      said.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const all = await Promise.allSettled([
    inOrderTurn(store, 'shop', 'a', work('a1', true)),
    inOrderTurn(store, 'shop', 'a', work('a2')),
    inOrderTurn(store, 'shop', 'b', work('b1')),
  ])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(said.filter((each) => each.startsWith('a'))).toEqual([
    'a1 begins',
    'a1 ends',
    'a2 begins',
    'a2 ends',
  ])
  expect(said.indexOf('b1 begins')).toBeLessThan(said.indexOf('a1 ends'))
})
