import { CliError } from './cli-error.ts'
import { aligned, helpOf, parseInput, type Command, type Terminal } from './command.ts'
import { COMMANDS } from './commands.ts'
import { suggestion } from './nearest.ts'
import { visibleText } from './visible-text.ts'

export const EXIT_OK = 0
/** What was asked for could not be done, or what was checked is not as it must be. */
export const EXIT_FAILED = 1
/** The command line itself is wrong. */
export const EXIT_USAGE = 2

const HELP = new Set(['--help', '-h', 'help'])

/** Runs one command line, without the program's own name, and answers the exit code. */
export async function run(args: readonly string[], given: Terminal): Promise<number> {
  const terminal: Terminal = {
    ...given,
    print: (text) => given.print(visibleText(text)),
    note: (text) => given.note(visibleText(text)),
  }
  try {
    const [first] = args
    if (first === undefined || HELP.has(first)) {
      return helpFor(args.slice(1), terminal)
    }
    const found = findCommand(args)
    if (found === undefined) throw unknownCommand(args)
    const { command, rest } = found
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.print(helpOf(command))
      return EXIT_OK
    }
    return await command.run(parseInput(command, rest), terminal)
  } catch (error) {
    if (!isExpected(error)) throw error
    terminal.note(`gatehouse: ${error.message}`)
    if (terminal.env['LOG_LEVEL'] === 'debug' && error.stack !== undefined)
      terminal.note(error.stack)
    return error instanceof CliError && error.code === 'usage' ? EXIT_USAGE : EXIT_FAILED
  }
}

function helpFor(args: readonly string[], terminal: Terminal): number {
  const found = findCommand(args)
  if (found === undefined && args.length > 0) throw unknownCommand(args)
  terminal.print(found === undefined ? overview() : helpOf(found.command))
  return EXIT_OK
}

function findCommand(
  args: readonly string[],
): { command: Command; rest: readonly string[] } | undefined {
  for (const words of [3, 2, 1]) {
    const name = args.slice(0, words).join(' ')
    const command = COMMANDS.find((candidate) => candidate.name === name)
    if (command !== undefined) return { command, rest: args.slice(words) }
  }
  return undefined
}

function unknownCommand(args: readonly string[]): CliError {
  const names = COMMANDS.map(({ name }) => name)
  const [first = ''] = args
  const group = names.filter((name) => name.startsWith(`${first} `))
  if (group.length > 0) {
    const ways = group.map((name) => `\`gatehouse ${name}\``).join(' or ')
    return new CliError('usage', `\`${first}\` alone does nothing: ${ways}`)
  }
  const hint =
    suggestion(args.slice(0, 3).join(' '), names) ||
    suggestion(args.slice(0, 2).join(' '), names) ||
    suggestion(first, names)
  return new CliError(
    'usage',
    `there is no command \`${first}\`${hint || ': see `gatehouse --help`'}`,
  )
}

function overview(): string {
  const rows = COMMANDS.map(
    ({ name, operands, summary }) => [`  ${[name, ...operands].join(' ')}`, summary] as const,
  )
  return [
    'usage: gatehouse COMMAND [OPTIONS]',
    aligned(rows),
    '`gatehouse COMMAND --help` says more.',
  ].join('\n\n')
}

/** Our errors and the system's (`ENOENT`) are told to people; what Node calls misuse is a bug. */
function isExpected(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false
  return !error.code.startsWith('ERR_')
}
