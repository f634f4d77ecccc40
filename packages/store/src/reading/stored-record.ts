import type { Bodies } from '../body/bodies.ts'
import { JOURNAL_KINDS, JOURNAL_OUTCOMES, type StoredRecord } from '../journal/record.ts'
import { timeOfId } from '../new-id.ts'
import type { JournalRow } from '../queries/find-record.ts'

export async function storedRecord(
  row: JournalRow,
  bodies: Pick<Bodies, 'decode'>,
): Promise<StoredRecord> {
  const owner = { id: row.id, eventId: row.event_id, transactionId: row.transaction_id }
  const body = await bodies.decode(row.body, owner)
  return {
    id: row.id,
    shopId: row.shop_id,
    kind: JOURNAL_KINDS[row.kind]!,
    receivedAtMs: timeOfId(row.id),
    eventTimeMs: row.event_time,
    checkpoint: row.checkpoint,
    eventType: row.event_type,
    eventId: row.event_id,
    transactionId: row.transaction_id,
    outcome: row.outcome === null ? null : JOURNAL_OUTCOMES[row.outcome]!,
    riskScore: row.risk_score,
    isDegraded: row.is_degraded,
    rulesetVersion: row.ruleset_version,
    rescoredFrom: row.rescored_from,
    window: row.window_event,
    eventJson: body.eventJson,
    decisionJson: body.decisionJson,
    shadow: row.shadow,
    sealed:
      row.sealed === null || row.subject === null
        ? null
        : { subject: row.subject, bytes: row.sealed },
  }
}
