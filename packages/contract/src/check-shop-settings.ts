import type { Issue } from './issue.ts'
import { currencyExponent } from './money.ts'
import { DEFAULT_SEGMENT } from './segment.ts'
import type { ShopSettings } from './shop.ts'

/**
 * What no schema can say of settings that fit theirs: codes that are no currency, rates that could
 * convert nothing, segments of one name. Pointers are below `at`.
 *
 * Issue codes: `unknown_currency`, `no_rate`, `not_allowed`, `malformed`.
 */
export function checkShopSettings(settings: ShopSettings, at = ''): Issue[] {
  const { currency, exchange_rates: table } = settings
  const issues: Issue[] = []
  const refuse = (pointer: string, code: string, message: string): void => {
    issues.push({ pointer: `${at}${pointer}`, code, message })
  }
  const refuseUnknown = (pointer: string, code: string): void => {
    if (currencyExponent(code) === null) {
      refuse(pointer, 'unknown_currency', `\`${code}\` is no ISO 4217 currency`)
    }
  }
  refuseUnknown('/currency', currency)
  const names = new Set([DEFAULT_SEGMENT])
  for (const [index, { name }] of settings.segments.entries()) {
    if (names.has(name)) {
      const message =
        name === DEFAULT_SEGMENT
          ? 'is the segment of what is in no other: give this one another name'
          : `there is a segment \`${name}\` already`
      refuse(`/segments/${index}/name`, 'not_allowed', message)
    }
    names.add(name)
  }
  if (table === null) return issues
  const { base, rates, as_of: asOf } = table
  refuseUnknown('/exchange_rates/base', base)
  for (const code of Object.keys(rates)) {
    const pointer = `/exchange_rates/rates/${code}`
    if (code === base) refuse(pointer, 'not_allowed', 'is the base, which is worth 1: leave it out')
    else refuseUnknown(pointer, code)
  }
  if (!isDate(asOf)) {
    refuse('/exchange_rates/as_of', 'malformed', 'must be a date such as `2026-03-01`')
  }
  if (currency !== base && !Object.hasOwn(rates, currency)) {
    const message = `must hold \`${currency}\`, the currency of the shop: without it nothing can be converted`
    refuse('/exchange_rates/rates', 'no_rate', message)
  }
  return issues
}

/** `2026-02-30` has the form of a date. */
function isDate(text: string): boolean {
  const day = text.slice(0, 10)
  const ms = Date.parse(text)
  const dayMs = Date.parse(day)
  return !Number.isNaN(ms) && new Date(dayMs).toISOString().startsWith(day)
}
