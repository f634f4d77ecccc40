import { expect, it } from 'vitest'
import { remember, rememberByNumber } from './memo.ts'

it('asks once for each text, and again for the oldest when it is full', () => {
  const asked: string[] = []
  const lookUp = remember((text) => asked.push(text), 2)
  for (const text of ['a', 'b', 'a', 'c', 'b', 'a']) lookUp(text)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})

it('asks once for each number, until another one takes its place', () => {
  const asked: number[] = []
  const lookUp = rememberByNumber((number) => {
    asked.push(number)
    return `number ${number}`
  }, 2)
  const numbers = [0, 1, 1, 5, 1, 4, 0, 3, 3, 2 ** 32 - 1]
  expect(numbers.map(lookUp)).toEqual(numbers.map((number) => `number ${number}`))
  expect(asked).toEqual([0, 1, 5, 1, 4, 0, 3, 2 ** 32 - 1])
})
