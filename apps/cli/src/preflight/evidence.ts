import type { ActionKind, Checkpoint, Policy, Rule } from '@gatehouse/contract'
import { counted, percentage } from '../text-table.ts'
import { fail, notConnected, pass, type Finding, type Installation } from './check.ts'

/** Of the newest decisions: with less, most orders would be decided without it. */
const SHARE_MIN = 0.5
/**
 * Somebody was asked and answered that there is nothing to say: the bank does not check, the customer
 * has too few orders. It arrives all the same.
 */
const ANSWERED: ReadonlySet<string> = new Set([
  'not_supported',
  'not_applicable',
  'too_few_orders',
  'no_history',
  'redacted',
  'not_registered',
  'not_in_reference_data',
  'too_coarse',
  'hashed',
  'malformed_input',
])
/** Nobody outside has been asked, or nobody sends it. */
const UNCONNECTED: ReadonlySet<string> = new Set(['not_sent', 'not_configured', 'lookup_failed'])

/** Installing that pack would put its twenty rules in the place of all that are live. */
export const NO_RULE =
  'take the rule over from `gatehouse packs show twenty-checks` (docs/how-to/change-rules-safely.md)'
/** The amount is held against a limit. */
export const LIMITS_AMOUNT = /\border\.amount(_minor)?\s*>=?\s*\d/
const NO_ORDERS = 'send orders to `POST /v1/decisions`'

/**
 * A live rule or policy, switched on, that reads one of the signals.
 * @param saying what its condition has to say besides: many rules read the amount for other ends
 */
export function ruleReading(
  { rulesets }: Installation,
  checkpoint: Checkpoint,
  signals: readonly string[],
  saying?: RegExp,
): Rule | Policy | undefined {
  const { rules = [], policy = [] } = rulesets[checkpoint] ?? {}
  const live: (Rule | Policy)[] = [...rules.filter(({ enabled }) => enabled !== false), ...policy]
  return live.find(
    ({ when }) =>
      signals.some((signal) => reads(when, signal)) && (saying === undefined || saying.test(when)),
  )
}

/** A live rule or policy that asks for an action. */
export function ruleAsking(
  { rulesets }: Installation,
  checkpoint: Checkpoint,
  kind: ActionKind,
): Rule | Policy | undefined {
  const { rules = [], policy = [] } = rulesets[checkpoint] ?? {}
  const live: (Rule | Policy)[] = [...rules.filter(({ enabled }) => enabled !== false), ...policy]
  return live.find(({ actions = [] }) => actions.some((action) => action.kind === kind))
}

function reads(when: string, signal: string): boolean {
  return new RegExp(`\\b${signal.replaceAll('.', '[.]')}\\b`).test(when)
}

/** How many of the newest decisions know a signal, or were told that there is nothing to know. */
export interface Arrival {
  /** 0 to 1; 0 without decisions. */
  readonly share: number
  readonly known: number
  /** Why most of the others do not; `null`: all do. */
  readonly why: string | null
}

export function arrivalOf({ coverage }: Installation, signal: string): Arrival {
  const { known, unknown } = coverage.signals.find(({ name }) => name === signal) ?? {
    known: 0,
    unknown: [],
  }
  const answered = unknown.filter(({ reason }) => ANSWERED.has(reason))
  const arrived = answered.reduce((sum, { count }) => sum + count, known)
  const missing = unknown.find(({ reason }) => !ANSWERED.has(reason))
  return {
    share: coverage.decisions === 0 ? 0 : arrived / coverage.decisions,
    known,
    why: missing?.reason ?? null,
  }
}

/**
 * What a check of a rule comes to: it is live, and one of the signals that it reads arrives.
 * @param todo how to make it arrive
 * @param saying see `ruleReading`
 */
export function ruleAndSignal(
  installation: Installation,
  signals: readonly string[],
  todo: string,
  saying?: RegExp,
): Finding {
  const rule = ruleReading(installation, 'order', signals, saying)
  if (rule === undefined) {
    const end = saying === undefined ? '' : ' for this'
    return fail(`no live rule reads \`${signals[0]}\`${end}`, NO_RULE)
  }
  const { decisions } = installation.coverage
  if (decisions === 0) return notConnected('no order was decided yet', NO_ORDERS)
  const best = signals
    .map((signal) => ({ signal, ...arrivalOf(installation, signal) }))
    .reduce((a, b) => (b.share > a.share ? b : a))
  const found = `rule \`${rule.id}\`; \`${best.signal}\` in ${percentage(best.share, 0)} of ${counted(decisions, 'order')}`
  if (best.share >= SHARE_MIN) return pass(found)
  const why = best.why === null ? found : `${found} (${best.why})`
  const isOutside = best.share === 0 && best.why !== null && UNCONNECTED.has(best.why)
  return isOutside ? notConnected(why, todo) : fail(why, todo)
}
