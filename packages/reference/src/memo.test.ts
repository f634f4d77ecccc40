import { expect, it } from 'vitest'
import { remember } from './memo.ts'

it('asks once for each text, and again for the oldest when it is full', () => {
  const asked: string[] = []
  const lookUp = remember((text) => asked.push(text), 2)
  for (const text of ['a', 'b', 'a', 'c', 'b', 'a']) lookUp(text)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
