import type { Processor } from './processor.ts'
import { PROCESSORS } from './processors.ts'

const BY_HOST = new Map(
  PROCESSORS.flatMap((each) => each.hosts.map((host) => [host, each] as const)),
)
const BY_KEY = new Map(PROCESSORS.map((each) => [each.key, each]))
const IDS_MAX = 20

/**
 * Whose host this is, by whole labels from the right: `js.stripe.com` is Stripe's,
 * `js.stripe.com.shop.example` and `stripe-pay.com` are not.
 */
export function processorOf(host: string): Processor | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  for (let from = 0; from < labels.length - 1; from++) {
    const known = BY_HOST.get(labels.slice(from).join('.'))
    if (known !== undefined) return known
  }
  return null
}

/** A processor whose name a host bears without being its own: `stripe-checkout.shop.example`. */
export function imitatedProcessor(host: string): Processor | null {
  if (processorOf(host) !== null) return null
  const words = new Set(host.toLowerCase().split(/[.-]/))
  return PROCESSORS.find(({ brand }) => brand !== null && words.has(brand)) ?? null
}

/**
 * Ids by which processors know whom they pay, in text of pages and addresses. Only processors that
 * were seen are looked for, but for ids that nobody else writes.
 */
export function merchantIdsIn(
  text: string,
  seen: ReadonlySet<string>,
): { readonly processor: string; readonly id: string }[] {
  const found = new Map<string, { processor: string; id: string }>()
  for (const { key, merchantIds } of PROCESSORS) {
    for (const { pattern, isUnmistakable } of merchantIds) {
      if (!isUnmistakable && !seen.has(key)) continue
      for (const match of text.matchAll(pattern)) {
        const id = match[1]!
        if (found.size < IDS_MAX) found.set(`${key}:${id}`, { processor: key, id })
      }
    }
  }
  return [...found.values()]
}

export function processorName(key: string): string {
  return BY_KEY.get(key)?.name ?? key
}
