import { parseArgs } from 'node:util'
import { CliError } from './cli-error.ts'
import { suggestion } from './nearest.ts'

/** Where a command writes and what it is told by its surroundings. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Somebody is watching: progress is drawn in place. */
  readonly isInteractive: boolean
  /** Results. One call is one or more whole lines, without the last line break. */
  print(text: string): void
  /** Progress, warnings, errors. */
  note(text: string): void
}

export interface OptionDeclaration {
  /** What stands for the value in help, `FILE`; absent for a switch. */
  readonly value?: string
  /** One line; the default stands in it. */
  readonly doc: string
  /** May be given more than once. */
  readonly multiple?: true
}
export type OptionTable = Readonly<Record<string, OptionDeclaration>>

/** What was typed, checked against the command's own table. */
export interface Input {
  readonly positionals: readonly string[]
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  flag(option: string): boolean
}

/** One command of the command line. A new one is a file and a line in `commands.ts`. */
export interface Command {
  /** One to three words: `replay`, `rules check`, `admin key create`. */
  readonly name: string
  /** What follows the name in the synopsis: `FILE`. One word per required argument. */
  readonly operands: readonly string[]
  readonly summary: string
  /** Longer text of `--help`: what it prints, what the exit code means. */
  readonly details: string
  readonly options: OptionTable
  /** @returns the exit code: 0, or 1 when what was checked is not as it must be */
  run(input: Input, terminal: Terminal): Promise<number>
}

/**
 * @throws CliError `usage` for an unknown option, a missing value or the wrong number of operands
 */
export function parseInput(command: Command, args: readonly string[]): Input {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  })
  const positionals: string[] = []
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') give(command, given, token)
  }
  checkOperands(command, positionals)
  return {
    positionals,
    text: (option) => given.get(option)?.at(-1),
    texts: (option) => given.get(option) ?? [],
    flag: (option) => given.has(option),
  }
}

function give(
  command: Command,
  given: Map<string, string[]>,
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
): void {
  const declared = Object.hasOwn(command.options, name) ? command.options[name] : undefined
  if (declared === undefined) {
    const known = Object.keys(command.options).map((option) => `--${option}`)
    throw usage(command, `unknown option \`${rawName}\`${suggestion(rawName, known)}`)
  }
  if (declared.value === undefined && value !== undefined) {
    throw usage(command, `the option \`${rawName}\` takes no value`)
  }
  if (declared.value !== undefined && (value === undefined || value === '')) {
    throw usage(
      command,
      `the option \`${rawName}\` needs a value: \`${rawName} ${declared.value}\``,
    )
  }
  const before = given.get(name) ?? []
  if (before.length > 0 && !declared.multiple) {
    throw usage(command, `the option \`${rawName}\` is given twice`)
  }
  given.set(name, [...before, value ?? ''])
}

function checkOperands(command: Command, positionals: readonly string[]): void {
  const { operands } = command
  if (positionals.length < operands.length) {
    throw usage(command, `\`${operands[positionals.length]}\` is missing`)
  }
  if (positionals.length > operands.length) {
    throw usage(command, `unexpected argument \`${positionals[operands.length]}\``)
  }
}

function usage(command: Command, problem: string): CliError {
  return new CliError('usage', `${problem}\n${synopsis(command)}`)
}

function synopsis({ name, operands, options }: Command): string {
  const optional = Object.keys(options).length > 0 ? ' [OPTIONS]' : ''
  return `usage: ${['gatehouse', name, ...operands].join(' ')}${optional}`
}

/** The text of `gatehouse COMMAND --help`. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.options).map(
    ([name, { value, doc }]) =>
      [`  --${name}${value === undefined ? '' : ` ${value}`}`, doc] as const,
  )
  const parts = [synopsis(command), command.details.trim()]
  if (rows.length > 0) parts.push(`options:\n${aligned(rows)}`)
  return parts.join('\n\n')
}

/** Two columns, the second in line. */
export function aligned(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => left.padEnd(width) + right).join('\n')
}
