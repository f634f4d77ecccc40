import { describe, expect, it } from 'vitest'
import { createCustomerBook } from './customer-book.ts'

const key = (number: number) => {
  // Spread as keyed hashes are.
  const mixed = Math.imul(number + 1, 0x9e3779b1) >>> 0
  return { hi: number, lo: mixed }
}
const open = { standing: null } as const

describe('what is known of customers', () => {
  it('is what the newest order left, whichever is told first', () => {
    const book = createCustomerBook(100)
    book.learn(key(1), { trust: 80, asOfMs: 2000, ...open })
    book.learn(key(1), { trust: 20, asOfMs: 1000, ...open })
    expect(book.of(key(1)).inheritedTrust).toBe(80)
    book.learn(key(1), { trust: 41.37, asOfMs: 2000, ...open })
    expect(book.of(key(1)).inheritedTrust).toBe(41.37)
    expect(book.of(key(2))).toEqual({ inheritedTrust: null, restored: false })
  })

  it('stays restored until another order comes', () => {
    const book = createCustomerBook(100)
    const known = { trust: 40, asOfMs: 1000, isRestored: true, standing: 'open' as const }
    book.set(key(1), known)
    book.learn(key(1), { trust: 30, asOfMs: 1000, ...open })
    expect(book.of(key(1))).toMatchObject({ inheritedTrust: 30, restored: true })
    book.learn(key(1), { trust: 35, asOfMs: 1001, ...open })
    expect(book.of(key(1))).toMatchObject({ inheritedTrust: 35, restored: false })
  })

  it('keeps the standing of an account without orders, and through orders', () => {
    const book = createCustomerBook(100)
    book.learn(key(1), { trust: null, asOfMs: 1, standing: 'blocked' })
    expect(book.of(key(1))).toMatchObject({ inheritedTrust: null, standing: 'blocked' })
    book.learn(key(1), { trust: 90, asOfMs: 2, ...open })
    expect(book.of(key(1))).toMatchObject({ inheritedTrust: 90, standing: 'blocked' })
  })

  it('a closed account is not merely blocked by an order that was decided beside it', () => {
    const book = createCustomerBook(100)
    book.learn(key(1), { trust: null, asOfMs: 1, standing: 'closed' })
    book.learn(key(1), { trust: null, asOfMs: 2, standing: 'blocked' })
    expect(book.of(key(1)).standing).toBe('closed')
  })

  it('is not taken back by what was read before a newer order, unless it is all there is', () => {
    const book = createCustomerBook(100)
    const read = { trust: 90, asOfMs: 1000, isRestored: false, standing: 'closed' as const }
    book.learn(key(1), { trust: 10, asOfMs: 2000, ...open })
    book.set(key(1), read)
    expect(book.of(key(1))).toMatchObject({ inheritedTrust: 10, standing: 'closed' })
    book.set(key(1), read, true)
    expect(book.of(key(1)).inheritedTrust).toBe(90)
  })

  it('takes under 40 bytes each', () => {
    const book = createCustomerBook(1_000_000)
    for (let n = 0; n < 200_000; n++) book.learn(key(n), { trust: n % 101, asOfMs: n, ...open })
    expect(book.count).toBe(200_000)
    expect(book.bytes / book.count).toBeLessThan(40)
    for (let n = 0; n < 200_000; n += 997) expect(book.of(key(n)).inheritedTrust).toBe(n % 101)
  })

  it('leaves out the oldest when there is no room, never who is blocked', () => {
    const book = createCustomerBook(1000)
    book.learn(key(0), { trust: 20, asOfMs: 0, standing: 'blocked' })
    for (let n = 1; n <= 1000; n++) book.learn(key(n), { trust: 50, asOfMs: n, ...open })
    expect(book.count).toBeLessThanOrEqual(1000)
    expect(book.forgotten).toBeGreaterThan(0)
    expect(book.of(key(0)).standing).toBe('blocked')
    expect(book.of(key(1)).inheritedTrust).toBeNull()
    expect(book.of(key(1000)).inheritedTrust).toBe(50)
  })
})
