import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brandOfNumber } from './card-brands.ts'
import { compileCardScan, findCardNumbers, hasCardNumber, passesLuhn } from './card-number.ts'
import { orderEventSchema } from './event/order.ts'
import { exampleOrder } from './examples.ts'
import { listBulkSchema, listItemDraftSchema } from './list.ts'

const spec = JSON.parse(
  readFileSync(new URL('../../../spec/contract/card-numbers.json', import.meta.url), 'utf8'),
) as {
  numbers: [brand: string, digits: string][]
  formats: string[]
  not_found: [why: string, text: string][]
}

const zeros: Readonly<Record<string, number>> = { wide: 0xff10, arabic: 0x0660, devanagari: 0x0966 }

/** `{}` is the number, `{4-}` the number in groups of 4 with `-` between them. */
function written(format: string, digits: string): string {
  return format.replace(/\{(?:(\d)([^}]*)|([a-z]*))\}/u, (_all, size, separator, script) => {
    if (size !== undefined) {
      return (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator as string)
    }
    const zero = zeros[script as string] ?? 48
    return digits.replaceAll(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)))
  })
}

const scan = compileCardScan(orderEventSchema)

describe('card numbers', () => {
  it.each(spec.numbers)('a %s test number %s is found in every format', (brand, digits) => {
    expect(brandOfNumber(digits)).toBe(brand)
    const missed = spec.formats.filter((format) => !hasCardNumber(written(format, digits)))
    expect(missed).toEqual([])
  })

  it.each(spec.not_found)('nothing is found in: %s', (_why, text) => {
    expect(hasCardNumber(text)).toBe(false)
  })

  it('tells the place and never the digits', () => {
    const body = {
      order: { note: 'please use 4242 4242 4242 4242' },
      shopping_cart: [{ name: 'a' }, { name: '4242424242424242' }],
      custom_inputs: {
        'a/b': '4242424242424242',
        '4242424242424242': true,
        number: 4242424242424242,
      },
      evnt: [{ deep: '4242-4242-4242-4242' }],
    }
    const found = findCardNumbers(body, scan)
    expect(found).toEqual([
      '/order/note',
      '/shopping_cart/1/name',
      '/custom_inputs/a~1b',
      '/custom_inputs/[card number]',
      '/custom_inputs/number',
      '/evnt/0/deep',
    ])
    expect(found.join('')).not.toMatch(/\d{3}/)
  })

  it('never joins the digits of two values', () => {
    expect(findCardNumbers({ a: '42424242', b: '42424242' })).toEqual([])
    expect(findCardNumbers(['4242 4242 ', '4242 4242'])).toEqual([])
  })

  it('leaves ids, phone numbers, SKUs and tracking codes alone, and only those', () => {
    const number = '4242424242424242'
    const exempt = {
      event: { event_id: number, transaction_id: number, shop_id: number },
      account: { user_id: number },
      billing: { phone_number: number },
      shopping_cart: [{ item_id: number, sku: number }],
      device: { device_id: number, session_id: number },
    }
    expect(findCardNumbers(exempt, scan)).toEqual([])
    expect(findCardNumbers(exempt)).toHaveLength(9)
    const scanned = {
      billing: { last_name: number, address: number, postal: number },
      email: { address: `${number}@example.com` },
      credit_card: { token: `tok_${number}`, holder_name: number, bank_name: number },
      order: { discount_code: number, referrer_uri: `https://shop.example/?c=${number}` },
    }
    expect(findCardNumbers(scanned, scan)).toHaveLength(9)
  })

  it('looks through the values of lists: a card is blocked by its token', () => {
    const item = compileCardScan(listItemDraftSchema)
    expect(findCardNumbers({ value: '4242424242424242' }, item)).toEqual(['/value'])
    const bulk = compileCardScan(listBulkSchema)
    const number = '4242424242424242'
    expect(findCardNumbers({ add: [{ value: number }], remove: [number] }, bulk)).toHaveLength(2)
  })

  it('finds nothing in the example order, and stops at 20 findings', () => {
    expect(findCardNumbers(exampleOrder, scan)).toEqual([])
    const many = Array.from({ length: 100 }, () => '4242424242424242')
    expect(findCardNumbers(many)).toHaveLength(20)
  })

  it('finds a Luhn-valid number of a brand wherever it stands in a text', () => {
    const around = fc.stringMatching(/^[a-zA-Z ,;:()]{0,20}$/)
    const visa = fc.stringMatching(/^4[0-9]{14}$/).map((start) => {
      const check = '0123456789'.split('').find((digit) => passesLuhn(start + digit)) ?? ''
      return start + check
    })
    fc.assert(
      fc.property(around, visa, around, (before, digits, after) => {
        expect(hasCardNumber(`${before}${digits}${after}`)).toBe(true)
      }),
    )
  })

  it('one wrong digit fails the Luhn check', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = '4242424242424242'.split('')
        digits[at] = String((Number(digits[at]) + by) % 10)
        expect(passesLuhn(digits.join(''))).toBe(false)
      }),
    )
  })
})

/** Numerical Recipes' linear congruential generator: the same million every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('false positives among 1,000,000 values', () => {
  const random = seeded(7)
  const digits = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 10)).join('')
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  // From 2039 on a time in microseconds has 16 digits and the prefix of a card.
  const timeMs = () => Math.floor(1_262_304_000_000 + random() * 9e11)

  it('none in 500,000 times of 2010 to 2038 in seconds, milli-, micro- and nanoseconds, in any field', () => {
    let found = 0
    for (let i = 0; i < 125_000; i++) {
      const ms = timeMs()
      const times = [ms, Math.floor(ms / 1000), `${ms}${digits(3)}`, `${ms}${digits(6)}`]
      for (const time of times)
        if (findCardNumbers({ a: time, b: String(time) }).length > 0) found++
    }
    expect(found).toBe(0)
  })

  it('none in 300,000 ids of 12 to 19 random digits in the fields that are typed as ids', () => {
    let found = 0
    for (let i = 0; i < 300_000; i++) {
      const id = digits(12 + (i % 8))
      const body = { event: { transaction_id: id }, shopping_cart: [{ sku: id }] }
      found += findCardNumbers(body, scan).length
    }
    expect(found).toBe(0)
  })

  it('none in 150,000 UUIDs, hashes, order names and phone numbers, in any field', () => {
    let found = 0
    for (let i = 0; i < 30_000; i++) {
      const values = [
        `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
        hex(32),
        hex(40),
        `ORD-2026-${digits(9)}`,
        `+49 ${digits(3)} ${digits(8)}`,
      ]
      for (const value of values) if (hasCardNumber(value)) found++
    }
    expect(found).toBe(0)
  })

  it('about one in thirty of 50,000 runs of 16 random digits in free text: the price of looking', () => {
    let found = 0
    for (let i = 0; i < 50_000; i++) if (hasCardNumber(digits(16))) found++
    // A check digit fits one in ten; the brands' 16-digit ranges cover about a quarter.
    expect(found / 50_000).toBeGreaterThan(0.02)
    expect(found / 50_000).toBeLessThan(0.04)
  })
})
