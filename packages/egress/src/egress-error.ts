/**
 * Why nothing was fetched.
 * - `refused_target`: the URL is one that this door does not open: scheme, port, host, spelling.
 * - `refused_address`: the name leads to an address that is not on the public internet.
 * - `no_such_name`, `name_lookup_failed`: the name does not exist, or nobody could say.
 * - `connect_failed`, `tls_failed`: there is an address, and nothing to talk to.
 * - `timeout`: not done in the time it was given.
 * - `too_large`, `too_many_redirects`, `bad_redirect`, `bad_response`, `content_type`,
 *   `content_encoding`: what came back breaks a limit or a rule.
 */
export type EgressErrorCode =
  | 'refused_target'
  | 'refused_address'
  | 'no_such_name'
  | 'name_lookup_failed'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'too_large'
  | 'too_many_redirects'
  | 'bad_redirect'
  | 'bad_response'
  | 'content_type'
  | 'content_encoding'

/** A fetch that gave nothing. The message never holds what a server sent. */
export class EgressError extends Error {
  override readonly name = 'EgressError'
  readonly code: EgressErrorCode

  constructor(code: EgressErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
