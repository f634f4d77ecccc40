import type { Checkpoint, Coverage, List, ReferenceStatus, Ruleset } from '@gatehouse/contract'

/**
 * `pass`: the rule is live and what it reads arrives. `fail`: something of the two is missing here.
 * `not_connected`: somebody outside (bank, captcha, blacklist, alerts) does not send or carry out what
 * it needs. `by_hand`: no machine can tell.
 */
export const CHECK_STATES = ['pass', 'fail', 'not_connected', 'by_hand'] as const
export type CheckState = (typeof CHECK_STATES)[number]

/** What became of one check. */
export interface Finding {
  readonly state: CheckState
  /** What was seen. */
  readonly found: string
  /** What to do; empty when nothing is. */
  readonly todo: string
}

/** All that the checks look at, read from the server once. */
export interface Installation {
  readonly coverage: Coverage
  /** What is live, by checkpoint. */
  readonly rulesets: Readonly<Partial<Record<Checkpoint, Ruleset>>>
  readonly lists: readonly List[]
  readonly reference: ReferenceStatus
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** One of the twenty. */
export interface Check {
  readonly number: number
  readonly title: string
  examine(installation: Installation): Finding
}

export const pass = (found: string): Finding => ({ state: 'pass', found, todo: '' })
export const fail = (found: string, todo: string): Finding => ({ state: 'fail', found, todo })
export const notConnected = (found: string, todo: string): Finding => ({
  state: 'not_connected',
  found,
  todo,
})
export const byHand = (found: string, todo: string): Finding => ({ state: 'by_hand', found, todo })
