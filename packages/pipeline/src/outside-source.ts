import type { OrderEvent, Outside, Parsed } from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'

/** What is known from outside about one event at the moment of the decision. */
export interface OutsideReading {
  readonly outside: Outside
  /** Something was asked for and is not here: the order is scored again when it arrives. */
  readonly isLate: boolean
}

/**
 * What was learned outside, as `observe` reads it: at once, from memory. Only where the operator
 * set a deadline for score services is there a promise, which never takes longer than that.
 */
export interface OutsideSource {
  read(event: Parsed<OrderEvent>, readings: Readings): OutsideReading | Promise<OutsideReading>
}
