import {
  isUnknown,
  WITHHELD_REASON,
  type Decision,
  type OrderEvent,
  type Parsed,
} from '@gatehouse/contract'
import {
  fallbackOf,
  overrideOf,
  previousOf,
  rulingOf,
  writeDecision,
  type DecideInput,
} from '@gatehouse/gate'
import { languageOf } from '@gatehouse/pipeline'
import type { Store, StoredRecord } from '@gatehouse/store'
import { fromStored } from '../ruleset-document.ts'
import { compareDecisions, compareRow, type FieldDifference } from './compare-decisions.ts'
import { NotReplayable } from './not-replayable.ts'
import type { PastShop, PastSnapshot } from './past-shop.ts'

/** As many as a re-score looks at: see `findOpenOrder`. */
const CHAIN_MAX = 50
const AUTHORIZATION_ENDS = 'AUTHORIZATION_ENDS'
const MODEL_SIGNAL = 'MODEL_SIGNAL'

/**
 * Makes a stored decision again, by the gate's own code, from what it was made from: stored signals,
 * the versions of ruleset, lists, model and settings that it names or that were in force, the
 * decisions before it. What only it tells of is taken from it: that something was degraded, snoozed
 * for its customer or about to lapse, and who overrode it why.
 *
 * @returns in what the two differ
 * @throws NotReplayable
 */
export async function differencesOf(
  shop: PastShop,
  reading: Pick<Store['reading'], 'record' | 'rescores'>,
  record: StoredRecord,
): Promise<readonly FieldDifference[]> {
  const stored = Buffer.from(record.decisionJson ?? '')
  const decision = parsed(stored)
  if (decision === null) return [{ field: 'body', stored: stored.toString(), again: null }]
  const ofRow = compareRow(record, decision)
  if (ofRow.length > 0) return ofRow
  const chain = record.rescoredFrom === null ? null : await chainOf(reading, record)
  const attempts =
    decision.after_failure !== undefined
      ? fallbacksOf(record, decision, chain)
      : decision.override === undefined
        ? attemptsOf(shop, record, decision, chain)
        : overridesOf(shop, record, decision, chain)
  let first: readonly FieldDifference[] | undefined
  for await (const again of attempts) {
    if (again.equals(stored)) return []
    const differences = compareDecisions(decision, parsed(again)!)
    if (differences.length === 0) return []
    first ??= differences
  }
  return first ?? [{ field: 'override', stored: JSON.stringify(decision.override), again: null }]
}

/** Under the settings in force; then under those that may have been, so close to a change. */
async function* attemptsOf(
  shop: PastShop,
  record: StoredRecord,
  decision: Decision,
  chain: readonly Decision[] | null,
): AsyncGenerator<Buffer> {
  const event = JSON.parse(Buffer.from(record.eventJson).toString()) as Parsed<OrderEvent>
  const now = record.receivedAtMs
  const snoozed = decision.rules.filter(({ result }) => result === 'snoozed').map(({ id }) => id)
  for (const settings of shop.settingsAt(now)) {
    const { snapshot, signals } = await shop.snapshot(decision, now, settings)
    refuseWithheld(snapshot, signals)
    const input: DecideInput = {
      id: record.id,
      eventId: decision.event_id,
      checkpoint: decision.checkpoint,
      snapshot,
      signals,
      estimated: decision.estimated,
      now,
      snoozed: new Set(snoozed),
      ...languageOf(event),
      ...(chain === null
        ? {}
        : { rescoredFrom: record.rescoredFrom!, previous: previousOf(chain) }),
      degraded: decision.degraded,
      authorizationEnds: decision.reasons.some(({ code }) => code === AUTHORIZATION_ENDS),
      // Decisions of before signals were told with the model's reason tell of none.
      isUnexplained: !decision.reasons.some(({ code }) => code === MODEL_SIGNAL),
    }
    yield Buffer.from(writeDecision(rulingOf(input)))
  }
}

/** A decision does not say what its outcome asked for then: rulesets of the shop do. */
async function* overridesOf(
  shop: PastShop,
  record: StoredRecord,
  { outcome, override }: Decision,
  chain: readonly Decision[] | null,
): AsyncGenerator<Buffer> {
  if (chain === null || override === undefined) return
  if (outcome !== 'approve' && outcome !== 'decline') return
  const published = await shop.publishedBy(record.receivedAtMs)
  const asked = published.map(({ document }) => fromStored(document).ruleset.actions ?? {})
  for (const actions of [...asked, {}]) {
    const again = overrideOf({
      id: record.id,
      outcome,
      ...override,
      ruleset: { actions },
      firstId: record.rescoredFrom!,
      chain,
    })
    yield Buffer.from(JSON.stringify(again))
  }
}

/** What follows a failed action follows from the decisions before it. */
function* fallbacksOf(
  record: StoredRecord,
  { after_failure: failed }: Decision,
  chain: readonly Decision[] | null,
): Generator<Buffer> {
  if (chain === null || failed === undefined) return
  const again = fallbackOf({ id: record.id, firstId: record.rescoredFrom!, chain, failed })
  if (again !== null) yield Buffer.from(JSON.stringify(again))
}

/** Every decision about the order before this one, newest first. */
async function chainOf(
  reading: Pick<Store['reading'], 'record' | 'rescores'>,
  { shopId, rescoredFrom, id }: StoredRecord,
): Promise<readonly Decision[]> {
  const first = await reading.record(shopId, rescoredFrom!)
  if (first === undefined) {
    throw new NotReplayable('first_gone', `the first decision ${rescoredFrom} is not kept`)
  }
  const again = await reading.rescores(shopId, first, CHAIN_MAX, id)
  return [...again, first].map(({ decisionJson }) => parsed(Buffer.from(decisionJson!))!)
}

function refuseWithheld(
  { declarations, ruleset }: PastSnapshot['snapshot'],
  signals: PastSnapshot['signals'],
): void {
  const { rules, policies } = ruleset
  const expressions = [
    ...[...rules, ...policies].map(({ expression }) => expression),
    ...rules.flatMap(({ graded }) => (graded === null ? [] : [graded.expression])),
  ]
  for (const [at, { name, privacy }] of declarations.entries()) {
    if (privacy !== 'personal') continue
    const value = signals[at]
    if (!isUnknown(value) || value.reason !== WITHHELD_REASON) continue
    if (!expressions.some(({ reads }) => reads.includes(at))) continue
    throw new NotReplayable('withheld', `\`${name}\` is not kept`)
  }
}

/** `null`: somebody has made something else of it. */
function parsed(json: Uint8Array): Decision | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(json).toString())
    const isDecision =
      typeof value === 'object' &&
      value !== null &&
      ['signals', 'rules', 'versions', 'reasons'].every((name) => Object.hasOwn(value, name))
    return isDecision ? (value as Decision) : null
  } catch {
    return null
  }
}
