import type { Issue } from '../issue.ts'
import { toMinor } from '../money.ts'

type Fields = Readonly<Record<string, unknown>>

/** The totals of an event, by block, and the field of the block that names their currency. */
const TOTALS: readonly (readonly [block: string, amounts: readonly string[]])[] = [
  ['order', ['amount', 'tax_amount', 'shipping_amount', 'discount_amount']],
  ['account', ['orders_amount', 'refunds_amount']],
  ['payment', ['amount']],
  ['return', ['amount']],
  ['dispute', ['amount', 'fee_amount']],
]

/**
 * Whether the totals of a validated event can be told in minor units of their currencies. A code
 * that is no currency and digits beyond the currency's own are issues: rounding them would change
 * what a rule compares. Prices of single items may have more digits (0.0045 each), and a total
 * without a currency, or one too large for any shop, is left to be unknown.
 *
 * Issue codes: `unknown_currency`, `too_many_digits`.
 */
export function checkMoney(event: object): Issue[] {
  const issues = new Map<string, Issue>()
  const blocks = event as Readonly<Record<string, Fields | undefined>>
  for (const [name, amounts] of TOTALS) {
    const block = blocks[name]
    if (block === undefined) continue
    const source = block['currency'] === undefined ? 'order' : name
    const currency = blocks[source]?.['currency']
    if (typeof currency !== 'string') continue
    for (const field of amounts) {
      const issue = issueOf(block[field], currency, `/${source}/currency`, `/${name}/${field}`)
      if (issue !== null) issues.set(issue.pointer, issue)
    }
  }
  return [...issues.values()]
}

function issueOf(
  amount: unknown,
  currency: string,
  currencyAt: string,
  amountAt: string,
): Issue | null {
  if (typeof amount !== 'number') return null
  const minor = toMinor(amount, currency)
  if (minor.ok) return null
  if (minor.problem === 'unknown_currency') {
    const message = `\`${currency}\` is no ISO 4217 currency`
    return { pointer: currencyAt, code: minor.problem, message }
  }
  if (minor.problem !== 'too_many_digits') return null
  const message = `more decimal places than ${currency} has; round it as the shop does`
  return { pointer: amountAt, code: minor.problem, message }
}
