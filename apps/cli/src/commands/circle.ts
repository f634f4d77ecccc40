import { circleAdminCommands } from './circle-admin.ts'
import { circleExchangeCommands } from './circle-exchange.ts'
import type { Command } from '../command.ts'

/** Everything about sharing circles, in the order of the help. */
export const circleCommands: readonly Command[] = [
  ...circleAdminCommands,
  ...circleExchangeCommands,
]
