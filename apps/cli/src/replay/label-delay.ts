import { CliError } from '../cli-error.ts'
import type { Input, OptionTable } from '../command.ts'

const DAY_MS = 86_400_000

export const labelDelayOption: OptionTable = {
  'label-delay-days': {
    value: 'N',
    doc: 'orders labelled fraud are reported to the gate N days after they came (never)',
  },
}

/**
 * How long after an order its label becomes known to the gate, milliseconds; `undefined`: never.
 * @throws CliError `usage`
 */
export function labelDelayMs(input: Input): number | undefined {
  const text = input.text('label-delay-days')
  if (text === undefined) return undefined
  const days = Number(text)
  if (text.trim() !== '' && Number.isFinite(days) && days >= 0) return days * DAY_MS
  throw new CliError('usage', `\`--label-delay-days ${text}\` must be a number of days, 0 or more`)
}
