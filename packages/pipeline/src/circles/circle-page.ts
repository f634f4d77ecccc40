import {
  CIRCLE_DAYS_MAX,
  CIRCLE_FORMAT,
  CIRCLE_IP_DAYS_MAX,
  CIRCLE_PAGE_ITEMS,
  type CircleKind,
  type CirclePage,
  type CircleReason,
  type SignedCirclePage,
} from '@gatehouse/contract'
import { type CircleMember, isSignedBy, type Store } from '@gatehouse/store'

/** Clocks of two installations may differ by this much. */
const CLOCKS_DIFFER_MS = 10 * 60_000
/** A page that is pulled was made just now: an older one was recorded and played back. */
const PULLED_AGE_MAX_MS = 10 * 60_000
const DAY_SECONDS = 86_400

const seconds = (ms: number) => Math.floor(ms / 1000)

/** The next page of what an own shop says, signed. `undefined`: the shop is not in the circle. */
export async function circlePage(
  { circles }: Pick<Store, 'circles'>,
  shopId: string,
  circle: string,
  from: number,
  nowMs: number,
): Promise<SignedCirclePage | undefined> {
  const membership = (await circles.ofShop(shopId)).find((each) => each.circle === circle)
  if (membership === undefined) return undefined
  const rows = await circles.itemsAfter(circle, membership.member, from, CIRCLE_PAGE_ITEMS + 1)
  const items = rows.slice(0, CIRCLE_PAGE_ITEMS)
  const isLast = rows.length <= CIRCLE_PAGE_ITEMS
  const page: CirclePage = {
    format: CIRCLE_FORMAT,
    circle,
    member: membership.member,
    key_check: membership.key.check,
    issued_at: seconds(nowMs),
    from,
    // What the rows say counts: the number of the membership was read before them.
    to: items.at(-1)?.seq ?? Math.min(from, membership.seq),
    is_last: isLast,
    items: items.map((item) => ({
      seq: item.seq,
      kind: item.kind as CircleKind,
      token: Buffer.from(item.token).toString('base64url'),
      is_withdrawn: item.isWithdrawn,
      reason: item.reason as CircleReason,
      severity: item.severity,
      first_seen: seconds(item.firstSeenMs),
      last_seen: seconds(item.lastSeenMs),
      expires_at: seconds(item.expiresAtMs),
    })),
  }
  const text = JSON.stringify(page)
  const signature = circles.signer(circle, shopId).sign(text).toString('base64url')
  return { page: text, signature }
}

export type OpenedPage =
  | { readonly ok: true; readonly page: CirclePage }
  | { readonly ok: false; readonly problem: string }

export interface OpenParts {
  readonly member: CircleMember
  /** Of the own key of the circle. */
  readonly keyCheck: string
  readonly nowMs: number
  /** It was asked for just now; a file may be older. */
  readonly isPulled: boolean
  /** Whether the JSON has the shape of a page. */
  isPage(value: unknown): value is CirclePage
}

/**
 * Checks a page before anything of it is believed: who signed it, what it is about, when it was made.
 * Times of its items are drawn to what this installation would say itself.
 */
export function openCirclePage(signed: SignedCirclePage, parts: OpenParts): OpenedPage {
  const { member, keyCheck, nowMs, isPulled } = parts
  if (!isSignedBy(member.publicKey, signed.page, Buffer.from(signed.signature, 'base64url'))) {
    return bad('the signature is not that of the member')
  }
  const page = parsed(signed.page)
  if (!parts.isPage(page)) return bad('the page is not one of `gatehouse-circle/1`')
  if (page.circle !== member.circle || page.member !== member.member) {
    return bad('the page is of another circle or member')
  }
  if (page.key_check !== keyCheck) return bad('the member has another key of the circle')
  const issuedMs = page.issued_at * 1000
  if (issuedMs > nowMs + CLOCKS_DIFFER_MS)
    return bad('the page was made in the future: compare clocks')
  if (isPulled && issuedMs < nowMs - PULLED_AGE_MAX_MS) {
    return bad('the page was made a while ago: it was recorded, or the clocks differ')
  }
  if (page.to < page.from && isPulled) {
    return bad('the member counts from the beginning again: dismiss it and take it in anew')
  }
  if (page.items.some(({ seq }) => seq <= page.from || seq > page.to)) {
    return bad('the numbers of the items are not those of the page')
  }
  return { ok: true, page: { ...page, items: page.items.map((item) => bounded(item, nowMs)) } }
}

function bounded(item: CirclePage['items'][number], nowMs: number): CirclePage['items'][number] {
  const now = seconds(nowMs)
  const days = item.kind === 'ip' ? CIRCLE_IP_DAYS_MAX : CIRCLE_DAYS_MAX
  return {
    ...item,
    first_seen: Math.min(item.first_seen, item.last_seen, now),
    last_seen: Math.min(item.last_seen, now),
    expires_at: Math.min(item.expires_at, now + days * DAY_SECONDS),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function bad(problem: string): OpenedPage {
  return { ok: false, problem }
}
