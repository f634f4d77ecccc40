import { toMinor, type Label, type LabelAnswer, type ShopSettings } from '@gatehouse/contract'
import { jobsOfLabel, type Gateway } from '@gatehouse/pipeline'
import type { Store, StoredRecord } from '@gatehouse/store'
import { created, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { sealNotes } from '../../label-notes.ts'
import { answered, arrivalOf } from './decisions.ts'

export interface EventParts {
  readonly gateway: Gateway
  readonly store: Pick<Store, 'journal' | 'reading' | 'personal'>
  nowMs(): number
  newId(atMs: number): string
  settings(shopId: string): ShopSettings | undefined
}

/** An event may be sent once for every decision about it; more is not counted. */
const MATCHES_MAX = 200

export function eventHandlers(parts: EventParts): Pick<Handlers, 'postEvent' | 'postLabel'> {
  return {
    postEvent: async (request) => answered(await parts.gateway.record(arrivalOf(request))),
    async postLabel({ shopId, body, reservation }) {
      const label = body as Label
      const settings = parts.settings(shopId)
      if (settings === undefined) throw new ApiError('shop_not_allowed')
      const receivedAtMs = parts.nowMs()
      const id = parts.newId(receivedAtMs)
      const timeMs = label.time === undefined ? receivedAtMs : Date.parse(label.time)
      const about = await matches(shopId, label, parts.store)
      const answer: LabelAnswer = { id, label: label.label, events_matched: about.length }
      const bytes = Buffer.from(JSON.stringify(answer))
      const stored = await parts.store.journal.append(
        {
          id,
          shopId,
          kind: 'label',
          receivedAtMs,
          eventTimeMs: timeMs,
          checkpoint: null,
          eventType: 'label',
          eventId: label.event_id ?? null,
          transactionId: label.transaction_id ?? null,
          outcome: null,
          riskScore: null,
          isDegraded: false,
          rulesetVersion: null,
          rescoredFrom: null,
          window: null,
          eventJson: Buffer.from(JSON.stringify({ ...label, notes: undefined })),
          decisionJson: null,
          shadow: null,
          sealed: sealNotes(
            label,
            { shopId, id, privacy: settings.privacy, about },
            parts.store.personal,
          ),
        },
        {
          label: {
            id,
            shopId,
            eventId: label.event_id ?? null,
            transactionId: label.transaction_id ?? null,
            label: label.label,
            source: label.source ?? 'merchant',
            timeMs,
            amountMinor: amountOf(label, settings.currency),
          },
          jobs: jobsOfLabel(
            shopId,
            { event_id: label.event_id ?? null, transaction_id: label.transaction_id ?? null },
            label.label,
          ),
          ...(reservation === null
            ? {}
            : { idempotency: { reservation, status: 201, answer: bytes } }),
        },
      )
      return stored.state === 'stored' || stored.state === 'spooled'
        ? created(answer)
        : answered(stored.state === 'conflict' ? stored : { ...stored, body: stored.answer })
    },
  }
}

/** Without a currency of its own the amount is in the shop's. */
function amountOf({ amount, currency }: Label, shopCurrency: string): number | null {
  if (amount === undefined) return null
  const minor = toMinor(amount, currency ?? shopCurrency)
  if (minor.ok) return minor.amountMinor
  throw new ApiError('invalid_money', {
    issues: [{ pointer: '/amount', code: minor.problem, message: 'does not fit its currency' }],
  })
}

/** The records of what is labelled, newest first. */
async function matches(
  shopId: string,
  { event_id: eventId, transaction_id: transactionId }: Label,
  { reading }: EventParts['store'],
): Promise<readonly StoredRecord[]> {
  const page = await reading.search({
    shopId,
    ...(eventId === undefined ? {} : { eventId }),
    ...(transactionId === undefined ? {} : { transactionId }),
    limit: MATCHES_MAX,
  })
  return page.records.filter(({ kind }) => kind !== 'label')
}
