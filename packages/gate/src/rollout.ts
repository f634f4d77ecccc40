import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'

/**
 * A part of the traffic that stays the same: who is in it today is in it tomorrow, in a replay and
 * on every node, and who is in it at 5 % is in it at 20 %.
 */
export interface Rollout {
  /** 0 to 100. */
  readonly percent: number
  /** Two roll-outs with the same salt are in force for the same customers. */
  readonly salt: string
}

/**
 * Who an event belongs to, as a number: the first 32 bits of the token of its account, or of its
 * email. A signal like any other, so a decision holds it; unknown where neither is there, or where
 * nothing is rolled out.
 */
export const ROLLOUT_UNIT: SignalDeclaration = {
  name: 'rollout.unit',
  type: 'int',
  doc: 'Who the event belongs to, as a number that roll-outs go by; unknown while there is none.',
  privacy: 'pseudonymous',
}

/** Place of `ROLLOUT_UNIT` in a vector; -1 where it has none. */
export function unitIndexOf(declarations: readonly SignalDeclaration[]): number {
  return declarations.findIndex(({ name }) => name === ROLLOUT_UNIT.name)
}

/** The number that an event is assigned by. One of nobody's goes by itself. */
export function unitOf(signals: SignalVector, unitIndex: number, eventId: string): number {
  const unit = signals[unitIndex]
  return typeof unit === 'number' ? unit >>> 0 : hashText(eventId)
}

const UINT32 = 2 ** 32

/** Whether a roll-out is in force for a unit. Pure: nothing but the three numbers decides. */
export function isRolledOut({ percent, salt }: Rollout, unit: number): boolean {
  const salted = hashText(salt)
  return mixed(mixed(unit ^ salted) + salted) < (percent / 100) * UINT32
}

/** FNV-1a over UTF-16 code units: spreads short texts well enough to be mixed. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

/** The finaliser of MurmurHash3: every bit of the input changes half of the output. */
function mixed(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
