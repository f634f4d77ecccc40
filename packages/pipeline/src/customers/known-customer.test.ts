import type { CustomerChange, StoredCustomerChange } from '@gatehouse/store'
import { expect, it } from 'vitest'
import { knownCustomer } from './known-customer.ts'

let lines = 0
const line = (change: CustomerChange, changedBy: string | null = null): StoredCustomerChange => ({
  id: `0199-${++lines}`,
  account: '1',
  change,
  orderId: `order-${lines}`,
  changedBy,
  note: '',
})
const standingOf = (...changes: StoredCustomerChange[]) =>
  knownCustomer({ account: '1', ranking: null, changes }).standing

it('an account that an order closed is not merely blocked by one that was decided beside it', () => {
  expect(standingOf(line('closed'), line('blocked'))).toBe('closed')
  expect(standingOf(line('blocked'), line('closed'))).toBe('closed')
})

it('a person may still make a closed account a blocked or an open one', () => {
  expect(standingOf(line('closed'), line('blocked', 'anna'))).toBe('blocked')
  expect(standingOf(line('closed'), line('opened', 'anna'), line('blocked'))).toBe('blocked')
})
