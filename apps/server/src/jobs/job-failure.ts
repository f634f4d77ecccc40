import type { JobRetry } from '@gatehouse/store'

/** A failure that is no fault of ours, and knows when to try again. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure'
  readonly retry: JobRetry

  constructor(message: string, retry: JobRetry) {
    super(message)
    this.retry = retry
  }
}
