import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  type CircleKey,
  circleSigner,
  type CircleSigner,
  memberOf,
  newCircleKey,
  openCircleKey,
  openCircleSecret,
  readCircleKey,
  sealCircleSecret,
} from '../privacy/circle-keys.ts'
import type { Keyring } from '../privacy/keyring.ts'
import {
  ALL_CIRCLES,
  CIRCLE_MEMBERS,
  type CircleItemRow,
  type CircleLogRow,
  type CircleRow,
  COUNT_CIRCLE_ITEMS,
  COUNT_ITEMS,
  DELETE_CIRCLE,
  DELETE_MEMBER,
  FORGET_ITEMS,
  INSERT_CIRCLE,
  ITEMS_AFTER,
  ITEMS_IN_FORCE,
  LOCK_MEMBER,
  LOG_CIRCLE,
  MEMBER_FAILED,
  MEMBER_TAKEN,
  type MemberRow,
  MUTE_MEMBER,
  PAGE_CIRCLE_LOG,
  PUT_MEMBER,
  TAKE_ITEMS,
  TAKE_SOURCES,
  TAKE_UNSHARED_SOURCES,
  TOUCH_CIRCLE,
} from '../queries/circles.ts'
import { DROP_HISTORY, FORGET_HISTORY } from '../queries/circle-history.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'
import {
  type CheckedPage,
  CIRCLE_ITEMS_MAX,
  CIRCLE_SHOPS_MAX,
  type CircleLogEntry,
  type CircleMember,
  type CircleSource,
  memberOfRow,
  type Membership,
  type NewCircleMember,
  type SaidItem,
} from './circle.ts'
import { putSources, sayAnew } from './say.ts'

const LOG_ROWS_MAX = 1000
const PAGE_ROWS = 10_000
/** Whoever pulls hears of a withdrawal for so long after the item would have expired. */
const FORGET_AFTER_DAYS = 30
/** Who has not ordered for two years is a new customer. */
const HISTORY_DAYS = 730

export interface StoredCircle {
  readonly name: string
  /** Grows with every change of it, of its members and of what they say. */
  readonly revision: number
}

/** What became of a page that a member sent. */
export type TakenPage =
  | {
      readonly state: 'taken'
      readonly said: number
      readonly withdrawn: number
      readonly seq: number
    }
  /** Something between what was taken before and this page is missing. */
  | { readonly state: 'gap'; readonly seq: number }
  /** It was made before one that was taken already. */
  | { readonly state: 'replayed' }
  /** The member would say more than it may. */
  | { readonly state: 'too_many' }
  | { readonly state: 'no_member' }

export interface Circles {
  all(): Promise<readonly StoredCircle[]>
  /**
   * @param key as another operator gave it; a new one when absent
   * @returns the key: whoever has it can match
   * @throws StoreError `invalid` for a circle that is there, or a key that is none
   */
  create(name: string, key: string | undefined, author: string): Promise<string>
  /** The key, to hand it on; `undefined`: no such circle. */
  exportKey(name: string): Promise<string | undefined>
  remove(name: string, author: string): Promise<boolean>
  /** `undefined`: no such circle. */
  key(name: string): Promise<CircleKey | undefined>
  signer(circle: string, shopId: string): CircleSigner
  members(circle: string | null): Promise<readonly CircleMember[]>
  /** The circles that a shop is in. */
  ofShop(shopId: string): Promise<readonly Membership[]>
  apiKeyOf(member: CircleMember): Promise<string | null>
  /**
   * Takes a shop in, or changes its part: of lists that it shares no more nothing is said any more.
   * @param publicKey of another installation's shop; of an own one its own
   * @throws StoreError `invalid` when the circle is full or not there
   */
  put(
    circle: string,
    publicKey: Uint8Array,
    member: NewCircleMember,
    author: string,
  ): Promise<string>
  /** With all that it said. */
  dismiss(circle: string, member: string, author: string): Promise<boolean>
  mute(circle: string, member: string, isMuted: boolean, author: string): Promise<boolean>
  /** Tells of an order, or takes that back (`[]`). */
  report(shopId: string, orderId: string, sources: readonly CircleSource[]): Promise<void>
  /** What a member says, by number. */
  itemsAfter(
    circle: string,
    member: string,
    seq: number,
    limit: number,
  ): Promise<readonly SaidItem[]>
  /** Everything that is in force, by kind and token. */
  inForce(circle: string, kind: string, nowMs: number): AsyncIterable<readonly SaidItem[]>
  /** Takes in a page whose signature was checked. All of it or nothing. */
  take(page: CheckedPage, circleItemsMax: number): Promise<TakenPage>
  failed(circle: string, member: string, problem: string): Promise<void>
  log(circle: string, limit: number): Promise<readonly CircleLogEntry[]>
  forget(): Promise<void>
}

export function openCircles(pool: SqlPool, slow: SqlPool, keyring: Keyring): Circles {
  const keys = new Map<string, CircleKey>()

  function keyOf({ name, sealed_key: sealed }: CircleRow): CircleKey {
    const id = `${name}\n${sealed.toString('base64')}`
    const known = keys.get(id)
    if (known !== undefined) return known
    const key = openCircleKey(openCircleSecret(keyring, name, sealed), name)
    keys.set(id, key)
    return key
  }

  const rowOf = async (name: string) =>
    (await pool.rows<CircleRow>(ALL_CIRCLES)).find((row) => row.name === name)

  /** Every node that holds something of the circle in memory reads it again. */
  async function changed(sql: Sql, circle: string): Promise<void> {
    await sql.run(TOUCH_CIRCLE, [circle])
    for (const { shop_id: shopId } of await sql.rows<MemberRow>(CIRCLE_MEMBERS, [circle, null])) {
      if (shopId !== null) await sql.rows(NOTIFY_CONFIG, [shopId])
    }
  }

  const logged = (
    sql: Sql,
    circle: string,
    member: string,
    action: string,
    author: string,
    detail = '',
  ) => sql.run(LOG_CIRCLE, [circle, member, action, author, 0, 0, detail])

  return {
    all: async () =>
      (await pool.rows<CircleRow>(ALL_CIRCLES)).map(({ name, revision }) => ({ name, revision })),
    async create(name, given, author) {
      const text = given ?? newCircleKey()
      const key = readCircleKey(text)
      if (key === undefined) {
        throw new StoreError('invalid', 'a key of a circle is `ghc_` and 43 characters')
      }
      return pool.transaction(async (sql) => {
        const made = await sql.run(INSERT_CIRCLE, [name, sealCircleSecret(keyring, name, key)])
        if (made === 0) throw new StoreError('invalid', `there is a circle \`${name}\` already`)
        await logged(sql, name, '', 'created', author)
        return text
      })
    },
    async exportKey(name) {
      const row = await rowOf(name)
      if (row === undefined) return undefined
      return `ghc_${openCircleSecret(keyring, name, row.sealed_key).toString('base64url')}`
    },
    remove: (name, author) =>
      pool.transaction(async (sql) => {
        await changed(sql, name)
        const gone = await sql.run(DELETE_CIRCLE, [name])
        if (gone > 0) await logged(sql, name, '', 'removed', author)
        return gone > 0
      }),
    async key(name) {
      const row = await rowOf(name)
      return row === undefined ? undefined : keyOf(row)
    },
    signer: (circle, shopId) => circleSigner(keyring, circle, shopId),
    members: async (circle) =>
      (await pool.rows<MemberRow>(CIRCLE_MEMBERS, [circle, null])).map(memberOfRow),
    async ofShop(shopId) {
      const rows = await pool.rows<MemberRow>(CIRCLE_MEMBERS, [null, shopId])
      if (rows.length === 0) return []
      const circles = await pool.rows<CircleRow>(ALL_CIRCLES)
      return rows.flatMap((row) => {
        const circle = circles.find(({ name }) => name === row.circle)
        return circle === undefined ? [] : [{ ...memberOfRow(row), key: keyOf(circle) }]
      })
    },
    async apiKeyOf({ circle, member }) {
      const rows = await pool.rows<MemberRow>(CIRCLE_MEMBERS, [circle, null])
      const sealed = rows.find((row) => row.member === member)?.sealed_api_key
      if (sealed == null) return null
      return openCircleSecret(keyring, `${circle}\n${member}`, sealed).toString()
    },
    async put(circle, publicKey, member, author) {
      const name = memberOf(publicKey)
      const { apiKey, shopId } = member
      const sealed =
        apiKey === null
          ? null
          : sealCircleSecret(keyring, `${circle}\n${name}`, Buffer.from(apiKey))
      return pool.transaction(async (sql) => {
        if ((await rowOf(circle)) === undefined) {
          throw new StoreError('invalid', `there is no circle \`${circle}\``)
        }
        const members = await sql.rows<MemberRow>(CIRCLE_MEMBERS, [circle, null])
        const known = members.find((each) => each.member === name)
        if (known === undefined && members.length >= CIRCLE_SHOPS_MAX) {
          throw new StoreError('invalid', `a circle has at most ${CIRCLE_SHOPS_MAX} members`)
        }
        await sql.run(PUT_MEMBER, [
          circle,
          name,
          member.title,
          member.owner,
          shopId,
          member.lists,
          member.sharesLabels,
          member.sharesHistory,
          Buffer.from(publicKey),
          member.url,
          sealed,
        ])
        const detail = shopId === null ? '' : `lists ${member.lists.join(' ')}`
        await logged(sql, circle, name, known === undefined ? 'joined' : 'changed', author, detail)
        if (shopId !== null) {
          if (!member.sharesHistory) await sql.run(DROP_HISTORY, [circle, name])
          const { lists, sharesLabels } = member
          await sayAnew(
            sql,
            shopId,
            (row) => (row.circle === circle ? [[TAKE_UNSHARED_SOURCES, lists, sharesLabels]] : []),
            { action: 'unshared', author },
          )
        }
        await changed(sql, circle)
        return name
      })
    },
    dismiss: (circle, member, author) =>
      pool.transaction(async (sql) => {
        await changed(sql, circle)
        const gone = await sql.run(DELETE_MEMBER, [circle, member])
        if (gone > 0) await logged(sql, circle, member, 'dismissed', author)
        return gone > 0
      }),
    mute: (circle, member, isMuted, author) =>
      pool.transaction(async (sql) => {
        const found = await sql.run(MUTE_MEMBER, [circle, member, isMuted])
        if (found > 0) await logged(sql, circle, member, isMuted ? 'muted' : 'unmuted', author)
        await changed(sql, circle)
        return found > 0
      }),
    report: (shopId, orderId, sources) =>
      pool.transaction(async (sql) => {
        await sayAnew(
          sql,
          shopId,
          (member, room) => [
            [TAKE_SOURCES, '', [orderId]],
            ...(member.shares_labels ? putSources(shopId, member, sources, room) : []),
          ],
          { action: sources.length === 0 ? 'label taken back' : 'label', author: 'gatehouse' },
        )
        await sql.rows(NOTIFY_CONFIG, [shopId])
      }),
    itemsAfter: async (circle, member, seq, limit) =>
      (await pool.rows<CircleItemRow>(ITEMS_AFTER, [circle, member, seq, limit])).map(saidItem),
    async *inForce(circle, kind, nowMs) {
      let after: readonly [Buffer, string] = [Buffer.alloc(0), '']
      for (;;) {
        const values = [circle, kind, ...after, nowMs / 1000, PAGE_ROWS]
        const rows = await slow.rows<CircleItemRow>(ITEMS_IN_FORCE, values)
        if (rows.length > 0) yield rows.map(saidItem)
        if (rows.length < PAGE_ROWS) return
        const { token, member } = rows.at(-1)!
        after = [token, member]
      }
    },
    take: ({ circle, member, from, to, issued_at: issuedAt, items }, circleItemsMax) =>
      slow
        .transaction(async (sql): Promise<TakenPage> => {
          const [known] = await sql.rows<MemberRow>(LOCK_MEMBER, [circle, member])
          if (known === undefined || known.shop_id !== null) return { state: 'no_member' }
          if (known.issued_at !== null && issuedAt * 1000 < known.issued_at)
            return { state: 'replayed' }
          if (from > known.seq) return { state: 'gap', seq: known.seq }
          const news = items.filter(({ seq }) => seq > known.seq)
          if (news.length > 0) {
            const rows = news.map((item) => ({
              ...item,
              token: Buffer.from(item.token, 'base64url').toString('hex'),
            }))
            await sql.run(TAKE_ITEMS, [circle, member, JSON.stringify(rows)])
            if (await isOverfull(sql, circle, member, circleItemsMax)) throw new TooManyError()
            const withdrawn = news.filter(({ is_withdrawn: gone }) => gone).length
            await sql.run(LOG_CIRCLE, [
              circle,
              member,
              'taken',
              '',
              news.length - withdrawn,
              withdrawn,
              '',
            ])
          }
          await sql.run(MEMBER_TAKEN, [circle, member, to, issuedAt])
          if (news.length > 0) await changed(sql, circle)
          const withdrawn = news.filter(({ is_withdrawn: gone }) => gone).length
          const said = news.length - withdrawn
          return { state: 'taken', said, withdrawn, seq: Math.max(known.seq, to) }
        })
        .catch((error: unknown): TakenPage => {
          if (error instanceof TooManyError) return { state: 'too_many' }
          throw error
        }),
    async failed(circle, member, problem) {
      await pool.run(MEMBER_FAILED, [circle, member, problem.slice(0, 500)])
    },
    log: async (circle, limit) =>
      (await pool.rows<CircleLogRow>(PAGE_CIRCLE_LOG, [circle, Math.min(limit, LOG_ROWS_MAX)])).map(
        ({ at, ...same }) => ({ atMs: at, ...same }),
      ),
    async forget() {
      await slow.run(FORGET_HISTORY, [HISTORY_DAYS])
      for (const { name } of await pool.rows<CircleRow>(ALL_CIRCLES)) {
        await slow.run(FORGET_ITEMS, [name, FORGET_AFTER_DAYS])
      }
    },
  }
}

/** Thrown inside the transaction, so that nothing of the page stays. */
class TooManyError extends Error {}

async function isOverfull(
  sql: Sql,
  circle: string,
  member: string,
  circleItemsMax: number,
): Promise<boolean> {
  const [own] = await sql.rows<{ items: number }>(COUNT_ITEMS, [circle, member])
  if (own!.items > CIRCLE_ITEMS_MAX) return true
  const [all] = await sql.rows<{ items: number }>(COUNT_CIRCLE_ITEMS, [circle])
  return all!.items > circleItemsMax
}

function saidItem(row: CircleItemRow): SaidItem {
  return {
    seq: row.seq,
    member: row.member,
    kind: row.kind,
    token: row.token,
    reason: row.reason,
    severity: row.severity,
    firstSeenMs: row.first_seen,
    lastSeenMs: row.last_seen,
    expiresAtMs: row.expires_at,
    isWithdrawn: row.is_withdrawn,
  }
}
