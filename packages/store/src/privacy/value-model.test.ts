import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeValueCounts } from './value-model.ts'

it('the model of format 1 never changes: sealed values are read with it for ever', () => {
  const hash = createHash('sha256').update(JSON.stringify(makeValueCounts())).digest('hex')
  expect(hash).toBe('5402a355277bc39c4b01b38ca1e7ac3837c982c8d24ae74b7817361446a1f050')
})
