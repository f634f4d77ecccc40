/** A site that makers of browsers are told of. */
export interface Submission {
  /** A page that shows what is wrong, as a browser writes it. */
  readonly url: string
}

export interface SubmissionReceipt {
  /** What the list calls it, to ask later; `null`: it gives nothing to ask by. */
  readonly reference: string | null
}

/**
 * A list of dangerous sites that others keep, such as that of a browser. Submitting is telling: the
 * address leaves this installation. So it is done where the operator has set it up, and not before.
 */
export interface SubmissionPort {
  readonly name: string
  /** @throws SubmissionError when it is away, or refuses */
  submit(submission: Submission, signal?: AbortSignal): Promise<SubmissionReceipt>
}

/** Why a list did not take a site. */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError'
  /** `refused`: asking again changes nothing. */
  readonly code: 'away' | 'refused' | 'slow_down'

  constructor(code: SubmissionError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
