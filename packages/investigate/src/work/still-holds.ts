import { seen, type LookTopic, type SiteState } from '../site-state.ts'

/** Whoever keeps us out for longer has a site that nobody can say anything of. */
const KEPT_MS = 7 * 86_400_000
/** There is nothing, and that is certain. */
const GONE: ReadonlySet<string> = new Set(['not_registered', 'no_such_name'])

/**
 * Whether what was seen before still counts, although it could not be looked at now: otherwise an
 * operator would be off the blocklist by turning one look away. Not where the site is certainly gone,
 * nor for long; a checkout not once the page in front of it is gone.
 */
export function stillHolds<Topic extends LookTopic>(
  state: SiteState,
  topic: Topic,
  now: NonNullable<SiteState[Topic]>,
  nowMs: number,
): boolean {
  if (!('unknown' in now) || GONE.has(now.unknown)) return false
  const before = seen(state[topic] as { observedAtMs: number } | undefined)
  if (before === null || nowMs - before.observedAtMs > KEPT_MS) return false
  return topic !== 'payment_flow' || !isPageGone(state)
}

/** A page was shown, and it is an error, parked or empty. */
function isPageGone({ crawler_page: crawler, shopper_page: shopper }: SiteState): boolean {
  const page = seen(shopper) ?? seen(crawler)
  return page !== null && page.skeleton === null
}
