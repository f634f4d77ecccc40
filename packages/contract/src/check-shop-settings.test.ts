import { describe, expect, it } from 'vitest'
import { checkShopSettings } from './check-shop-settings.ts'
import { DEFAULT_SHOP_SETTINGS, shopSettingsSchema, type ShopSettings } from './shop.ts'
import { accepts, complaints } from './validator.case.ts'

const rates = (about: object) => ({
  exchange_rates: { base: 'EUR', as_of: '2026-03-01', rates: { USD: 1.08 }, ...about },
})
const settings = (about: object) => ({ ...DEFAULT_SHOP_SETTINGS, ...about }) as ShopSettings

it('a new shop’s settings are as they may be', () => {
  expect(complaints(shopSettingsSchema, DEFAULT_SHOP_SETTINGS)).toEqual([])
  expect(checkShopSettings(DEFAULT_SHOP_SETTINGS)).toEqual([])
})

describe('settings that fit', () => {
  it.each([
    ['without rates', {}],
    ['with the shop in the currency of the base', rates({})],
    ['with the shop in one of the rates', { currency: 'USD', ...rates({}) }],
    ['with a time of day', rates({ as_of: '2026-03-01T15:00:00+01:00' })],
    ['on a leap day', rates({ as_of: '2024-02-29' })],
  ])('%s', (_name, about) => {
    expect(complaints(shopSettingsSchema, settings(about))).toEqual([])
    expect(checkShopSettings(settings(about))).toEqual([])
  })
})

describe('settings of the right form that cannot be', () => {
  it.each([
    ['a currency that is none', { currency: 'XYZ' }, '/currency', 'unknown_currency'],
    [
      'a base that is none',
      rates({ base: 'XYZ', rates: { EUR: 1, USD: 2 } }),
      '/exchange_rates/base',
      'unknown_currency',
    ],
    [
      'a rate of no currency',
      rates({ rates: { USD: 1.08, ABC: 2 } }),
      '/exchange_rates/rates/ABC',
      'unknown_currency',
    ],
    [
      'a rate for the base',
      rates({ rates: { USD: 1.08, EUR: 2 } }),
      '/exchange_rates/rates/EUR',
      'not_allowed',
    ],
    [
      'no rate for the currency of the shop',
      { currency: 'JPY', ...rates({}) },
      '/exchange_rates/rates',
      'no_rate',
    ],
    ['a day that is none', rates({ as_of: '2026-02-30' }), '/exchange_rates/as_of', 'malformed'],
    [
      'an hour that is none',
      rates({ as_of: '2026-02-20T29:00:00Z' }),
      '/exchange_rates/as_of',
      'malformed',
    ],
  ])('%s is named by its field', (_name, about, pointer, code) => {
    expect(complaints(shopSettingsSchema, settings(about))).toEqual([])
    expect(checkShopSettings(settings(about), '/settings')).toMatchObject([
      { pointer: `/settings${pointer}`, code },
    ])
  })
})

describe('the schema refuses', () => {
  it.each([
    ['a mode that is none', { mode: 'off' }],
    ['a country by its name', { home_country: 'Germany' }],
    ['a rate of 0', rates({ rates: { USD: 0 } })],
    ['a negative rate', rates({ rates: { USD: -1 } })],
    ['a rate as text', rates({ rates: { USD: '1.08' } })],
    ['a rate by no code', rates({ rates: { dollar: 1.08 } })],
    ['rates without a date', rates({ as_of: undefined })],
    ['a setting that there is not', { colour: 'blue' }],
  ])('%s', (_name, about) => {
    expect(accepts(shopSettingsSchema, settings(about))).toBe(false)
  })
})
