import type { Command } from '../command.ts'
import { listAddCommand, listCreateCommand, listRemoveCommand } from './list-change.ts'
import { listExportCommand } from './list-export.ts'
import { listImportCommand } from './list-import.ts'
import { listLogCommand, listLsCommand, listShowCommand } from './list-look.ts'

/** Every command about lists, in the order of the help. */
export const listCommands: readonly Command[] = [
  listLsCommand,
  listShowCommand,
  listCreateCommand,
  listAddCommand,
  listRemoveCommand,
  listImportCommand,
  listExportCommand,
  listLogCommand,
]
