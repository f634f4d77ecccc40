import type { Command } from '../command.ts'
import { counted } from '../text-table.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  operands: [],
  summary: 'bring the database schema up to date',
  details: `Applies the migrations that the database lacks and prints their names. \`DATABASE_URL\` names the
database; without it the embedded one in \`DATA_DIR\` (./data) is started and stopped again.
\`serve\` refuses a schema that it does not know, so this is a step of every upgrade.`,
  options: {},
  async run(_input, terminal) {
    const { env } = terminal
    const { migrate, openDatabase } = await import('@gatehouse/store')
    const { readConfig } = await import('@gatehouse/server')
    const { dataDir, databaseUrl } = readConfig(env)
    const database = await openDatabase({
      dataDir,
      ...(databaseUrl === null ? {} : { databaseUrl }),
    })
    try {
      const { applied } = await migrate(database.connection)
      for (const id of applied) terminal.print(`applied ${id}`)
      terminal.print(
        applied.length === 0
          ? 'the schema is up to date'
          : `${counted(applied.length, 'migration')} applied`,
      )
      return 0
    } finally {
      await database.stop()
    }
  },
}
