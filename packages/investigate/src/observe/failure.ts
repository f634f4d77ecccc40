import { EgressError } from '@gatehouse/egress'

/** What came of one look. A server can do what it likes: it ends here, typed, never as an exception. */
export type Look<Seen> =
  | { readonly state: 'seen'; readonly observation: Seen }
  /** Nothing to see, and that is certain: no such domain, no page. */
  | { readonly state: 'absent'; readonly reason: string }
  /** Nobody could say; another try may. */
  | { readonly state: 'failed'; readonly reason: string }

/** @throws what is no failure of the network: that is a mistake of ours */
export function failedLook(error: unknown): Look<never> {
  if (!(error instanceof EgressError)) throw error
  return error.code === 'no_such_name'
    ? { state: 'absent', reason: error.code }
    : { state: 'failed', reason: error.code }
}
