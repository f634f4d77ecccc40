import { expect, it } from 'vitest'
import { createTurns } from './in-turn.ts'

/** Work that ends when it is told to. */
function held() {
  let end: (error?: Error) => void = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error))
  })
  return { work: () => ended, end: (error?: Error) => end(error) }
}

it('begins the next work of a shop when the one before has ended', async () => {
  const inTurn = createTurns()
  const first = held()
  const order: string[] = []
  const one = inTurn('shop', async () => {
    await first.work()
    order.push('first')
  })
  const two = inTurn('shop', async () => order.push('second'))
  await inTurn('other', async () => order.push('other shop'))
  first.end()
  await Promise.all([one, two])
  expect(order).toEqual(['other shop', 'first', 'second'])
})

it('goes on after work that failed, and tells only who asked for it', async () => {
  const inTurn = createTurns()
  const first = held()
  const one = inTurn('shop', first.work)
  const two = inTurn('shop', async () => 'done')
  first.end(new Error('away'))
  await expect(one).rejects.toThrow('away')
  await expect(two).resolves.toBe('done')
})

it('refuses more than a hundred that wait, and takes more when they are done', async () => {
  const inTurn = createTurns()
  const first = held()
  const waiting = Array.from({ length: 100 }, () => inTurn('shop', first.work))
  await expect(inTurn('shop', async () => {})).rejects.toMatchObject({ code: 'overloaded' })
  await expect(inTurn('other', async () => 'free')).resolves.toBe('free')
  first.end()
  await Promise.all(waiting)
  await expect(inTurn('shop', async () => 'free')).resolves.toBe('free')
})
