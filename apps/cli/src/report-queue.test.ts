import { expect, it } from 'vitest'
import { createReportQueue } from './report-queue.ts'

const order = (id: string) => ({ id, window: new Uint8Array() })

it('hands on what is due, in the order of its time, once, and nothing before its time', () => {
  const known: string[] = []
  const queue = createReportQueue(({ id }) => known.push(id))
  queue.add(20, order('b'))
  queue.add(10, order('a'))
  queue.add(20, order('c'))
  queue.deliver(9)
  expect(known).toEqual([])
  queue.deliver(10)
  expect(known).toEqual(['a'])
  queue.add(15, order('late'))
  queue.deliver(19)
  queue.deliver(30)
  queue.deliver(40)
  expect(known).toEqual(['a', 'late', 'b', 'c'])
})
