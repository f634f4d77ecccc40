import type { TAKEDOWN_EVENTS, TAKEDOWN_ROLES, TAKEDOWN_STATES } from '@gatehouse/contract'
import type { EntryKind } from '../feed/entry.ts'

/** Who can take a site off the net, or warn of it. */
export type TakedownRole = (typeof TAKEDOWN_ROLES)[number]
export type TakedownState = (typeof TAKEDOWN_STATES)[number]
/** What may happen to a takedown. */
export type TakedownEvent = (typeof TAKEDOWN_EVENTS)[number]

/** One thing that happened. */
export interface TakedownStep {
  readonly event: TakedownEvent
  readonly atMs: number
  /** Name of a key, or `gatehouse` where nobody did it by hand. */
  readonly by: string
  readonly note: string
}

/** The request to one party to take one site off the net, tracked until it is gone for good. */
export interface Takedown {
  readonly id: string
  readonly kind: EntryKind
  readonly key: string
  readonly role: TakedownRole
  /** Mail address or web form; empty: none is known yet. */
  readonly contact: string
  readonly state: TakedownState
  readonly createdAtMs: number
  /** When somebody, or a look at the site, is due; `null`: nothing is. */
  readonly dueAtMs: number | null
  /** How often it was sent. */
  readonly sent: number
  /** How often it came back after it was gone. */
  readonly resurfaced: number
  /** Oldest first. */
  readonly steps: readonly TakedownStep[]
}

const HOUR_MS = 3_600_000
/** Who has not answered by then is asked again. */
const ANSWER_WITHIN_MS = 24 * HOUR_MS
/** Who has answered has that long to act. */
const ACT_WITHIN_MS = 48 * HOUR_MS
/** A site that is gone is looked at that often, and closed when it stayed away. */
const LOOK_EVERY_MS = 24 * HOUR_MS
const STAYED_AWAY_MS = 30 * LOOK_EVERY_MS
const STEPS_MAX = 200

/** From which states an event leads where. */
const MOVES: Readonly<Record<TakedownEvent, Partial<Record<TakedownState, TakedownState>>>> = {
  sent: {
    drafted: 'sent',
    sent: 'sent',
    acknowledged: 'sent',
    refused: 'sent',
    resurfaced: 'sent',
  },
  acknowledged: { sent: 'acknowledged' },
  refused: { sent: 'refused', acknowledged: 'refused' },
  seen_down: {
    drafted: 'down',
    sent: 'down',
    acknowledged: 'down',
    refused: 'down',
    resurfaced: 'down',
    down: 'down',
  },
  seen_up: {
    drafted: 'drafted',
    sent: 'sent',
    acknowledged: 'acknowledged',
    refused: 'refused',
    resurfaced: 'resurfaced',
    down: 'resurfaced',
    closed: 'resurfaced',
  },
  closed: { drafted: 'closed', refused: 'closed', down: 'closed' },
}

export function draftTakedown(
  draft: Pick<Takedown, 'id' | 'kind' | 'key' | 'role' | 'contact' | 'createdAtMs'>,
): Takedown {
  const { createdAtMs } = draft
  return { ...draft, state: 'drafted', dueAtMs: createdAtMs, sent: 0, resurfaced: 0, steps: [] }
}

/** @returns `undefined`: that cannot happen to a takedown in this state */
export function stepTakedown(takedown: Takedown, step: TakedownStep): Takedown | undefined {
  const { state: from, steps } = takedown
  let to = MOVES[step.event][from]
  if (to === undefined || steps.length >= STEPS_MAX) return undefined
  if (step.event === 'seen_down' && from === 'down' && stayedAway(takedown, step.atMs)) {
    to = 'closed'
  }
  // A look that finds it as it was is no news: only the next look is set.
  const isNews = to !== from || step.event === 'sent'
  return {
    ...takedown,
    state: to,
    sent: takedown.sent + (step.event === 'sent' ? 1 : 0),
    resurfaced: takedown.resurfaced + (to === 'resurfaced' && from !== 'resurfaced' ? 1 : 0),
    dueAtMs: dueAfter(to, takedown, isNews, step.atMs),
    steps: isNews ? [...steps, step] : steps,
  }
}

function stayedAway({ steps }: Takedown, atMs: number): boolean {
  const gone = steps.findLast(({ event }) => event === 'seen_down')
  return gone !== undefined && atMs - gone.atMs >= STAYED_AWAY_MS
}

function dueAfter(
  state: TakedownState,
  { dueAtMs }: Takedown,
  isNews: boolean,
  atMs: number,
): number | null {
  switch (state) {
    case 'sent':
      return isNews ? atMs + ANSWER_WITHIN_MS : dueAtMs
    case 'acknowledged':
      return isNews ? atMs + ACT_WITHIN_MS : dueAtMs
    case 'down':
      return atMs + LOOK_EVERY_MS
    case 'drafted':
    case 'refused':
    case 'resurfaced':
      // Somebody has to do something now: send, ask elsewhere, send again.
      return isNews ? atMs : dueAtMs
    case 'closed':
      return null
  }
}

/** How long it took from the first sending until the site was gone; `null`: it is not. */
export function downAfterMs({ steps }: Pick<Takedown, 'steps'>): number | null {
  const sentAt = steps.findIndex(({ event }) => event === 'sent')
  if (sentAt < 0) return null
  const down = steps.slice(sentAt).find(({ event }) => event === 'seen_down')
  return down === undefined ? null : Math.max(0, down.atMs - steps[sentAt]!.atMs)
}
