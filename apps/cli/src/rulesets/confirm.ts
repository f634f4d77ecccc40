import { ServerRefusal } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'

/** For `catch`: what has to be said twice is said on the command line by an option. */
export function askedToConfirm(error: unknown): never {
  const isAsked = error instanceof ServerRefusal && error.problem === 'confirmation_needed'
  if (!isAsked) throw error
  throw new CliError('remote', error.message.replace('send `confirm: true`', 'add `--confirm`'))
}
