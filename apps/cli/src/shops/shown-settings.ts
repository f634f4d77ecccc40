import type { ShopSettings } from '@gatehouse/contract'
import { counted } from '../text-table.ts'
import { NONE, SETTING_NAMES } from './setting-options.ts'

/** Each setting with its value, for people. */
export function shownSettings(settings: ShopSettings): [name: string, value: string][] {
  return SETTING_NAMES.map((name) => [name, shown(name, settings)])
}

/** `mode: enforce -> observe` for each setting that differs. */
export function shownChanges(before: ShopSettings, after: ShopSettings): string[] {
  return SETTING_NAMES.flatMap((name) => {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) return []
    return `${name}: ${shown(name, before)} -> ${shown(name, after)}`
  })
}

function shown(name: keyof ShopSettings, settings: ShopSettings): string {
  const value = settings[name]
  if (value === null) return NONE
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    const words = value.map((each) => (typeof each === 'string' ? each : each.name))
    return words.length === 0 ? NONE : words.join(', ')
  }
  const { base, as_of: asOf, rates } = value
  return `${counted(Object.keys(rates).length, 'rate')} to ${base} as of ${asOf}`
}
