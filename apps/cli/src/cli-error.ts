/**
 * Something the person at the terminal can put right. The message is shown as it is, without a
 * stack; anything else that is thrown is a bug and crashes.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: 'usage' | 'file' | 'invalid' | 'remote'
  constructor(code: CliError['code'], message: string) {
    super(message)
    this.code = code
  }
}
