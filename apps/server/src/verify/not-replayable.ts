/** Why a stored decision cannot be made again. */
export const NOT_REPLAYABLE = {
  ruleset_gone: 'the version of the ruleset that decided is not kept',
  ruleset_unusable: 'the ruleset does not compile with the signals of this version of Gatehouse',
  model_gone: 'the model that decided is not kept',
  lists_unknown: 'what was on the lists then is not kept as a whole',
  withheld: 'a rule read a personal value, which no decision keeps',
  other_signals: 'it names signals that this version of Gatehouse does not have',
  first_gone: 'the first decision about the order is not kept',
} as const

export type NotReplayableReason = keyof typeof NOT_REPLAYABLE

/** Something that the decision was made from is not there any more. */
export class NotReplayable extends Error {
  override readonly name = 'NotReplayable'
  readonly code: NotReplayableReason
  constructor(code: NotReplayableReason, detail: string) {
    super(detail)
    this.code = code
  }
}
