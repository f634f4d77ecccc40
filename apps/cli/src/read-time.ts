import { CliError } from './cli-error.ts'
import type { Input } from './command.ts'

/** `2026-01-31` is the beginning of that day in UTC; anything else has to be a whole time. */
export function timeOption(input: Input, option: string): string | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
  if (!Number.isNaN(Date.parse(time)) && time.includes('T')) return time
  throw new CliError(
    'usage',
    `\`--${option} ${text}\` must be a day or a time, as \`2026-01-31\` or \`2026-01-31T12:00:00Z\``,
  )
}
