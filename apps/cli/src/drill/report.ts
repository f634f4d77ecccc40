import type { Bystanders, DrillTally } from './tally.ts'

/** What a refused authorisation costs a shop, in euros. */
export const REFUSAL_COST = 0.3
/** What of the rest of an attack may pass once it counts as stopped. */
const STOPPED_SHARE = 0.001

/** Shoppers who had nothing to do with it. */
export interface BystanderReport {
  readonly checkouts: number
  /** Saw a captcha. */
  readonly challenged: number
  /** Passed a captcha that they did not see. */
  readonly checked_silently: number
  readonly declined: number
  readonly challenged_share: number
}

/** What a drill found out. Times are seconds from the first attempt. */
export interface DrillReport {
  readonly drill: 'card-testing'
  readonly seed: number
  readonly background: string
  readonly checkouts_per_day: number
  readonly history_days: number
  readonly addresses: number
  readonly attempts_per_second: number
  readonly amount: number
  /** `amount` where every attempt has the same. */
  readonly amount_to: number
  readonly ruleset: string
  readonly attempts: number
  readonly approved: number
  readonly challenged: number
  readonly declined: number
  readonly live_cards_found: number
  /** From then on at most one in a thousand of the remaining attempts passed; 0: none ever did. */
  readonly stopped_after_seconds: number
  readonly last_approved_after_seconds: number
  readonly attack_seconds: number
  readonly cost_without_gate: number
  readonly cost: number
  readonly rules: Readonly<Record<string, number>>
  readonly shoppers: BystanderReport
  readonly shoppers_during_attack: BystanderReport
}

export type DrillSettings = Pick<
  DrillReport,
  | 'seed'
  | 'background'
  | 'checkouts_per_day'
  | 'history_days'
  | 'addresses'
  | 'attempts_per_second'
  | 'amount'
  | 'amount_to'
  | 'ruleset'
>

export function makeDrillReport(settings: DrillSettings, tally: DrillTally): DrillReport {
  const { attempts, outcomes, leaks, firstAttemptMs } = tally
  const seconds = (atMs: number | undefined): number =>
    atMs === undefined ? 0 : Math.round(atMs - firstAttemptMs) / 1000
  return {
    drill: 'card-testing',
    ...settings,
    attempts,
    approved: outcomes.approve,
    challenged: outcomes.challenge + outcomes.review,
    declined: outcomes.decline,
    live_cards_found: tally.found,
    stopped_after_seconds: seconds(stoppedAt(tally)),
    last_approved_after_seconds: seconds(leaks.at(-1)?.atMs),
    attack_seconds: seconds(tally.lastAttemptMs),
    cost_without_gate: euros(attempts * REFUSAL_COST),
    cost: euros((outcomes.approve - tally.found) * REFUSAL_COST),
    rules: Object.fromEntries(tally.hits),
    shoppers: bystanders(tally.wholeTime),
    shoppers_during_attack: bystanders(tally.duringAttack),
  }
}

/** The last leak before which the attack was not stopped: what follows is one in a thousand or less. */
function stoppedAt({ leaks, attempts }: DrillTally): number | undefined {
  for (const [at, { atMs, number }] of leaks.entries()) {
    const laterLeaks = leaks.length - at - 1
    if (laterLeaks <= (attempts - number) * STOPPED_SHARE) return atMs
  }
  return undefined
}

function bystanders(of: Bystanders): BystanderReport {
  const { checkouts, challenged, checkedSilently, declined } = of
  return {
    checkouts,
    challenged,
    checked_silently: checkedSilently,
    declined,
    challenged_share: checkouts === 0 ? 0 : challenged / checkouts,
  }
}

function euros(amount: number): number {
  return Math.round(amount * 100) / 100
}
