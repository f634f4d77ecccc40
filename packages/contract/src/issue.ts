/** One thing that is wrong with a body: where, which kind, and what to do. */
export interface Issue {
  /** RFC 6901 pointer into the body; empty for the body as a whole. */
  readonly pointer: string
  /** Stable word for programs. */
  readonly code: string
  /** One line for people, lower case. Never repeats a value of the body. */
  readonly message: string
}

/** An answer lists this many issues and no more: the rest is noise. */
export const ISSUES_MAX = 20
