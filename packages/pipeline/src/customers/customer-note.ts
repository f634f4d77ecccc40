import type { WindowKey } from '@gatehouse/contract'
import type { DecideInput, Ruling } from '@gatehouse/gate'
import type { CustomerNote } from '@gatehouse/store'
import type { Profile } from '@gatehouse/signals'
import { accountText } from './account-key.ts'
import type { CustomerBook, Learned } from './customer-book.ts'
import { standingAskedBy, trustLeftBy } from './left-behind.ts'

/** What a decision says of its customer: stored with it, and learned once it is stored. */
export interface CustomerNews {
  readonly account: WindowKey
  readonly note: CustomerNote
  readonly learned: Learned
}

/** @returns `null`: a guest, or nothing that was not known before */
export function newsOfDecision(
  account: WindowKey | undefined,
  input: DecideInput,
  ruling: Ruling,
  profile: Pick<Profile, 'standing'>,
  receivedAtMs: number,
): CustomerNews | null {
  if (account === undefined) return null
  const trust = trustLeftBy(input, ruling)
  const asked = standingAskedBy(ruling)
  const known = profile.standing ?? 'open'
  // Who is closed does not become merely blocked, and nothing is said twice.
  const standing = asked === known || known === 'closed' ? null : asked
  if (trust === null && standing === null) return null
  return {
    account,
    note: {
      account: accountText(account),
      orderId: input.rescoredFrom ?? input.id,
      ...(trust === null ? {} : { trust }),
      ...(standing === 'blocked' || standing === 'closed' ? { change: standing } : {}),
    },
    learned: { trust, asOfMs: receivedAtMs, standing },
  }
}

/** What a person's word about an order says: it is refused, or what it left no longer counts. */
export function newsOfOverride(
  account: WindowKey | null,
  {
    outcome,
    by,
    why,
    firstId,
  }: {
    readonly outcome: 'approve' | 'decline'
    readonly by: string
    readonly why: string
    readonly firstId: string
  },
): CustomerNote | null {
  if (account === null) return null
  const about = { account: accountText(account), orderId: firstId }
  return outcome === 'decline'
    ? { ...about, trust: TRUST_OF_REFUSED }
    : { ...about, change: 'restored', by, note: why }
}

/** An order that a person refused, or that turned out to be fraud, speaks against its customer. */
export const TRUST_OF_REFUSED = 0

export function learnFrom(book: Pick<CustomerBook, 'learn'>, news: CustomerNews): void {
  book.learn(news.account, news.learned)
}
