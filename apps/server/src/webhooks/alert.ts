import type { Action, AnyEvent, Decision } from '@gatehouse/contract'
import type { StoredRecord } from '@gatehouse/store'
import { decisionOf, type Message } from './message.ts'

/** Alerts of one chat in one minute; what is more is told as a number. */
export const ALERTS_PER_MINUTE = 10
const REASONS_SHOWN = 3

/** Whether the rules that decided want people told. */
export function asksForAlert(record: StoredRecord): boolean {
  return decisionOf(record)?.actions.some(({ kind }) => kind === 'notify') === true
}

/** What a chat is not to be told of time and again; none where some of it is told each time. */
export function quietAlertsOf(record: StoredRecord): readonly Quiet[] {
  const asked = decisionOf(record)?.actions.filter(({ kind }) => kind === 'notify') ?? []
  const quiet = asked.flatMap((action) => quietOf(action) ?? [])
  return quiet.length === asked.length ? quiet : []
}

export interface Quiet {
  readonly subject: string
  readonly quietMs: number
}

/** `null`: told each time. */
export function quietOf({ kind, target, reason, quiet_minutes: minutes }: Action): Quiet | null {
  if (kind !== 'notify' || minutes === undefined) return null
  return { subject: target ?? reason ?? '', quietMs: minutes * 60_000 }
}

/** What a chat is told of a decision: nothing that says who ordered. */
export function alertOf(record: StoredRecord): Message {
  const decision = decisionOf(record)!
  const lines = [
    `${headline(decision)}${amountOf(record)}, risk ${Math.round(decision.risk_score)} of 100`,
    ...decision.reasons.slice(0, REASONS_SHOWN).map(({ text }) => `• ${text}`),
    `Decision ${decision.id}`,
  ]
  return chatMessage(`evt_${record.id.replaceAll('-', '')}_alert`, lines.join('\n'))
}

/** What was held back, as a number. */
export function digestOf(webhookId: string, held: number, atMs: number): Message {
  const id = `evt_${webhookId.replaceAll('-', '')}_digest_${atMs}`
  return chatMessage(id, `${held} more ${held === 1 ? 'alert was' : 'alerts were'} held back`)
}

/** A text for a chat. */
export function chatMessage(id: string, text: string): Message {
  return { id, body: JSON.stringify({ text: escaped(text) }), hasNext: false }
}

function headline({ outcome, checkpoint, rescored_from: from }: Decision): string {
  return `${from === null ? '' : 'Again: '}${outcome} (${checkpoint})`
}

function amountOf({ eventJson }: StoredRecord): string {
  const { order } = JSON.parse(Buffer.from(eventJson).toString()) as AnyEvent & {
    order?: { amount?: number; currency?: string }
  }
  return order?.amount === undefined ? '' : `, ${order.amount} ${order.currency ?? ''}`.trimEnd()
}

/** Slack reads `<!channel>` and links between angle brackets: a rule's words are words. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
