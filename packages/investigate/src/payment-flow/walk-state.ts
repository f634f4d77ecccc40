import {
  merchantIdsIn,
  paymentFlowEdges,
  processorOf,
  type PaymentFlowObservation,
} from '@gatehouse/sites'
import type { Page } from 'playwright-core'
import { within } from './fill.ts'
import type { SyntheticCard } from './synthetic-card.ts'
import type { Traffic } from './traffic.ts'

export type Reached = PaymentFlowObservation['reached']
const ORDER: readonly Reached[] = [
  'nothing',
  'product',
  'cart',
  'checkout',
  'card_form',
  'submitted',
]

export const WALK_LIMITS = {
  steps: 16,
  frames: 12,
  /** Until a page says that it is there. */
  pageMs: 10_000,
  /** Until nothing moves any more. */
  settleMs: 1500,
  /** What counts as nothing moving. */
  quietMs: 60,
  surveyMs: 1500,
  clickMs: 1200,
  /** Until a page that is left asks for the next one. */
  leaveMs: 1500,
  /** For what a page sends after its card form was submitted. */
  afterSubmitMs: 700,
  textLength: 500_000,
} as const

export interface WalkParts {
  readonly page: Page
  readonly traffic: Traffic
  readonly card: SyntheticCard
  /** Cuts the browser off: nothing goes out from then on. */
  readonly seal: () => void
  readonly nowMs: () => number
}

/** What a walk has seen so far: read at any time, also when it is cut off. */
export interface WalkState {
  reached: Reached
  problem: string | null
  readonly steps: { at: string; url: string; atMs: number }[]
  readonly merchantIds: Map<string, { processor: string; id: string }>
}

export function newWalkState(): WalkState {
  return { reached: 'nothing', problem: null, steps: [], merchantIds: new Map() }
}

/** Puts together what was seen. */
export function observationOf(
  startUrl: string,
  state: WalkState,
  traffic: Traffic | null,
  observedAtMs: number,
): PaymentFlowObservation {
  const destinations = traffic?.destinations ?? []
  const merchantIds = [...state.merchantIds.values()]
  return {
    startUrl,
    reached: state.reached,
    steps: state.steps,
    destinations,
    processors: traffic === null ? [] : processorsIn(traffic),
    merchantIds,
    edges: paymentFlowEdges({ destinations, merchantIds }),
    problem: state.problem,
    observedAtMs,
  }
}

function processorsIn({ loaded, destinations }: Traffic): string[] {
  const hosts = [...loaded]
    .map((url) => new URL(url).hostname)
    .concat(destinations.map(({ host }) => host))
  return [...new Set(hosts.flatMap((host) => processorOf(host)?.key ?? []))].sort()
}

export function raise(state: WalkState, reached: Reached): void {
  if (ORDER.indexOf(reached) > ORDER.indexOf(state.reached)) state.reached = reached
}

export function note({ page, nowMs }: WalkParts, state: WalkState, at: string): void {
  state.steps.push({ at, url: page.url().split(/[?#]/, 1)[0]!.slice(0, 500), atMs: nowMs() })
}

/** Ids of merchants in what was loaded and in the pages themselves. */
export async function learn({ page, traffic }: WalkParts, state: WalkState): Promise<void> {
  const seen = new Set(processorsIn(traffic))
  const expression = `document.documentElement.outerHTML.slice(0, ${WALK_LIMITS.textLength})`
  const texts = await Promise.all(
    page
      .frames()
      .slice(0, WALK_LIMITS.frames)
      .map((frame) => within(frame.evaluate(expression), 800)),
  )
  for (const text of [...traffic.loaded, ...texts]) {
    if (typeof text !== 'string' || text.length > WALK_LIMITS.textLength) continue
    for (const found of merchantIdsIn(text, seen)) {
      state.merchantIds.set(`${found.processor}:${found.id}`, found)
    }
  }
}
