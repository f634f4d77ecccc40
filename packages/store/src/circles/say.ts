import type { Sql, Statement } from '../connection/sql.ts'
import {
  COUNT_ITEMS,
  LOCK_SHOP_MEMBERS,
  LOG_CIRCLE,
  MEMBER_SAID,
  type MemberRow,
  PUT_SOURCES,
  RESAY,
  type ResaidRow,
  type TokenRow,
  TOUCH_CIRCLE,
} from '../queries/circles.ts'
import { CIRCLE_ITEMS_MAX, type CircleSource } from './circle.ts'

/** A statement that takes sources away or puts them there, with what follows circle and member. */
export type SourceChange = readonly [statement: Statement, ...values: unknown[]]

/**
 * Changes what a shop tells its circles. Runs inside the transaction of what it follows from; a shop
 * that is in no circle costs one look-up.
 * @param changesOf for each circle that the shop is in, in the order in which they are made, and how
 * many more items it may tell of there
 * @param action for the log
 */
export async function sayAnew(
  sql: Sql,
  shopId: string,
  changesOf: (member: MemberRow, room: number) => readonly SourceChange[],
  { action, author }: { readonly action: string; readonly author: string },
): Promise<void> {
  for (const member of await sql.rows<MemberRow>(LOCK_SHOP_MEMBERS, [shopId])) {
    const touched: TokenRow[] = []
    for (const [statement, ...values] of changesOf(member, await roomOf(sql, member))) {
      const rows = await sql.rows<TokenRow>(statement, [member.circle, member.member, ...values])
      for (const row of rows) touched.push(row)
    }
    if (touched.length > 0) await resay(sql, member, touched, { action, author })
  }
}

async function resay(
  sql: Sql,
  { circle, member, seq }: MemberRow,
  touched: readonly TokenRow[],
  { action, author }: { readonly action: string; readonly author: string },
): Promise<void> {
  const [row] = await sql.rows<ResaidRow>(RESAY, [
    circle,
    member,
    seq,
    touched.map(({ kind }) => kind),
    touched.map(({ token }) => token),
  ])
  const { said, withdrawn } = row!
  // Numbers may be left out, and never come twice.
  await sql.run(MEMBER_SAID, [circle, member, touched.length])
  await sql.run(TOUCH_CIRCLE, [circle])
  await sql.run(LOG_CIRCLE, [circle, member, action, author, said, withdrawn, ''])
}

/** How many more items the member may tell of. */
async function roomOf(sql: Sql, { circle, member }: MemberRow): Promise<number> {
  const [row] = await sql.rows<{ items: number }>(COUNT_ITEMS, [circle, member])
  return Math.max(0, CIRCLE_ITEMS_MAX - row!.items)
}

/** Tells of these, as many as there is room for. */
export function putSources(
  shopId: string,
  { circle }: MemberRow,
  sources: readonly CircleSource[],
  room: number,
): SourceChange[] {
  const own = sources.filter((source) => source.circle === circle)
  if (own.length === 0) return []
  return [[PUT_SOURCES, shopId, JSON.stringify(own.map(sourceRow)), room]]
}

function sourceRow(source: CircleSource): object {
  return {
    kind: source.kind,
    token: Buffer.from(source.token).toString('hex'),
    list_name: source.listName,
    ref: source.ref,
    local: source.local,
    reason: source.reason,
    severity: source.severity,
    since_ms: source.sinceMs,
    expires_ms: source.expiresAtMs,
  }
}
