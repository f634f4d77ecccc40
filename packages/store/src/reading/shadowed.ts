import type { Sql } from '../connection/sql.ts'
import type { Labelled } from '../labels/labels.ts'
import { timeOfId } from '../new-id.ts'
import { READ_SHADOWED, type ShadowedRow } from '../queries/shadowed.ts'
import { firstIdOf } from './id-bounds.ts'

/** About 200 KB; small enough to leave the event loop to orders in between. */
const PAGE_ROWS = 1000

/** A decision that rulesets in shadow decided too. */
export interface Shadowed extends Labelled {
  readonly id: string
  readonly receivedAtMs: number
  /** 0 to 100, high = bad, to the precision of a 32-bit float. */
  readonly riskScore: number | null
  readonly rulesetVersion: string | null
  readonly window: Uint8Array | null
  readonly shadow: Uint8Array
}

/** Of one shop, received at or after `fromMs` and before `toMs`: pages, newest first. */
export async function* readShadowed(
  sql: Sql,
  shopId: string,
  fromMs: number,
  toMs: number,
): AsyncGenerator<readonly Shadowed[]> {
  let before = firstIdOf(toMs)
  for (;;) {
    const values = [shopId, firstIdOf(fromMs), before, PAGE_ROWS]
    const rows = await sql.rows<ShadowedRow>(READ_SHADOWED, values)
    if (rows.length > 0) yield rows.map(shadowedOf)
    if (rows.length < PAGE_ROWS) return
    before = rows.at(-1)!.id
  }
}

function shadowedOf(row: ShadowedRow): Shadowed {
  return {
    id: row.id,
    receivedAtMs: timeOfId(row.id),
    eventId: row.event_id,
    transactionId: row.transaction_id,
    riskScore: row.risk_score,
    rulesetVersion: row.ruleset_version,
    window: row.window_event,
    shadow: row.shadow,
  }
}
