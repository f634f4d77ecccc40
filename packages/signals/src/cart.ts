import type { CartItem } from '@gatehouse/contract'

/** The cart in one pass. A total is `null` when one of its lines did not send its part of it. */
export interface Cart {
  /** Units over all lines; a line without a quantity is one unit. */
  readonly units: number
  readonly distinctItems: number
  /** Units of the item of which most were ordered, its lines taken together. */
  readonly largestQuantity: number
  readonly hasHighResale: boolean | null
  readonly hasGiftCard: boolean | null
  /** Share of digital goods by value, 0 to 1. */
  readonly digitalShare: number | null
  readonly skus: readonly string[]
  readonly categories: readonly string[]
}

/** Entries of one list that a signal holds: what a decision on the wire may carry. */
const LIST_ITEMS_MAX = 1000

export function readCart(items: readonly CartItem[] | undefined): Cart | null {
  if (items === undefined || items.length === 0) return null
  const unitsByItem = new Map<string, number>()
  const categories = new Set<string>()
  let units = 0
  let unnamedLines = 0
  let largestQuantity = 0
  let value: number | null = 0
  let digitalValue = 0
  let digitalKnown = true
  for (const item of items) {
    const quantity = item.quantity ?? 1
    units += quantity
    const id = item.sku ?? item.item_id
    if (id === undefined) unnamedLines++
    const ofThisItem = (id === undefined ? 0 : (unitsByItem.get(id) ?? 0)) + quantity
    if (id !== undefined) unitsByItem.set(id, ofThisItem)
    largestQuantity = Math.max(largestQuantity, ofThisItem)
    if (item.category) categories.add(item.category)
    if (item.price === undefined || value === null) value = null
    else {
      value += item.price * quantity
      if (item.is_digital) digitalValue += item.price * quantity
    }
    digitalKnown &&= item.is_digital !== undefined
  }
  return {
    units,
    distinctItems: unitsByItem.size + unnamedLines,
    largestQuantity,
    hasHighResale: any(items, 'high_resale'),
    hasGiftCard: any(items, 'is_gift_card'),
    digitalShare: digitalKnown && value ? digitalValue / value : null,
    skus: [...unitsByItem.keys()].slice(0, LIST_ITEMS_MAX),
    categories: [...categories].slice(0, LIST_ITEMS_MAX),
  }
}

/** True as soon as one line says so, false only when every line says no. */
function any(items: readonly CartItem[], flag: 'high_resale' | 'is_gift_card'): boolean | null {
  let all = true
  for (const item of items) {
    if (item[flag] === true) return true
    all &&= item[flag] === false
  }
  return all ? false : null
}
