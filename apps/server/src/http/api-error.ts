import type { ErrorCode, Issue } from '@gatehouse/contract'

/** Thrown anywhere on the way of a request; becomes a problem+json answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly issues: readonly Issue[]
  /** What is wrong in this case; without it the general advice of the code is answered. */
  readonly detail: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Numbers that the detail is about, for programs. */
  readonly figures: Readonly<Record<string, number>> | undefined

  constructor(
    code: ErrorCode,
    about: {
      readonly detail?: string
      readonly issues?: readonly Issue[]
      readonly headers?: Readonly<Record<string, string>>
      readonly figures?: Readonly<Record<string, number>>
    } = {},
  ) {
    super(about.detail ?? code)
    this.code = code
    this.detail = about.detail
    this.issues = about.issues ?? []
    this.headers = about.headers ?? {}
    this.figures = about.figures
  }
}
