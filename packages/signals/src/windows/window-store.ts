import type { Unknown, WindowDeclaration, WindowEvent } from '@gatehouse/contract'

/** Handle to one observed event, so that a failed commit can take it back. Opaque to callers. */
export interface WindowReservation {
  readonly kind: 'window_reservation'
}

/** What the windows held for one event before it arrived. */
export interface WindowReading {
  /** One per declaration, in the order of `WindowStore.declarations`; `no_<entity>` when unknown. */
  readonly values: readonly (number | Unknown)[]
  /**
   * Indexes into `values`, ascending, of numbers that are estimates: more events in the window than
   * are kept exactly, or a part of the window was let go to stay within the memory limit.
   */
  readonly approximate: readonly number[]
  readonly reservation: WindowReservation
}

/**
 * Sliding aggregates by entity. For an event of time `t` a window of duration `d` covers events
 * with time in `(t - d, t]` that were observed earlier. Events count in arrival order, at their
 * event time: a late event reads the window of its own time and is seen by later reads only.
 * Apart from estimates, what is read depends on which events were observed, not on their order.
 *
 * Every implementation passes `windowStoreContract`.
 */
export interface WindowStore {
  /** What is kept, in the order of the values. */
  readonly declarations: readonly WindowDeclaration[]
  /**
   * Reads all windows of the event as they stand, then adds the event, in one atomic step: of many
   * events observed at once each sees all that were observed before it.
   */
  observe(event: WindowEvent): WindowReading | Promise<WindowReading>
  /**
   * Takes an observed event back, as if it had never been. Releasing twice, or long after the event
   * left every window, does nothing.
   */
  release(reservation: WindowReservation): void | Promise<void>
}
